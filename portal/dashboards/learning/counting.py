"""Cases in which the head considered permanent exclusion: what became of them, and the themes of debriefs.

Exact for people who answer for these cases; for the board no small number can be read or worked out.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from exclusions.outcomes.averted import countable, verdicts_on
from exclusions.outcomes.enums import Averted
from exclusions.outcomes.models import Debrief, Theme
from exclusions.protocol.models import Case, CaseQuerySet
from portal.dashboards.board import TOTAL, FigureTable
from portal.dashboards.models import Snapshot
from portal.dashboards.protection import Shown, hidden_keys, one_way, total_of
from portal.dashboards.suppression import is_small
from schools.calendars.arithmetic import academic_year_of, academic_year_span
from schools.register.models import School

STATES = (Averted.AVERTED, Averted.PENDING, Averted.EXCLUDED, Averted.NOT_AVERTED)
COLUMNS = [str(state.label) for state in STATES]
# Of more schools the board is told the totals alone: to find what gives away what grows with their square.
MOST_SCHOOLS = 1_000
VERDICTS = (
    "Cases in which the headteacher considered permanent exclusion, or excluded, and that are open or closed "
    "since the last academic year began. Averted: closed without a permanent exclusion, and twelve school "
    "weeks later the pupil was on the same roll or on the agreed new one. It is worked out from records; "
    "nobody types it."
)
THEMES = (
    "Themes that were chosen in debriefs since the last academic year began. A debrief may have several, so "
    "they do not add up."
)


def since(today: date | None = None) -> date:
    """The first day of the last academic year: one window for everybody, so that two cannot be compared."""
    return academic_year_span(academic_year_of(today or timezone.localdate()) - 1)[0]


@dataclass(frozen=True)
class Counted:
    """How many cases stand as what, by school and state; schools without any are not there."""

    numbers: Counter[tuple[int, Averted]]
    schools: dict[int, str]

    @classmethod
    def of(cls, cases: CaseQuerySet) -> "Counted":
        """Of these cases as they stand today; in a fixed number of queries."""
        rows = countable(cases, since()).filter(Q(closed_at=None) | Q(closed_at__date__gte=since()))
        found = list(rows.select_related("pupil", "outcome"))
        verdicts = verdicts_on(found)
        numbers = Counter(
            (case.school_id, verdicts[case.pk].state) for case in found if verdicts[case.pk].state in STATES
        )
        return cls.named(numbers)

    @classmethod
    def named(cls, numbers: Counter[tuple[int, Averted]]) -> "Counted":
        """These numbers with the names that the schools have today."""
        keys = {school for school, _ in numbers}
        named = School.objects.filter(pk__in=keys).order_by("name", "pk")
        return cls(numbers, dict(named.values_list("pk", "name")))

    @classmethod
    def kept(cls, data: dict[str, Any]) -> "Counted":
        """As a snapshot keeps them (`figures_kept`)."""
        return cls.named(Counter({(school, Averted(state)): n for school, state, n in data["averted"]}))

    def table(self, hidden: frozenset[str] | set[str] = frozenset()) -> FigureTable:
        """By school with a total; without the counts of these keys."""
        total = [self._shown(f"state:{state}", self._of_state(state), hidden) for state in STATES]
        rows: list[tuple[str, list[int | None]]] = [(TOTAL, total)]
        for school, name in self.schools.items():
            cells = [
                self._shown(f"cell:{school}:{state}", self.numbers[school, state], hidden) for state in STATES
            ]
            rows.append((name, cells))
        title = "Was a permanent exclusion averted?"
        return FigureTable("averted", title, VERDICTS, COLUMNS, rows, [""] * len(STATES), chart=None)

    def hidden(self) -> set[str]:
        """The counts that the board must not see: small ones, and those that would give them away."""
        if len(self.schools) > MOST_SCHOOLS:
            of_schools = {f"cell:{school}:{s}" for school in self.schools for s in STATES}
            of_schools |= {f"school:{school}" for school in self.schools}
            return of_schools | hidden_keys(one_way((f"state:{s}", self._of_state(s)) for s in STATES))
        states = [Shown(f"state:{s}", "all", f"state {s}", self._of_state(s)) for s in STATES]
        cells = [
            Shown(f"cell:{school}:{s}", f"state {s}", f"school {school}", self.numbers[school, s])
            for school in self.schools
            for s in STATES
        ]
        schools = [
            Shown(f"school:{school}", f"school {school}", "end", self._of_school(school))
            for school in self.schools
        ]
        return hidden_keys([*states, *cells, *schools, total_of(states)])

    def _of_state(self, state: Averted) -> int:
        return sum(number for (_, its), number in self.numbers.items() if its == state)

    def _of_school(self, school_id: int) -> int:
        return sum(number for (school, _), number in self.numbers.items() if school == school_id)

    @staticmethod
    def _shown(key: str, number: int, hidden: frozenset[str] | set[str]) -> int | None:
        return None if key in hidden else number


def newest_debriefs(cases: CaseQuerySet) -> list[Debrief]:
    """Of each of these cases the debrief that stands, the latest held first; in one query."""
    rows = Debrief.objects.filter(case__in=cases.values("pk"), held_on__gte=since())
    standing = {row.case_id: row for row in rows.select_related("case__school").order_by("number")}
    return sorted(standing.values(), key=lambda row: (row.held_on, row.pk), reverse=True)


@dataclass(frozen=True)
class Chosen:
    """How many debriefs there are, and how many chose each theme by its code."""

    debriefs: int
    themes: dict[str, int]

    @classmethod
    def of(cls, debriefs: list[Debrief]) -> "Chosen":
        return cls(len(debriefs), dict(Counter(code for row in debriefs for code in set(row.themes))))

    def table(self, *, for_board: bool) -> FigureTable:
        """By theme. For the board without small numbers, nor such whose rest is small."""
        labels = dict(Theme.objects.values_list("code", "label"))
        named = sorted((labels.get(code, code), number) for code, number in self.themes.items())
        if not for_board:
            # The board's order says nothing of what is hidden from it.
            named.sort(key=lambda one: -one[1])
        rows: list[tuple[str, list[int | None]]] = [
            (label, [self._protected(number) if for_board else number]) for label, number in named
        ]
        total = None if for_board and is_small(self.debriefs) else self.debriefs
        return FigureTable(
            "themes", "Themes of debriefs", THEMES, ["Debriefs"], [("All debriefs", [total]), *rows], [""],
            chart=None,
        )  # fmt: skip

    def _protected(self, number: int) -> int | None:
        rest = self.debriefs - number
        return None if is_small(number) or is_small(rest) or is_small(self.debriefs) else number


def figures_kept() -> dict[str, Any]:
    """What a snapshot keeps of all cases, and which of it the board must not see.

    Counted whole each time: what became of a case turns with exclusions, rolls and agreed moves of any school
    and with the calendar, and few cases are counted (`since`).
    """
    cases = Case.objects.all()
    counted, chosen = Counted.of(cases), Chosen.of(newest_debriefs(cases))
    return {
        "averted": [[school, state.value, n] for (school, state), n in sorted(counted.numbers.items())],
        "hidden": sorted(counted.hidden()),
        "debriefs": chosen.debriefs,
        "themes": chosen.themes,
    }


def of_board(snapshot: Snapshot) -> tuple[FigureTable, FigureTable]:
    """What became of the cases, by school, and the themes: as the board may see them."""
    kept = snapshot.figures["learning"]
    averted = Counted.kept(kept).table(set(kept["hidden"]))
    return averted, Chosen(kept["debriefs"], kept["themes"]).table(for_board=True)
