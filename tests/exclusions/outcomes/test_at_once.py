"""Two people at the same moment: needs a database that locks rows."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from exclusions.outcomes.enums import Considered, EvidenceState, FollowUpKind, Option
from exclusions.outcomes.models import Check, FollowUp, Theme
from exclusions.outcomes.services import (
    Answered,
    Decided,
    Found,
    Learnt,
    Weighed,
    add_theme,
    answer_check,
    answer_item,
    tell_of_follow_ups,
    write_debrief,
    write_decision,
)
from exclusions.outcomes.services.followups import plan_follow_ups
from exclusions.protocol.enums import OutcomeKind
from exclusions.protocol.models import Case
from exclusions.protocol.services import close_case, complete_stage, ship_default_protocol
from portal.audit.models import Event
from portal.core.errors import WrongState
from portal.notices.models import Notice
from tests.exclusions.protocol.filled import filled
from tests.exclusions.protocol.test_concurrency import at_once
from tests.factories import CaseFactory
from tests.factories.protocol import stage

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _protocol():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL's row locks")
    ship_default_protocol()


# Races are run again within a test: emptying the tables after one takes longer than all of them.
ATTEMPTS = range(3)


def test_two_write_the_same_thing_and_the_second_is_told(cast):
    """An item of the evidence list, the decision, a check, the debrief: one of the two stands, alone."""
    one, other = cast.lead_social_worker, cast.inclusion_officer
    for _ in ATTEMPTS:
        case = CaseFactory(school=cast.own)
        check, debrief = owed_in(case, FollowUpKind.CHECK_20), owed_in(case, FollowUpKind.DEBRIEF)
        for writing, rows, word in (
            (answering, case.evidence, "why"),
            (deciding, case.decisions, "child_view"),
            (checking, check.checks, "attendance"),
            (debriefing, case.debriefs, "learnt"),
        ):
            results = at_once(writing(case, one, "One."), writing(case, other, "Two."))

            kept = [getattr(row, word) for row in results if not isinstance(row, WrongState)]
            assert [len(kept), list(rows.values_list("number", word))] == [1, [(1, kept[0])]]
        assert not FollowUp.objects.open().filter(pk__in=[check.pk, debrief.pk]).exists()
    verbs = ("answer_evidence", "write_decision", "check", "write_debrief")
    counted = [Event.objects.filter(verb=f"case.{verb}").count() for verb in verbs]
    assert counted == [len(ATTEMPTS)] * len(verbs)


def test_two_record_the_outcome_and_what_follows_is_planned_once(cast):
    for _ in ATTEMPTS:
        case = CaseFactory(school=cast.own, stage=stage("outcome"))

        results = at_once(
            recording(case, cast.lead_social_worker, "AVERTED_SAME"),
            recording(case, cast.inclusion_officer, "PEX_ISSUED"),
        )

        assert {type(one) for one in results} == {Case, WrongState}
        recorded = case.stage_records.exclude(completed_at=None).get().recorded["outcome"]
        owed = ["check-20", "check-60", *(["debrief"] if recorded == "PEX_ISSUED" else [])]
        assert sorted(case.follow_ups.values_list("kind", flat=True)) == owed


def test_what_one_writes_while_another_ends_the_case_stands(cast):
    for _ in ATTEMPTS:
        closing, replacing = CaseFactory(school=cast.own), CaseFactory(school=cast.own)
        owed = owed_in(replacing, FollowUpKind.CHECK_20)

        decided = at_once(
            deciding(closing, cast.headteacher, "I want to stay."),
            lambda case=closing: close_case(
                case=case, outcome_code="MOVED_OUT", note="To Leeds.", by=cast.dsl, seen_revision=1
            ),
        )
        checked = at_once(
            checking(replacing, cast.dsl, "93%"), lambda case=replacing: give_another_outcome(case)
        )

        assert not [one for one in decided if isinstance(one, Exception)]
        closing.refresh_from_db()
        assert (closing.state, closing.decisions.count(), closing.follow_ups.count()) == ("closed", 1, 2)
        # It was written down before the check was dropped, or whoever wrote it was told.
        owed.refresh_from_db()
        assert owed.dropped_at is not None
        assert owed.checks.count() == [isinstance(one, Check) for one in checked].count(True)
        assert replacing.follow_ups.open().count() == 2


def test_two_add_a_theme_and_two_jobs_tell_of_a_debrief_once(cast):
    owed_in(CaseFactory(school=cast.own, lead=cast.lead_social_worker), FollowUpKind.DEBRIEF)
    by = cast.inclusion_officer

    added = at_once(*[lambda: add_theme(label="Changing school", by=by)] * 2)
    at_once(*[lambda: tell_of_follow_ups(timezone.localdate())] * 2)

    assert sorted(type(one).__name__ for one in added) == ["Refused", "Theme"]
    assert Theme.objects.filter(label="Changing school").count() == 1
    assert Notice.objects.filter(kind="outcome.soon").count() == 1


def answering(case, by, why):
    said = Answered(EvidenceState.NOT_DONE, why, None)
    return lambda: answer_item(case=case, code="log", said=said, by=by, seen_number=0)


def checking(case, by, attendance):
    found = Found(timezone.localdate(), True, "", attendance, "", "")
    owed = case.follow_ups.get(kind=FollowUpKind.CHECK_20)
    return lambda: answer_check(follow_up=owed, found=found, by=by, seen_number=0)


def debriefing(case, by, learnt):
    said = Learnt(timezone.localdate(), "All.", learnt, "", ())
    return lambda: write_debrief(case=case, learnt=said, by=by, seen_number=0)


def recording(case, by, code):
    said = filled(case.stage) | {"outcome": code}
    return lambda: complete_stage(case=case, recorded=said, next_stage="sustain", by=by, seen_revision=1)


def deciding(case, by, child_view):
    said = Decided(
        options=(Weighed(Option.SUPPORT, Considered.CHOSEN, ""),), decided_by="The head", decided_on=None,
        child_view=child_view, parent_view="", services_view="", equality_view="", outcome=None,
        destination="", destination_school=None, day_six="", told="",
    )  # fmt: skip
    return lambda: write_decision(case=case, decided=said, by=by, seen_number=0)


def owed_in(case, kind):
    return FollowUp.objects.create(case=case, kind=kind, due_on=timezone.localdate())


@transaction.atomic
def give_another_outcome(case):
    """A new outcome, as a stage or a correction records it: the case is locked."""
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    plan_follow_ups(locked, OutcomeKind.STAYS, is_new=True)
