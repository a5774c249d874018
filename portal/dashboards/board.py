"""What the board sees, from a snapshot: tables with small numbers hidden, headlines and definitions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exclusions.outcomes.enums import Averted
from exclusions.protocol.models import OutcomeCode, Stage
from portal.dashboards.models import Snapshot
from portal.dashboards.suppression import in_words, is_small, percentage

# A text is shown as it is: `x` where nothing is known.
Figure = int | float | str | None
TOTAL = "Total"


@dataclass(frozen=True)
class Headline:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class FigureTable:
    """A table of figures, None where hidden. `chart` is the column its chart draws, None without one."""

    name: str
    title: str
    counted: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Figure]]]
    unit: Sequence[str]
    chart: int | None = 0

    def cells(self) -> list[tuple[str, list[str]]]:
        """The rows as words: `c` where a figure is hidden."""
        return [
            (label, [in_words(figure, unit) for figure, unit in zip(figures, self.unit, strict=True)])
            for label, figures in self.rows
        ]


DEFINITIONS = [
    (
        "Open concerns",
        "Concerns sent by schools that no link worker has decided yet, at the time of the count.",
    ),
    (
        "Decided in time",
        "Of the concerns decided this academic year, those decided within 3 school days of being raised.",
    ),
    (
        "Open cases",
        "No Need to Exclude cases that are open at the time of the count, by their present stage.",
    ),
    (
        "Stages in time",
        "Of the stages completed this academic year that had a due day, those completed on it or before it.",
    ),
    (
        "Outcomes",
        "Cases closed this academic year, by how they ended. A recorded code is not proof of effect.",
    ),
    (
        "Permanent exclusions averted",
        "Cases in which the headteacher considered permanent exclusion, which closed this academic year or "
        "the last without one, and whose pupil was on the same roll or on the agreed new one twelve school "
        "weeks later. Worked out from records; nobody types it. Those closed later are not known yet.",
    ),
    (
        "Suspensions and permanent exclusions",
        "By their first day, in the terms of the published statistics (autumn to 31 December, spring to "
        "Easter Sunday). Those cancelled, undone by a governing board or recorded in error are left out, and "
        "so are lunchtimes. Pupils suspended: each once for each school. Pupils are those of the January "
        "census of the year, or of the nearest one there is.",
    ),
    (
        "England, published",
        "2023/24: 11.31 suspensions and 0.13 permanent exclusions per 100 pupils; autumn term 2023/24: 4.13 "
        "and 0.05. The figures here are live and provisional, and differ.",
    ),
    (
        "Times as likely",
        "The share of a group’s pupils who were suspended, divided by that of all other pupils, with the "
        "range in which it lies 95 times in 100. Left out where fewer than 5 would be expected or any number "
        "is below 3. It ranks nobody.",
    ),
    ("Academic year", "From 1 August. School days follow each school’s calendar."),
    (
        "Hidden numbers",
        "Small counts are shown as c. So are others where a small one could be worked out from the totals "
        "here and the list of schools. Percentages are hidden where fewer than 10 are counted, or where "
        "those in time or those late are few.",
    ),
]


def headlines(snapshot: Snapshot) -> list[Headline]:
    """The figures at the top of the page."""
    totals = snapshot.figures["totals"]
    year = "this academic year"
    return [
        Headline(
            "Open concerns", in_words(_shown(snapshot, "open_concerns", "total", totals["open_concerns"]))
        ),
        Headline(
            "Concerns decided in time",
            in_words(percentage(totals["decided_in_time"], totals["decided"]), "%"),
            f"{year}, within 3 school days",
        ),
        Headline(
            "Open No Need to Exclude cases",
            in_words(_shown(snapshot, "open_cases", "total", totals["open_cases"])),
        ),
        Headline(
            "On the board’s list",
            in_words(_listed(snapshot)),
            "open cases whose stage has been late for days",
        ),
        Headline(
            "Stages completed in time",
            in_words(percentage(totals["stages_in_time"], totals["stages_completed"]), "%"),
            year,
        ),
        Headline(
            "Cases opened", in_words(_shown(snapshot, "cases_opened", "total", totals["cases_opened"])), year
        ),
        Headline(
            "Cases closed", in_words(_shown(snapshot, "outcomes", "total", totals["cases_closed"])), year
        ),
        *_averted(snapshot),
    ]


def tables(snapshot: Snapshot) -> list[FigureTable]:
    """Every table of the board, in the order of the page and of the workbook."""
    return [_stages(snapshot), _phases(snapshot), _timeliness(snapshot), _outcomes(snapshot)]


def _shown(snapshot: Snapshot, measure: str, key: str, number: int) -> Figure:
    """A count as the snapshot says it may be shown: None where it is hidden."""
    return None if key in snapshot.figures["hidden"][measure] else number


def _listed(snapshot: Snapshot) -> Figure:
    """Cases on the board's list: part of the open ones, and hidden where these are."""
    number: int = snapshot.figures.get("listed", 0)
    whole = _shown(snapshot, "open_cases", "total", snapshot.figures["totals"]["open_cases"])
    return None if is_small(number) or (number and whole is None) else number


