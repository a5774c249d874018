"""Whether a case averted a permanent exclusion: worked out from records whenever it is asked (domain.md 4.4).

Averted: the head considered permanent exclusion, the case closed without one, and twelve school weeks later
the pupil was on the same roll or on the agreed new one. Nobody types it and nothing keeps it, so it follows
every change of case, exclusions and rolls (decision 45).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from exclusions.measures.enums import MeasureKind
from exclusions.measures.enums import State as MeasureState
from exclusions.measures.models import Measure
from exclusions.outcomes.enums import Averted
from exclusions.outcomes.models import Decision
from exclusions.protocol.enums import OutcomeKind
from exclusions.protocol.models import Case, CaseQuerySet
from exclusions.suspensions.enums import STANDING, SuspensionKind
from exclusions.suspensions.models import Suspension
from portal.core.templatetags.portal import plain_date
from schools.calendars.services import Calendar, prepare_calendars
from schools.pupils.models import Enrolment, Pupil
from schools.register.models import SchoolSuccession

# Twelve school weeks of five days.
LATER = 60
AGREED_MOVES = (MeasureState.AGREED, MeasureState.MOVED, MeasureState.SUSTAINED)


@dataclass(frozen=True)
class Excluded:
    """A permanent exclusion: its first day, and whether it stands."""

    on: date
    stands: bool


@dataclass(frozen=True)
class OnRoll:
    """A roll that the pupil was on between two days, both included."""

    school_id: int
    starts_on: date
    ends_on: date | None

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True)
class Facts:
    """What the answer rests on. `judged_on` is the day twelve school weeks after the case closed; `same` are
    the school of the case and those that followed it, `agreed` schools to which a move was agreed.
    """

    head_considered: bool
    opened_on: date
    closed_on: date | None = None
    judged_on: date | None = None
    outcome_kind: str = ""
    exclusions: tuple[Excluded, ...] = ()
    rolls: tuple[OnRoll, ...] = ()
    same: frozenset[int] = frozenset()
    agreed: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Verdict:
    """The answer with its reason; `known_on` is the day on which one that is pending will be known."""

    state: Averted
    reason: str
    known_on: date | None = None


def judge(facts: Facts, today: date) -> Verdict:
    """The answer for one case. Pure."""
    if facts.outcome_kind == OutcomeKind.DUPLICATE:
        return Verdict(Averted.NOT_COUNTED, "The case was opened twice.")
    excluded = _excluded(facts)
    if excluded is None and not facts.head_considered:
        why = "Nobody wrote down that the headteacher considered permanent exclusion in this case."
        return Verdict(Averted.NOT_COUNTED, why)
    return excluded or _later(facts, today)


def _excluded(facts: Facts) -> Verdict | None:
    """A permanent exclusion since the case was opened, until twelve school weeks after it closed. It was
    considered, whether or not anybody wrote that down before."""
    last = facts.judged_on or date.max
    within = [one for one in facts.exclusions if facts.opened_on <= one.on <= last]
    standing = [one.on for one in within if one.stands]
    if standing:
        why = f"Permanently excluded from {plain_date(min(standing))}."
        return Verdict(Averted.EXCLUDED, why)
    if within or facts.outcome_kind == OutcomeKind.RETURNED:
        why = "A permanent exclusion was issued and did not stand: that is no exclusion averted."
        return Verdict(Averted.NOT_AVERTED, why)
    if facts.outcome_kind == OutcomeKind.EXCLUDED:
        return Verdict(Averted.EXCLUDED, "The case ended with a permanent exclusion.")
    return None


def _later(facts: Facts, today: date) -> Verdict:
    if facts.closed_on is None or facts.judged_on is None:
        return Verdict(Averted.PENDING, "The case is open.")
    day = plain_date(facts.judged_on)
    if today < facts.judged_on:
        why = (
            f"Known on {day}, twelve school weeks after the case closed: averted if the pupil is on the "
            "same roll then, or on the agreed new one, and was not permanently excluded."
        )
        return Verdict(Averted.PENDING, why, facts.judged_on)
    held = {roll.school_id for roll in facts.rolls if roll.holds(facts.judged_on)}
    where = _where(facts, held)
    if where:
        why = f"On {day}, twelve school weeks after the case closed, the pupil was on the roll of {where}."
        return Verdict(Averted.AVERTED, why)
    why = f"On {day}, twelve school weeks after the case closed, the pupil was on neither the same roll "
    return Verdict(Averted.NOT_AVERTED, f"{why}nor an agreed new one.")


def _where(facts: Facts, held: set[int]) -> str:
    if held & facts.same:
        return "the same school"
    # A place that everybody agreed on, without a school named: wherever the pupil is.
    is_anywhere = facts.outcome_kind == OutcomeKind.MOVES and not facts.agreed
    return "the agreed new school" if held & facts.agreed or (held and is_anywhere) else ""


def countable(cases: CaseQuerySet, since: date) -> CaseQuerySet:
    """Those in which permanent exclusion was considered, and all in which one may have been issued since."""
    issued = Suspension.objects.counted().of_kind(SuspensionKind.PERMANENT).filter(starts_on__gte=since)
    children = Pupil.objects.same_children(list(issued.values_list("pupil_id", flat=True)))
    return cases.filter(
        Q(head_considered_on__isnull=False)
        | Q(outcome__kind__in=(OutcomeKind.EXCLUDED, OutcomeKind.RETURNED))
        | Q(pupil__in=children.values("pk"))
    )


def verdict_on(case: Case) -> Verdict:
    """The answer for one case today."""
    return verdicts_on([case])[case.pk]


def verdicts_on(cases: Iterable[Case], today: date | None = None) -> dict[int, Verdict]:
    """By key of case, in a fixed number of queries. Cases come with `pupil` and `outcome`."""
    rows = list(cases)
    today = today or timezone.localdate()
    known = _Known.of(rows)
    return {case.pk: judge(known.facts(case), today) for case in rows}


@dataclass
class _Known:
    """What is known of the children of some cases, by the key of the child's kept record."""

    exclusions: dict[int, list[Excluded]]
    rolls: dict[int, list[OnRoll]]
    moves: dict[int, list[tuple[int, date | None]]]
    decided: dict[int, int]
    followed: dict[int, set[int]]
    calendars: dict[int | None, Calendar]

    @classmethod
    def of(cls, cases: list[Case]) -> "_Known":
        children = Pupil.objects.same_children([case.pupil_id for case in cases]).values("pk")
        child = Coalesce("pupil__merged_into", "pupil")
        found = cls(
            defaultdict(list), defaultdict(list), defaultdict(list), {}, defaultdict(set),
            dict(prepare_calendars({case.school_id for case in cases})),
        )  # fmt: skip
        permanent = Suspension.objects.counted().of_kind(SuspensionKind.PERMANENT).filter(pupil__in=children)
        for key, on, state in permanent.values_list(child, "starts_on", "state"):
            found.exclusions[key].append(Excluded(on, state in STANDING))
        rolls = Enrolment.objects.filter(pupil__in=children).exclude(status=Enrolment.Status.GUEST)
        for key, *roll in rolls.values_list(child, "school_id", "starts_on", "ends_on"):
            found.rolls[key].append(OnRoll(*roll))
        moves = Measure.objects.filter(
            pupil__in=children, kind=MeasureKind.MOVE, state__in=AGREED_MOVES, to_school__isnull=False
        )
        for key, school_id, on in moves.values_list(child, "to_school_id", "starts_on"):
            found.moves[key].append((school_id, on))
        decisions = Decision.objects.filter(case__in=[case.pk for case in cases]).order_by("number")
        for case_id, school_id in decisions.values_list("case_id", "destination_school_id"):
            found.decided[case_id] = school_id or 0
        schools = {case.school_id for case in cases}
        links = SchoolSuccession.objects.filter(predecessor__in=schools)
        for before, after in links.values_list("predecessor_id", "successor_id"):
            found.followed[before].add(after)
        return found

    def facts(self, case: Case) -> Facts:
        child, opened_on = case.pupil.child_id, timezone.localdate(case.opened_at)
        closed_on = timezone.localdate(case.closed_at) if case.closed_at else None
        judged_on = self.calendars[case.school_id].add(closed_on, LATER).on if closed_on else None
        decided = self.decided.get(case.pk)
        agreed = {school for school, on in self.moves[child] if on is None or on >= opened_on}
        return Facts(
            head_considered=case.head_considered_on is not None,
            opened_on=opened_on,
            closed_on=closed_on,
            judged_on=judged_on,
            outcome_kind=case.outcome.kind if case.outcome else "",
            exclusions=tuple(self.exclusions[child]),
            rolls=tuple(self.rolls[child]),
            same=frozenset({case.school_id} | self.followed[case.school_id]),
            agreed=frozenset(agreed | ({decided} if decided else set())),
        )
