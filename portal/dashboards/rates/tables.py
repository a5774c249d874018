"""Tables of rates for the board, from what was counted; the records themselves are never read."""

from collections.abc import Iterable, Mapping
from math import exp, log, sqrt

from django.db.models import Q

from portal.dashboards.board import Figure, FigureTable
from portal.dashboards.models import Rate, RateYear
from portal.dashboards.rates.around import LABELS
from portal.dashboards.rates.groups import Group, value_label
from portal.dashboards.rates.periods import YEAR, Period, periods_of
from portal.dashboards.rates.phases import IN_TOTAL, EducationPhase
from portal.dashboards.rates.reasons import ALL, GROUP, MEASURES, label_of
from portal.dashboards.suppression import percentage

TERMS_SHOWN = 6
COLUMNS = (
    "Pupils",
    "Suspensions",
    "per 100 pupils",
    "Pupils suspended",
    "per 100 pupils",
    "Permanent exclusions",
    "per 100 pupils",
)
RATIO = "Times as likely as others (95% range)"
TOO_FEW = "too few"
# Below these a ratio says nothing (domain.md 4.4).
FEWEST_EXPECTED, FEWEST_IN_A_CELL = 5, 3
NORMAL_95 = 1.96
OF_ALL_REASONS = "Up to three reasons are given for each: how often each one was."
PROVISIONAL = "Live and provisional: the Department’s figures are collected two terms later and differ."


def years() -> list[RateYear]:
    """What was counted, the newest year first, without the rates."""
    return list(RateYear.objects.all())


def periods_counted(counted: Iterable[RateYear]) -> list[Period]:
    """The terms and years of which there are rates, the newest first."""
    found: list[Period] = []
    for year in counted:
        found += reversed(periods_of(year.year, year.counted_at.date()))
    return found


def by_term(counted: list[RateYear]) -> FigureTable:
    """The last terms of the whole authority, the newest first."""
    periods = [period for period in periods_counted(counted) if period.key != YEAR][:TERMS_SHOWN]
    rows = Rate.objects.filter(
        phase=EducationPhase.TOTAL, group=Group.TOTAL, school=None, year__in=counted
    ).select_related("year")
    found = {(row.year.year, row.period): row for row in rows}
    keyed = [(period.title, found.get((period.year, period.key))) for period in periods]
    return FigureTable(
        "rates",
        "Suspensions and permanent exclusions by term",
        f"Primary, secondary and special schools. {PROVISIONAL}",
        COLUMNS,
        [(title, _figures(row)) for title, row in keyed if row is not None],
        [""] * len(COLUMNS),
        chart=None,
    )


def around(counted: list[RateYear]) -> FigureTable:
    """What happened beside suspension, year by year."""
    return FigureTable(
        "around",
        "Beside suspension, by academic year",
        "Moves, directions, separations, part-time timetables and meetings about the return that began in "
        "the year, and what was cancelled.",
        [f"{year.year}/{(year.year + 1) % 100:02d}" for year in counted],
        [(label, [year.around.get(name) for year in counted]) for name, label in LABELS.items()],
        [""] * len(counted),
        chart=None,
    )


def of_period(
    year: RateYear, period: Period, phase: EducationPhase = EducationPhase.TOTAL
) -> list[FigureTable]:
    """By phase, by each characteristic over the schools of one phase or all, and the reasons: one query."""
    rows = Rate.objects.filter(Q(phase=phase) | Q(group=Group.TOTAL), school=None)
    found = list(rows.filter(year=year, period=period.key))
    phases = [row for row in found if row.group == Group.TOTAL]
    everybody = next((row for row in phases if row.phase == phase), None)
    tables = [_by_phase(phases)]
    for group in Group:
        cut = [row for row in found if row.group == group and group != Group.TOTAL]
        if cut:
            tables.append(_by_value(group, cut, everybody))
    return [*tables, _by_reason(year, period)]


def _by_reason(year: RateYear, period: Period) -> FigureTable:
    """Every code that was given in the period, with its share of all reasons given."""
    given = {measure: year.reasons.get(measure, {}).get(period.key, {}) for measure in MEASURES}
    names = {name for counted in given.values() for name, number in counted.items() if number != 0}
    codes = sorted((name for name in names if not name.startswith(GROUP) and name != ALL), key=label_of)
    return FigureTable(
        "reasons",
        "By reason",
        f"{OF_ALL_REASONS} All primary, secondary and special schools.",
        [word for words in MEASURES.values() for word in (f"For {words}", "share")],
        [
            (label_of(name), [cell for counted in given.values() for cell in _share(counted, name)])
            for name in [*codes, ALL]
        ],
        ["", "%"] * len(MEASURES),
        chart=None,
    )


