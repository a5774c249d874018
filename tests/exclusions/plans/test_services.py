"""Actions, words, learning elsewhere and agreement: every change leaves a version of the whole plan."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from exclusions.plans import services
from exclusions.plans.enums import ActionState, Agency, Party, Says
from exclusions.plans.handover import ACTIONS
from exclusions.plans.models import Action, ActionStep, Agreement, Plan, PlanVersion
from exclusions.plans.services import Agreed, Learning, Said, Texts
from exclusions.plans.services.chasing import whom_to_tell
from exclusions.protocol.dues import dues_of
from exclusions.protocol.models import Case
from exclusions.protocol.workplaces import given, work_on
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from schools.links.work import hand_over
from tests.exclusions.protocol.filled import put_at
from tests.factories import ActionFactory, LinkFactory, UserFactory

DUE = date(2026, 12, 7)
TODAY = date(2026, 11, 23)


def agreed(**changes) -> Agreed:
    said = {"need": "Reading", "what": "Reads with Mr Roe", "measure": "Reads aloud", "agency": Agency.SCHOOL}
    return Agreed(**{**said, "due_on": DUE, **changes})


def said(**changes) -> Said:
    words = {"party": Party.CHILD, "name": "", "says": Says.AGREES, "words": "Fine.", "on": TODAY}
    return Said(**{**words, **changes})


def versions() -> list[tuple[int, str]]:
    return list(PlanVersion.objects.values_list("number", "what"))


def test_every_change_keeps_the_whole_plan_as_it_stood(cast, case):
    by = cast.lead_social_worker
    action = services.agree_action(case=case, agreed=agreed(owner=cast.dsl), by=by)
    texts = Texts("A quiet room", "A key worker", "You have a quiet room.")
    services.write_texts(case=case, texts=texts, by=by, seen_number=1)
    services.write_texts(case=case, texts=texts, by=by, seen_number=2)
    services.set_provision(case=case, learning=Learning("Farm school", "", 2, TODAY, None), by=by)
    services.note_progress(action=action, state=ActionState.DONE, note="", by=cast.dsl, seen_revision=1)

    assert versions() == [
        (1, "An action agreed"),
        (2, "The words of the plan"),
        (3, "Learning elsewhere"),
        (4, "How far an action is"),
    ]
    first, last = PlanVersion.objects.first().content, PlanVersion.objects.last().content
    assert [one["state"] for content in (first, last) for one in content["actions"]] == [
        "Not started",
        "Done",
    ]
    assert (first["safety"], last["safety"]) == ("", "A key worker")
    assert last["provision"] == [
        {"provider": "Farm school", "what": "", "sessions": 2, "starts_on": "2026-11-23", "ends_on": ""}
    ]
    assert Event.objects.filter(verb__in=("plan.write", "action.agree", "action.note")).count() == 3


def test_the_owner_of_an_action_is_told_by_reference_only(cast, case):
    action = services.agree_action(case=case, agreed=agreed(owner=cast.dsl), by=cast.lead_social_worker)

    assert (
        Notice.objects.get().text == f"{action.reference}: you have taken on an action in {case.reference}."
    )


def test_who_changes_words_over_newer_ones_is_told_and_saves_nothing(cast, case):
    by = cast.lead_social_worker
    services.write_texts(case=case, texts=Texts("One", "", ""), by=by, seen_number=0)

    with pytest.raises(WrongState, match="changed the words of the plan"):
        services.write_texts(case=case, texts=Texts("Two", "", ""), by=cast.inclusion_officer, seen_number=0)

    assert Plan.objects.get().adjustments == "One"


def test_progress_over_an_older_page_is_refused_and_names_who_was_first(cast, action):
    services.note_progress(action=action, state=ActionState.GOING, note="Begun", by=cast.dsl, seen_revision=1)

    with pytest.raises(WrongState, match=f"{cast.dsl.name} changed {action.reference}"):
        services.note_progress(
            action=action, state=ActionState.DONE, note="", by=cast.lead_social_worker, seen_revision=1
        )


@pytest.mark.parametrize(
    ("state", "sentence"),
    [(ActionState.DROPPED, "Write down why it is dropped."), (ActionState.TO_DO, "Say what has been done")],
)
def test_progress_that_says_nothing_is_refused(cast, action, state, sentence):
    with pytest.raises(Refused, match=re.escape(sentence)):
        services.note_progress(action=action, state=state, note=" ", by=cast.dsl, seen_revision=1)

    assert ActionStep.objects.count() == 0


def test_an_action_moves_only_with_a_reason_and_its_new_day_is_kept(cast, action):
    change = {"action": action, "agreed": agreed(owner=cast.dsl, due_on=DUE + timedelta(days=7))}
    with pytest.raises(Refused, match="Write down why it is changed"):
        services.change_action(**change, because="", by=cast.lead_social_worker, seen_revision=1)

    services.change_action(**change, because="Mr Roe is away.", by=cast.lead_social_worker, seen_revision=1)

    assert list(ActionStep.objects.values_list("note", "moved_to")) == [
        ("Mr Roe is away.", date(2026, 12, 14))
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"on": date(2026, 11, 24)}, "Enter a day that is not in the future."),
        ({"says": Says.NOT_ASKED, "words": ""}, "Write down what they say, or why nobody knows."),
    ],
)
def test_agreement_needs_a_day_and_a_view_or_a_reason(cast, case, changes, sentence):
    services.agree_action(case=case, agreed=agreed(), by=cast.lead_social_worker)

    with pytest.raises(Refused, match=re.escape(sentence)):
        services.sign_plan(case=case, said=said(**changes), by=cast.lead_social_worker)
    assert Agreement.objects.count() == 0


def test_nobody_agrees_to_an_empty_plan(cast, case):
    with pytest.raises(Refused, match="There is no plan yet"):
        services.sign_plan(case=case, said=said(), by=cast.lead_social_worker)


def test_nothing_changes_in_a_closed_case(cast, action):
    case = action.case
    case.state, case.closed_at = "closed", timezone.now()
    case.outcome = case.version.outcomes.get(code="AVERTED_SAME")
    case.save()

    with pytest.raises(WrongState, match="is closed"):
        services.note_progress(action=action, state=ActionState.DONE, note="", by=cast.dsl, seen_revision=1)
    assert list(Action.objects.open()) == []


@pytest.mark.parametrize(
    "table", ["plans_planversion", "plans_actionstep", "plans_agreement", "plans_action"]
)
def test_the_database_refuses_to_delete_what_was_agreed(cast, case, table):
    by = cast.lead_social_worker
    action = services.agree_action(case=case, agreed=agreed(), by=by)
    services.note_progress(action=action, state=ActionState.GOING, note="", by=by)
    services.sign_plan(case=case, said=said(), by=by)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- names of this test


def test_owners_are_told_two_school_days_ahead_once(cast, case):
    near = ActionFactory(case=case, owner=cast.dsl, due_on=date(2026, 11, 25))
    ActionFactory(case=case, owner=cast.dsl, due_on=date(2026, 11, 26))
    ActionFactory(case=case, owner=cast.dsl, due_on=date(2026, 11, 24), state=ActionState.DONE)

    told = [*services.tell_of_near_actions(TODAY), *services.tell_of_near_actions(TODAY)]

    assert [notice.text for notice in told] == [
        f"{near.reference}: an action in {case.reference} is due Wed 25 Nov."
    ]
    assert services.tell_of_near_actions(date(2026, 11, 28)) == []


def test_what_is_owed_names_its_owner_and_falls_to_the_lead_when_they_go(cast, case, action):
    (due,) = dues_of(Case.objects.filter(pk=case.pk))
    assert (due.key, due.on, due.noun) == (f"action:{action.reference}", action.due_on, "an action")
    assert list(due.people()) == [cast.dsl]

    gone = ActionFactory(case=case, owner=UserFactory())

    assert whom_to_tell(gone) == [cast.lead_social_worker]


def test_open_actions_are_handed_over_with_their_owners_other_work(cast, action):
    to = UserFactory()
    LinkFactory(user=to, school=cast.own, capacity="deputy_dsl")

    hand_over(school=cast.own, person=cast.dsl, to=to, by=cast.administrator)

    action.refresh_from_db()
    assert action.owner == to
    assert list(action.steps.values_list("note", flat=True)) == [f"Handed over to {to.name}."]
    assert ACTIONS.code == "actions"


def test_the_plan_stage_is_recorded_from_the_plan(cast, case):
    by = cast.lead_social_worker
    put_at(case, "plan")
    assert work_on(by, case).label == "Write the plan"
    services.agree_action(case=case, agreed=agreed(), by=by)
    services.write_texts(case=case, texts=Texts("A quiet room", "", "You have a room."), by=by, seen_number=1)
    services.sign_plan(case=case, said=said(), by=by)
    services.sign_plan(case=case, said=said(party=Party.SCHOOL, words=""), by=by)

    assert work_on(by, case).is_done
    assert given(case, case.stage) == {
        "issued_on": TODAY,
        "actions": "Reads with Mr Roe (School, by 7 December 2026)",
        "adjustments": "A quiet room",
        "safety": "",
        "child_summary": "You have a room.",
        "pupil_view": "Fine.",
        "parent_view": "",
        "school_agrees": True,
    }