def _averted(snapshot: Snapshot) -> list[Headline]:
    """Permanent exclusions averted, where they are counted yet: the total of *Learning from cases*."""
    kept = snapshot.figures.get("learning")
    if kept is None:
        return []
    number = sum(n for _, state, n in kept["averted"] if state == Averted.AVERTED)
    value = None if f"state:{Averted.AVERTED}" in kept["hidden"] else number
    note = "this academic year and the last, known 12 school weeks after a case closed"
    return [Headline("Permanent exclusions averted", in_words(value), note)]


def table_named(snapshot: Snapshot, name: str) -> FigureTable | None:
    """One table by name; None where there is none."""
    return next((table for table in tables(snapshot) if table.name == name), None)


def _stages(snapshot: Snapshot) -> FigureTable:
    phases: list[dict[str, Any]] = snapshot.figures["phases"]
    counted: dict[str, int] = snapshot.figures["stages"]
    names = dict(Stage.objects.order_by("version__number", "number").values_list("code", "name"))

    def cell(key: str, number: int) -> Figure:
        return _shown(snapshot, "open_cases", key, number)

    rows: list[tuple[str, list[Figure]]] = [
        (
            name,
            [
                cell(f"stage:{code}", counted[code]),
                *[cell(f"cell:{code}:{p['phase']}", p["stages"].get(code, 0)) for p in phases],
            ],
        )
        for code, name in names.items()
        if code in counted
    ]
    by_phase = [cell(f"phase:{p['phase']}", p["open_cases"]) for p in phases]
    total = cell("total", snapshot.figures["totals"]["open_cases"])
    return FigureTable(
        "stages",
        "Open cases by stage and phase",
        "Cases open now, by the stage of the protocol they are at and the phase of the school.",
        ["All schools", *[p["label"] for p in phases]],
        [*rows, (TOTAL, [total, *by_phase])],
        [""] * (len(phases) + 1),
    )


def _phases(snapshot: Snapshot) -> FigureTable:
    measures = {
        "open_concerns": "Open concerns",
        "open_cases": "Open cases",
        "cases_opened": "Cases opened this year",
    }
    keyed = [(p["label"], f"phase:{p['phase']}", p) for p in snapshot.figures["phases"]]
    keyed.append((TOTAL, "total", snapshot.figures["totals"]))
    return FigureTable(
        "phases",
        "Open work by phase of school",
        "Concerns and cases open now, and cases opened this academic year, by the school’s phase.",
        list(measures.values()),
        [(label, [_shown(snapshot, m, key, found[m]) for m in measures]) for label, key, found in keyed],
        [""] * len(measures),
    )


def _timeliness(snapshot: Snapshot) -> FigureTable:
    phases: list[dict[str, Any]] = snapshot.figures["phases"]
    everywhere = {"label": "All schools"} | snapshot.figures["totals"]
    rows: list[tuple[str, list[Figure]]] = [
        (
            row["label"],
            [
                percentage(row["decided_in_time"], row["decided"]),
                percentage(row["stages_in_time"], row["stages_completed"]),
            ],
        )
        for row in [*phases, everywhere]
    ]
    return FigureTable(
        "timeliness",
        "In time, by phase of school",
        "Concerns decided within 3 school days, and stages completed by their day, this academic year.",
        ["Concerns decided in time", "Stages completed in time"],
        rows,
        ["%", "%"],
    )


def _outcomes(snapshot: Snapshot) -> FigureTable:
    counted: dict[str, int] = snapshot.figures["outcomes"]
    labels = dict(OutcomeCode.objects.order_by("version__number", "order").values_list("code", "label"))
    keyed = [(label, f"outcome:{code}", counted[code]) for code, label in labels.items() if code in counted]
    keyed.append((TOTAL, "total", snapshot.figures["totals"]["cases_closed"]))
    return FigureTable(
        "outcomes",
        "How cases ended",
        "Cases closed this academic year, by outcome.",
        ["Cases closed this year"],
        [(label, [_shown(snapshot, "outcomes", key, number)]) for label, key, number in keyed],
        [""],
    )
