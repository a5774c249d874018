"""Two years of suspensions, and permanent exclusions in every step of their way.

Proportions are the published ones (domain.md 4.3): years 9 and 10 most, persistent disruption half of the
reasons, 45 of 100 a day or less. A generator of its own leaves the rest of the demo as it was.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle
from random import Random
from typing import Any

from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import State, SuspensionKind, ToldHow
from exclusions.suspensions.models import Step, Suspension
from exclusions.suspensions.packs import pack_for
from exclusions.suspensions.position import COLUMNS
from exclusions.suspensions.proposing import propose
from exclusions.suspensions.steps import STEPS
from exclusions.suspensions.workflow import SUSPENSION
from portal.accounts.enums import Role
from portal.demo.places import Place
from portal.demo.references import References
from portal.demo.rolls import YEAR_CODES, Child
from portal.demo.words import pick, sentence, weighted, words
from portal.demo.world import World
from schools.calendars.services import calendar_for
from schools.pupils.enums import FactKind
from schools.pupils.models import PupilFact

# Suspensions and permanent exclusions per 100 pupils and year.
PRIMARY, SECONDARY = (2.2, 0.02), (22.0, 0.28)
FIRST_SECONDARY_YEAR = 7
YEARS_TOLD = 2
YEAR_WEIGHTS = {7: 12, 8: 20, 9: 28, 10: 26, 11: 14}
SESSIONS = {1: 7, 2: 38, 3: 5, 4: 20, 6: 13, 10: 12, 12: 2, 20: 2, 30: 1}
REASONS = {"DB": 51, "PP": 15, "VA": 14, "PA": 6, "OW": 4, "DA": 4, "DM": 3, "BU": 2, "TH": 1}
BY_SCHOOL = (Role.DSL, Role.DEPUTY_DSL)
LUNCHTIME, CANCELLED, NOT_TOLD = 0.04, 0.01, 0.03
MOST_SESSIONS_A_YEAR = 90

MET = (("set_meeting", 10), ("decline", 12))
TOLD = (*MET, ("tell_decision", 13))
REVIEWED = (*TOLD, ("apply", 20), ("set_hearing", 32))


@dataclass(frozen=True)
class Story:
    """How far a permanent exclusion has come: begun so many school days ago, each step so many after."""

    days_ago: int
    steps: tuple[tuple[str, int], ...]


STORIES = (
    Story(3, ()),
    Story(9, (("represent", 4), ("set_meeting", 13))),
    Story(36, REVIEWED),
    Story(24, MET),
    Story(30, TOLD),
    Story(50, (*REVIEWED, ("quash", 34))),
    Story(52, (*REVIEWED, ("recommend", 34))),
    Story(60, (*REVIEWED, ("uphold", 33))),
    Story(90, (("set_meeting", 10), ("reinstate", 12))),
    Story(95, (*REVIEWED, ("quash", 34), ("offer", 42))),
    Story(130, (*TOLD, ("remove", 30))),
    Story(40, (("cancel", 1),)),
    Story(45, (("void", 1),)),
)
AT_THE_KNOWN_SCHOOL = 3
BACK_AFTER = {"reinstate": 2, "offer": 2, "cancel": 1}


class Suspensions:
    def __init__(self, world: World) -> None:
        self.rng = Random(f"suspensions {world.today}")  # noqa: S311 -- invented people
        self.world = replace(world, rng=self.rng)
        self.references = References("S", 6, self.rng)
        self.stories = cycle(STORIES)
        self.left_to_tell = len(STORIES)
        self.texts = words("suspensions")

    def tell(self, place: Place, children: list[Child], is_known: bool) -> None:
        """The suspensions and permanent exclusions of one school."""
        is_secondary = place.years[-1] > FIRST_SECONDARY_YEAR
        suspended, permanent = SECONDARY if is_secondary else PRIMARY
        self.served: dict[int, dict[date, int]] = defaultdict(dict)
        self.facts = self._facts(children)
        for _ in range(self._number(len(children) * YEARS_TOLD * suspended / 100)):
            self._suspend(place, self._child(place, children, is_secondary))
        stories = self._number(len(children) * YEARS_TOLD * permanent / 100)
        if is_secondary and self.left_to_tell > 0:
            stories = max(stories, AT_THE_KNOWN_SCHOOL if is_known else 1)
        self.excluded: set[int] = set()
        for _ in range(stories):
            child, year = self._child(place, children, is_secondary)
            if id(child.pupil) not in self.excluded:
                self._exclude(place, (child, year), next(self.stories))
                self.left_to_tell -= 1

    def _number(self, expected: float) -> int:
        return int(expected + self.rng.random())

    def _facts(self, children: list[Child]) -> dict[int, list[PupilFact]]:
        """What the batch holds about these children, by the pupil's identity: nothing is saved yet."""
        ours = {id(child.pupil) for child in children}
        found: dict[int, list[PupilFact]] = defaultdict(list)
        for fact in self.world.batch.rows[PupilFact]:
            if id(fact.pupil) in ours and fact.rank == 1:
                found[id(fact.pupil)].append(fact)
        return found

    def _child(self, place: Place, children: list[Child], is_secondary: bool) -> tuple[Child, str]:
        """A child and its year: most often of year 9 or 10, and some again and again."""
        weights = {year: YEAR_WEIGHTS.get(year, 1) if is_secondary else year + 1 for year in place.years}
        year = weighted(self.rng, {y: max(w, 1) for y, w in weights.items()})
        size = len(children) // len(place.years)
        at = place.years.index(year) * size + int(self.rng.random() ** 3 * size)
        return children[min(at, len(children) - 1)], YEAR_CODES[year]

    def _suspend(self, place: Place, chosen: tuple[Child, str]) -> None:
        child, _ = chosen
        is_lunch = self.rng.random() < LUNCHTIME
        first = pick(self.rng, self.world.past_days)
        days = propose(
            calendar_for(place.school.pk), first, weighted(self.rng, SESSIONS), lunchtimes=is_lunch
        ).excluded
        mine = self.served[id(child.pupil)]
        if any(day in mine for day in days.dates) or days.last >= self.world.last_day:
            return
        if sum(mine.values()) + days.sessions > MOST_SESSIONS_A_YEAR:
            return
        mine |= dict.fromkeys(days.dates, 2)
        kind = SuspensionKind.LUNCHTIME if is_lunch else SuspensionKind.SUSPENSION
        steps = (("cancel", 1),) if self.rng.random() < CANCELLED else ()
        self._write(place, chosen, kind, days.first, days, steps)

    def _exclude(self, place: Place, chosen: tuple[Child, str], story: Story) -> None:
        days = self.world.days_of(place)
        first = days.back(self.world.today, story.days_ago)
        self.excluded.add(id(chosen[0].pupil))
        self.served[id(chosen[0].pupil)] |= dict.fromkeys(days.between(first, self.world.today), 2)
        self._write(place, chosen, SuspensionKind.PERMANENT, first, Days(), story.steps)

    def _write(
        self,
        place: Place,
        chosen: tuple[Child, str],
        kind: SuspensionKind,
        first: date,
        days: Days,
        steps: tuple[tuple[str, int], ...],
    ) -> None:
        (child, year), world = chosen, self.world
        actor = world.somebody(place, BY_SCHOOL, first)
        reasons = list(dict.fromkeys([weighted(self.rng, REASONS), weighted(self.rng, REASONS)]))
        recorded_at = world.moment(first)
        is_told = self.rng.random() >= NOT_TOLD
        suspension = Suspension(
            reference=next(self.references),
            pupil=child.pupil,
            school_id=place.school.pk,
            kind=kind,
            decided_by=self._head(place, first),
            decided_on=first,
            starts_on=first,
            ends_on=days.last if days else None,
            days=days.as_json(),
            sessions=days.sessions,
            reason_1=reasons[0],
            reason_2=reasons[1] if len(reasons) > 1 and self.rng.random() < 0.3 else "",
            what_happened=self._text(reasons[0], child),
            pupil_view=self._text("view", child),
            parents_told_at=recorded_at if is_told else None,
            parents_told_how=ToldHow.LETTER if is_told else "",
            work_set=self._text("work", child),
            year_group=year,
            pack=pack_for(first).code,
            recorded_by_id=actor.user_id,
            recorded_as=actor.role.label,
            recorded_at=recorded_at,
            changed_at=recorded_at,
            **self._position(child, first),
        )
        world.batch.add(suspension)
        self._walk(place, suspension, actor.user_id, actor.role.label, steps)

    def _head(self, place: Place, on: date) -> str:
        return place.school.head_name or f"Headteacher of {place.school.name}"

    def _text(self, name: str, child: Child) -> str:
        template = pick(self.rng, self.texts.get(name) or self.texts["other"])
        return sentence(self.rng, template, child.name, child.sex)

    def _position(self, child: Child, on: date) -> dict[str, Any]:
        columns: dict[str, Any] = {"position_sources": {}}
        for fact in self.facts[id(child.pupil)]:
            kind = FactKind(fact.kind)
            if kind in COLUMNS and fact.starts_on <= on and (fact.ends_on is None or fact.ends_on >= on):
                columns[COLUMNS[kind]] = fact.value
                columns["position_sources"][kind.value] = [fact.source, fact.as_at.isoformat()]
        return columns

    def _walk(
        self,
        place: Place,
        suspension: Suspension,
        by: int,
        capacity: str,
        steps: tuple[tuple[str, int], ...],
    ) -> None:
        """The steps of a record, its recording first, and the state they leave it in."""
        days, state = self.world.days_of(place), State.RECORDED
        common = {"suspension": suspension, "by_id": by, "capacity": capacity}
        recorded_at = suspension.recorded_at
        self.world.batch.add(
            Step(number=1, verb="record", on=suspension.starts_on, after=state, at=recorded_at, **common)
        )
        at = recorded_at
        for number, (verb, after) in enumerate(steps, start=2):
            on = days.add(suspension.starts_on, after)
            at = self.world.moment(min(on, self.world.last_day), not_before=at)
            detail: dict[str, Any] = {}
            if verb in BACK_AFTER:
                suspension.back_on = days.add(on, BACK_AFTER[verb])
                detail["back_on"] = suspension.back_on.isoformat()
            note = pick(self.rng, self.texts["board"]) if STEPS[verb].needs_note else ""
            before, state = state, State(SUSPENSION.move(verb).target or state)
            self.world.batch.add(
                Step(
                    number=number,
                    verb=verb,
                    on=on,
                    detail=detail,
                    note=note,
                    before=before,
                    after=state,
                    at=at,
                    **common,
                )
            )
        suspension.state, suspension.revision, suspension.changed_at = state, 1 + len(steps), at
