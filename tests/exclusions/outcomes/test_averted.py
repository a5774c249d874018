"""Averted is worked out, never typed: by the definition, anew whenever what it rests on changes."""

from datetime import UTC, date, datetime

import pytest

from exclusions.measures.enums import State as MeasureState
from exclusions.outcomes.averted import Excluded, Facts, OnRoll, judge, verdict_on, verdicts_on
from exclusions.outcomes.enums import Averted
from exclusions.outcomes.models import Decision
from exclusions.protocol.models import Case
from exclusions.suspensions.enums import State
from schools.pupils.models import Enrolment
from schools.register.models import SchoolSuccession
from tests.factories import CaseFactory, EnrolmentFactory, MoveFactory, SchoolFactory, SuspensionFactory

OPENED, CLOSED, JUDGED = date(2026, 1, 12), date(2026, 3, 2), date(2026, 6, 8)
AFTER = date(2026, 11, 23)
HERE, NEW, ELSEWHERE = 1, 2, 3
HELD = OnRoll(HERE, date(2024, 9, 1), None)


def facts(**change):
    known = {
        "head_considered": True, "opened_on": OPENED, "closed_on": CLOSED, "judged_on": JUDGED,
        "outcome_kind": "stays", "rolls": (HELD,), "same": frozenset({HERE}), "agreed": frozenset(),
    }  # fmt: skip
    return Facts(**(known | change))


LEFT = (OnRoll(HERE, date(2024, 9, 1), date(2026, 4, 1)),)
MOVED = (*LEFT, OnRoll(NEW, date(2026, 4, 2), None))


@pytest.mark.parametrize(
    ("change", "today", "state"),
    [
        ({}, AFTER, Averted.AVERTED),
        ({}, JUDGED, Averted.AVERTED),
        ({}, date(2026, 6, 7), Averted.PENDING),
        ({"closed_on": None, "judged_on": None}, AFTER, Averted.PENDING),
        ({"head_considered": False}, AFTER, Averted.NOT_COUNTED),
        # One that was issued had been considered, though nobody had written that down.
        ({"head_considered": False, "outcome_kind": "excluded"}, AFTER, Averted.EXCLUDED),
        ({"head_considered": False, "outcome_kind": "returned"}, AFTER, Averted.NOT_AVERTED),
        ({"head_considered": False, "exclusions": (Excluded(date(2026, 2, 1), True),)}, AFTER,
         Averted.EXCLUDED),
        ({"head_considered": False, "exclusions": (Excluded(date(2025, 2, 1), True),)}, AFTER,
         Averted.NOT_COUNTED),
        ({"outcome_kind": "duplicate"}, AFTER, Averted.NOT_COUNTED),
        ({"outcome_kind": "excluded"}, CLOSED, Averted.EXCLUDED),
        ({"exclusions": (Excluded(date(2026, 2, 1), True),)}, CLOSED, Averted.EXCLUDED),
        ({"exclusions": (Excluded(date(2026, 5, 1), True),)}, AFTER, Averted.EXCLUDED),
        # Before the case was opened, and after the twelve weeks: of no account here.
        ({"exclusions": (Excluded(date(2026, 1, 11), True),)}, AFTER, Averted.AVERTED),
        ({"exclusions": (Excluded(date(2026, 6, 9), True),)}, AFTER, Averted.AVERTED),
        ({"exclusions": (Excluded(date(2026, 2, 1), False),)}, AFTER, Averted.NOT_AVERTED),
        ({"outcome_kind": "returned"}, AFTER, Averted.NOT_AVERTED),
        ({"rolls": LEFT}, AFTER, Averted.NOT_AVERTED),
        ({"rolls": ()}, AFTER, Averted.NOT_AVERTED),
        ({"rolls": MOVED}, AFTER, Averted.NOT_AVERTED),
        ({"rolls": MOVED, "agreed": frozenset({NEW})}, AFTER, Averted.AVERTED),
        ({"rolls": MOVED, "outcome_kind": "moves"}, AFTER, Averted.AVERTED),
        ({"rolls": MOVED, "outcome_kind": "moves", "agreed": frozenset({ELSEWHERE})}, AFTER,
         Averted.NOT_AVERTED),
        ({"rolls": LEFT, "outcome_kind": "moves"}, AFTER, Averted.NOT_AVERTED),
        ({"rolls": MOVED, "same": frozenset({HERE, NEW})}, AFTER, Averted.AVERTED),
    ],
)  # fmt: skip
def test_the_definition(change, today, state):
    assert judge(facts(**change), today).state == state