def _share(counted: Mapping[str, int | None], name: str) -> list[Figure]:
    number, whole = counted.get(name, 0), counted.get(ALL, 0)
    share = None if number is None or whole is None else percentage(number, whole)
    return [number, share]


def reasons_by_term(counted: list[RateYear]) -> list[FigureTable]:
    """How often each group of reasons was given in the last terms, the newest first: for each decision."""
    by_year = {year.year: year for year in counted}
    periods = [period for period in periods_counted(counted) if period.key != YEAR][:TERMS_SHOWN]
    return [_reasons_of(measure, periods, by_year) for measure in MEASURES]


def _reasons_of(measure: str, periods: list[Period], by_year: Mapping[int, RateYear]) -> FigureTable:
    given = [by_year[period.year].reasons.get(measure, {}).get(period.key, {}) for period in periods]
    names = {name for counted in given for name, number in counted.items() if number != 0}
    groups = sorted((name for name in names if name.startswith(GROUP)), key=label_of)
    return FigureTable(
        measure,
        f"Reasons for {MEASURES[measure]} by term",
        f"{OF_ALL_REASONS} Codes that replaced an older one from August 2026 are counted with it.",
        [period.title for period in periods],
        [(label_of(name), [counted.get(name, 0) for counted in given]) for name in [*groups, ALL]],
        [""] * len(periods),
        chart=None,
    )


def _by_phase(rows: list[Rate]) -> FigureTable:
    order = [*IN_TOTAL, EducationPhase.TOTAL, EducationPhase.ALTERNATIVE]
    labelled = sorted(rows, key=lambda row: order.index(EducationPhase(row.phase)))
    return FigureTable(
        "phase",
        "By phase",
        "The total leaves out alternative provision, as the published one does.",
        COLUMNS,
        [(EducationPhase(row.phase).label, _figures(row)) for row in labelled],
        [""] * len(COLUMNS),
        chart=None,
    )


def _by_value(group: Group, rows: list[Rate], everybody: Rate | None) -> FigureTable:
    labelled = [(value_label(group, row.value), row) for row in rows if row.headcount or row.suspension]
    return FigureTable(
        str(group),
        f"By {group.label if group == Group.SEN else group.label[0].lower() + group.label[1:]}",
        "" if group != Group.SEN else "SEN provision as it was on the first day.",
        [*COLUMNS, RATIO],
        [(label, [*_figures(row), ratio_words(row, everybody)]) for label, row in labelled],
        [""] * (len(COLUMNS) + 1),
        chart=None,
    )


def _figures(row: Rate) -> list[Figure]:
    pupils: Figure = "x" if row.headcount is None else row.shown("headcount")
    found: list[Figure] = [pupils]
    for measure in ("suspension", "one_plus", "perm_excl"):
        rate: Figure = row.rate(measure)
        found += [row.shown(measure), "x" if not row.headcount else rate]
    return found


def ratio_words(row: Rate, everybody: Rate | None) -> str:
    """How many times as likely pupils of the group are to be suspended as all others, from what is shown."""
    if everybody is None:
        return TOO_FEW
    numbers = [each.shown(m) for each in (row, everybody) for m in ("one_plus", "headcount")]
    if any(number is None for number in numbers):
        return TOO_FEW
    inside, group, total, pupils = (number or 0 for number in numbers)
    found = relative_ratio(inside, group, total - inside, pupils - group)
    if found is None:
        return TOO_FEW
    ratio, low, high = found
    return f"{ratio:.2f} ({low:.2f} to {high:.2f})"


def relative_ratio(inside: int, group: int, outside: int, others: int) -> tuple[float, float, float] | None:
    """Relative rate ratio with its 95% range by the log method; None where there are too few (domain.md 4.4).

    `inside` of `group` pupils are suspended, and `outside` of `others`.
    """
    cells = (inside, group - inside, outside, others - outside)
    if group <= 0 or others <= 0 or min(cells) < FEWEST_IN_A_CELL:
        return None
    if group * (inside + outside) / (group + others) < FEWEST_EXPECTED:
        return None
    ratio = (inside / group) / (outside / others)
    spread = NORMAL_95 * sqrt(1 / inside - 1 / group + 1 / outside - 1 / others)
    return ratio, exp(log(ratio) - spread), exp(log(ratio) + spread)