def test_one_that_is_pending_says_when_it_will_be_known():
    verdict = judge(facts(), CLOSED)

    assert verdict.known_on == JUDGED
    assert "8 June 2026" in verdict.reason


def closed(cast, code="AVERTED_SAME", **more):
    case = CaseFactory(
        school=cast.own, head_considered_on=OPENED, opened_at=datetime(2026, 1, 12, 9, tzinfo=UTC), **more
    )
    case.stage_records.update(was_left=True)
    case.state, case.closed_at = "closed", datetime(2026, 3, 2, 9, tzinfo=UTC)
    case.outcome = case.version.outcomes.get(code=code)
    case.save()
    return case


def state_of(case):
    return verdict_on(Case.objects.select_related("pupil", "outcome").get(pk=case.pk)).state


def test_it_follows_what_is_recorded_of_exclusions(cast):
    case = closed(cast)
    assert state_of(case) == Averted.AVERTED

    excluded = SuspensionFactory(
        school=cast.own, pupil=case.pupil, permanent=True, starts_on=date(2026, 4, 20)
    )
    assert state_of(case) == Averted.EXCLUDED
    for state, becomes in (
        (State.REINSTATED, Averted.NOT_AVERTED),
        (State.CANCELLED, Averted.NOT_AVERTED),
        (State.UPHELD, Averted.EXCLUDED),
        (State.VOID, Averted.AVERTED),
    ):
        excluded.state = state
        excluded.save()
        assert state_of(case) == becomes


def test_a_suspension_is_no_permanent_exclusion_and_a_guest_place_no_roll(cast):
    case = closed(cast)
    SuspensionFactory(school=cast.own, pupil=case.pupil, starts_on=date(2026, 4, 20))
    assert state_of(case) == Averted.AVERTED
    Enrolment.objects.update(status=Enrolment.Status.GUEST)
    assert state_of(case) == Averted.NOT_AVERTED


@pytest.mark.parametrize("how", ["move", "decision", "succession"])
def test_an_agreed_new_roll_counts_as_the_same(cast, how):
    case, new = closed(cast), SchoolFactory()
    case.pupil.enrolments.update(ends_on=date(2026, 4, 10))
    EnrolmentFactory(pupil=case.pupil, school=new, starts_on=date(2026, 4, 13))
    assert state_of(case) == Averted.NOT_AVERTED
    if how == "move":
        MoveFactory(
            school=cast.own, pupil=case.pupil, to_school=new, state=MeasureState.MOVED,
            starts_on=date(2026, 4, 13),
        )  # fmt: skip
    if how == "decision":
        Decision.objects.create(
            case=case, number=1, child_view="Yes.", destination_school=new, by=cast.inclusion_officer
        )
    if how == "succession":
        SchoolSuccession.objects.create(predecessor=cast.own, successor=new)
    assert state_of(case) == Averted.AVERTED


def test_every_record_of_the_child_counts(cast):
    case = closed(cast)
    second = EnrolmentFactory(school=cast.own).pupil
    SuspensionFactory(school=cast.own, pupil=second, permanent=True, starts_on=date(2026, 4, 20))
    assert state_of(case) == Averted.AVERTED
    second.merged_into = case.pupil
    second.save()
    assert state_of(case) == Averted.EXCLUDED


def test_many_cost_what_one_costs(cast, django_assert_num_queries):
    closed(cast)
    rows = Case.objects.select_related("pupil", "outcome").all
    verdicts_on(rows())
    with django_assert_num_queries(6):
        verdicts_on(rows())
    for _ in range(2):
        closed(cast)
    with django_assert_num_queries(6):
        assert len(verdicts_on(rows())) == 3
