"""The decision, the outcome it leads to, and what is owed after it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from exclusions.outcomes.enums import Considered, FollowUpKind, Option
from exclusions.outcomes.models import Check, Decision, FollowUp
from exclusions.outcomes.services import Decided, Weighed, plan_missing, tell_of_follow_ups, write_decision
from exclusions.protocol import voices
from exclusions.protocol.dues import dues_of
from exclusions.protocol.models import Case, StageRecord
from exclusions.protocol.services import (
    chase_overdue,
    close_case,
    complete_stage,
    correct_record,
    reopen_case,
)
from exclusions.protocol.timeline import timeline
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from schools.calendars.services import add_school_days
from tests.exclusions.protocol.filled import filled
from tests.factories import CaseFactory, SuspensionFactory
from tests.factories.protocol import stage

SENT = {
    "child_view": "I want to stay.",
    "parent_view": "He needs help.",
    "how_move": "not_chosen",
    "why_move": "No school near home.",
    "how_exclusion": "chosen",
    "outcome": "PEX_ISSUED",
    "destination": "The pupil referral unit",
    "seen_number": "0",
}
FOUND = {
    "on_0": "20", "on_1": "11", "on_2": "2026", "retained": "yes", "attendance": "91%", "seen_number": "0",
}  # fmt: skip


def decided(**change):
    known = {
        "options": (Weighed(Option.MOVE, Considered.NOT_CHOSEN, "No school near home."),),
        "decided_by": "Ms Doe", "decided_on": date(2026, 11, 20), "child_view": "I want to stay.",
        "parent_view": "", "services_view": "", "equality_view": "", "outcome": None, "destination": "",
        "destination_school": None, "day_six": "", "told": "",
    }  # fmt: skip
    return Decided(**(known | change))


def url_of(name, case, *more):
    return reverse(f"outcomes:{name}", args=[case.reference, *more])


def at_stage(cast, code, **more):
    case = CaseFactory(school=cast.own, stage=stage(code), lead=cast.lead_social_worker, **more)
    return Case.objects.select_related("version", "stage").get(pk=case.pk)


def close(case, by, code="AVERTED_SAME"):
    case.refresh_from_db()
    close_case(case=case, outcome_code=code, note="Done.", by=by, seen_revision=case.revision)
    case.refresh_from_db()
    return case


# --- The decision ---


def test_a_decision_is_written_and_shown_with_its_options(as_person, cast, case):
    assert as_person("headteacher").post(url_of("decide", case), SENT).status_code == 302

    row = Decision.objects.get()
    assert row.options == [
        {"option": "move", "considered": "not_chosen", "why": "No school near home."},
        {"option": "exclusion", "considered": "chosen", "why": ""},
    ]
    assert (row.outcome.code, row.by) == ("PEX_ISSUED", cast.headteacher)
    page = as_person("senco").get(url_of("outcome", case)).content.decode()
    for words in (
        "I want to stay.",
        "No school near home.",
        "Considered and not chosen",
        "Permanently excluded",
    ):
        assert words in page, words
    assert url_of("decide", case) not in page
    assert "Decision written down" in [line.title for line in timeline(cast.senco, case)]
    assert voices.newest(cast.senco, case, []).words == "I want to stay."
    event = Event.objects.get(verb="case.write_decision")
    assert event.detail == {"number": 1, "outcome": "PEX_ISSUED"}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"child_view": ""}, "Write what the child says"),
        ({"why_move": ""}, "Write why, for “Managed move"),
        ({"how_move": ""}, "Choose how it was considered: “Managed move"),
        ({"how_move": "maybe"}, "Select a valid choice"),
        ({"outcome": "DUPLICATE"}, "Select a valid choice"),
        ({"destination_urn": "123"}, "There is no school with this URN"),
        ({"destination_urn": "Northgate"}, "There is no school with this URN"),
        ({"decided_on_0": "1", "decided_on_1": "1", "decided_on_2": "2030"}, "not in the future"),
    ],
)
def test_bad_input_is_named_and_kept(as_person, case, change, error):
    page = as_person("dsl").post(url_of("decide", case), SENT | change).content.decode()

    assert "There is a problem" in page
    assert error in page
    assert "He needs help." in page
    assert Decision.objects.count() == 0


def test_a_correction_keeps_what_stood_and_the_database_refuses_changes(as_person, cast, case):
    write_decision(case=case, decided=decided(), by=cast.dsl, seen_number=0)
    write_decision(case=case, decided=decided(child_view="Let me go."), by=cast.dsl, seen_number=1)
    write_decision(case=case, decided=decided(child_view="Let me go."), by=cast.dsl, seen_number=2)

    assert list(Decision.objects.values_list("number", "child_view")) == [
        (1, "I want to stay."), (2, "Let me go."),
    ]  # fmt: skip
    page = as_person("dsl").get(url_of("outcome", case)).content.decode()
    assert page.index("Let me go.") < page.index("What stood here before") < page.index("I want to stay.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(child_view="Nothing")


def test_the_second_of_two_is_shown_the_first_and_a_double_click_writes_once(as_person, cast, case):
    write_decision(case=case, decided=decided(), by=cast.dsl, seen_number=0)
    person = as_person("headteacher")

    clash = person.post(url_of("decide", case), SENT)

    page = clash.content.decode()
    assert clash.status_code == 409
    assert "What stands now" in page
    assert "He needs help." in page
    again = SENT | {"seen_number": "1", "once_token": "same"}
    assert [person.post(url_of("decide", case), again).status_code for _ in range(2)] == [302, 302]
    assert Decision.objects.count() == 2


def test_services_refuse_what_forms_would(cast, case):
    weighed = (Weighed(Option.MOVE, Considered.NOT_CHOSEN, " "),)
    for wrong in ({"child_view": " "}, {"options": weighed}, {"decided_on": date(2026, 11, 24)}):
        with pytest.raises(Refused):
            write_decision(case=case, decided=decided(**wrong), by=cast.dsl, seen_number=0)


def test_the_outcomes_record_and_closing_begin_with_the_decision(as_person, cast):
    case = at_stage(cast, "outcome")
    person = as_person("inclusion_officer")
    assert url_of("decide", case).encode() in person.get(case.get_absolute_url()).content
    chosen = case.version.outcomes.get(code="MANAGED_MOVE")
    write_decision(
        case=case, decided=decided(outcome=chosen, destination="Hill School"), by=cast.dsl, seen_number=0
    )

    record = person.get(reverse("protocol:record", args=[case.reference])).content.decode()
    closing = person.get(reverse("protocol:close", args=[case.reference])).content.decode()

    assert '<option value="MANAGED_MOVE" selected>' in record
    assert "Hill School" in record
    assert 'value="MANAGED_MOVE"' in closing
    assert "checked" in closing


def test_a_decision_that_names_another_outcome_than_the_case_says_so(as_person, cast, case):
    chosen = case.version.outcomes.get(code="AVERTED_SAME")
    write_decision(case=case, decided=decided(outcome=chosen), by=cast.dsl, seen_number=0)
    close(case, cast.inclusion_officer, "PEX_ISSUED")

    page = as_person("dsl").get(url_of("outcome", case)).content.decode()

    assert "names another outcome" in page


# --- What is owed afterwards ---


def kinds(case):
    return sorted(FollowUp.objects.open().filter(case=case).values_list("kind", flat=True))


def test_closing_plans_two_checks_and_after_an_exclusion_a_debrief(cast, case):
    SuspensionFactory(school=cast.own, pupil=case.pupil, permanent=True, starts_on=date(2026, 11, 23))
    close(case, cast.inclusion_officer, "PEX_ISSUED")

    assert kinds(case) == ["check-20", "check-60", "debrief"]
    days = dict(FollowUp.objects.values_list("kind", "due_on"))
    # 15, 20 and 60 weekdays after Monday 23 November 2026: no term dates are entered.
    assert days["debrief"] == date(2026, 12, 14)
    assert days["check-20"] > days["debrief"]
    assert days["check-60"] > days["check-20"]


def test_a_case_opened_twice_owes_nothing_and_a_correction_drops_the_debrief(cast):
    case = at_stage(cast, "outcome")
    by = cast.inclusion_officer
    said = filled(case.stage) | {"outcome": "PEX_ISSUED"}
    complete_stage(case=case, recorded=said, next_stage="closed", by=by, seen_revision=case.revision)
    assert kinds(case) == ["check-20", "check-60", "debrief"]

    record = StageRecord.objects.get(case=case)
    correct_record(
        stage_record=record, recorded=said | {"outcome": "AVERTED_SAME"}, because="Wrong.", by=by, seen=0
    )

    assert kinds(case) == ["check-20", "check-60"]


def test_reopening_and_closing_again_plans_anew(cast, case):
    by = cast.inclusion_officer
    close(case, by, "MOVED_OUT")
    first = set(FollowUp.objects.values_list("pk", flat=True))
    with time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=UTC)):
        reopen_case(case=case, stage="review", because="Back.", by=by)
        case.refresh_from_db()
        assert dues_of(Case.objects.filter(pk=case.pk)) == []
        close(case, by, "MOVED_OUT")

    assert kinds(case) == ["check-20", "check-60"]
    assert not set(FollowUp.objects.open().values_list("pk", flat=True)) & first


def test_checks_of_a_closed_case_are_due_on_its_page_chased_and_told_ahead(as_person, cast, case):
    close(case, cast.inclusion_officer, "MOVED_OUT")
    owed = FollowUp.objects.get(kind="check-20")
    page = as_person("dsl").get(case.get_absolute_url()).content.decode()
    assert "Check after 20 school days" in page
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC)):
        assert tell_of_follow_ups(date(2026, 11, 24)) == []
    near, late = (datetime.combine(owed.due_on + timedelta(days=n), datetime.min.time(), UTC) for n in (0, 9))
    with time_machine.travel(near):
        assert [n.user for n in tell_of_follow_ups(owed.due_on)] == [cast.lead_social_worker]
        assert tell_of_follow_ups(owed.due_on) == []
    with time_machine.travel(late):
        sent = chase_overdue(late.date())
    assert cast.lead_social_worker in [n.user for n in sent]
    text = Notice.objects.filter(kind="case.overdue").first().text
    assert case.pupil.forename not in text
    assert "a check is overdue" in text


def test_an_answer_is_kept_corrected_and_shown(as_person, cast, case):
    close(case, cast.inclusion_officer, "MOVED_OUT")
    person, url = as_person("inclusion_officer"), url_of("check", case, "check-20")

    assert person.post(url, FOUND).status_code == 302
    clash = person.post(url, FOUND | {"attendance": "80%"})
    assert clash.status_code == 409
    assert person.post(url, FOUND | {"attendance": "80%", "seen_number": "1"}).status_code == 302

    assert list(Check.objects.values_list("number", "attendance")) == [(1, "91%"), (2, "80%")]
    page = person.get(url_of("outcome", case)).content.decode()
    assert page.index("80%") < page.index("91%")
    assert kinds(case) == ["check-60"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"retained": ""}, "Choose whether the child is still there"),
        ({"retained": "no"}, "Write where the child is learning now"),
        ({"attendance": ""}, "Write what attendance has been"),
        ({"on_2": "2027"}, "not in the future"),
    ],
)
def test_a_check_names_bad_input_and_keeps_it(as_person, cast, case, change, error):
    close(case, cast.inclusion_officer, "MOVED_OUT")
    sent = FOUND | {"learned": "A mentor helps."} | change

    page = as_person("inclusion_officer").post(url_of("check", case, "check-20"), sent).content.decode()

    assert error in page
    assert "A mentor helps." in page
    assert Check.objects.count() == 0


def test_the_protocols_own_check_answers_what_is_owed(cast):
    case = at_stage(cast, "outcome")
    by = cast.inclusion_officer
    said = filled(case.stage) | {"outcome": "AVERTED_SAME"}
    case = complete_stage(case=case, recorded=said, next_stage="sustain", by=by, seen_revision=case.revision)
    # The stage asks; nobody is asked twice.
    assert dues_of(Case.objects.filter(pk=case.pk)) == []
    said = filled(case.stage) | {"attendance": "95%"}
    case = complete_stage(case=case, recorded=said, next_stage="closed", by=by, seen_revision=case.revision)

    assert kinds(case) == ["check-60"]
    assert Check.objects.get().attendance == "95%"
    assert [due.key for due in dues_of(Case.objects.filter(pk=case.pk))] == [
        f"follow-up:{FollowUp.objects.open().get().pk}"
    ]


def test_a_check_that_a_later_outcome_replaced_cannot_be_answered(cast, case):
    from exclusions.outcomes.services import Found, answer_check  # noqa: PLC0415

    close(case, cast.inclusion_officer, "MOVED_OUT")
    owed = FollowUp.objects.get(kind=FollowUpKind.CHECK_20)
    FollowUp.objects.update(dropped_at=case.closed_at)
    found = Found(date(2026, 11, 23), True, "", "", "", "")

    with pytest.raises(WrongState, match="replaced"):
        answer_check(follow_up=owed, found=found, by=cast.inclusion_officer, seen_number=0)


def test_the_page_costs_the_same_however_much_is_written(
    as_person, cast, case, django_assert_num_queries, django_assert_max_num_queries
):
    person, url = as_person("dsl"), url_of("outcome", case)
    write_decision(case=case, decided=decided(), by=cast.dsl, seen_number=0)
    person.get(url)
    with django_assert_max_num_queries(45) as first:
        person.get(url)
    write_decision(case=case, decided=decided(told="All"), by=cast.dsl, seen_number=1)

    with django_assert_num_queries(len(first)):
        person.get(url)


# --- Cases that closed before checks were planned ---


def ended_before(school, on, code="MOVED_OUT"):
    """A case that closed then, of which nothing was planned."""
    case = CaseFactory(school=school)
    case.stage_records.update(was_left=True)
    case.state, case.due_on = "closed", None
    case.closed_at = datetime.combine(on, datetime.min.time(), UTC)
    case.outcome = case.version.outcomes.get(code=code)
    case.save()
    return case


def test_checks_are_planned_late_where_their_day_is_still_to_come(cast, case):
    close(case, cast.inclusion_officer, "MOVED_OUT")
    newest, older, oldest = (
        ended_before(cast.own, on) for on in (date(2026, 11, 16), date(2026, 10, 5), date(2026, 3, 2))
    )
    twice = ended_before(cast.own, date(2026, 11, 16), "DUPLICATE")
    before = list(case.follow_ups.values_list("pk", flat=True))

    counted = [plan_missing(date(2026, 11, 23)) for _ in range(2)]

    assert counted == [2, 0]
    planned = [kinds(one) for one in (newest, older, oldest, twice)]
    assert planned == [["check-20", "check-60"], ["check-60"], [], []]
    due = add_school_days(date(2026, 11, 16), 20, cast.own.pk)
    assert newest.follow_ups.get(kind="check-20").due_on == due.on
    assert list(case.follow_ups.values_list("pk", flat=True)) == before


def test_the_page_says_why_there_are_no_checks(as_person, cast, case):
    sentences = (
        "are planned once the outcome is recorded",
        "the days for them had passed",
        "was opened twice",
    )
    late, twice = (ended_before(cast.own, date(2026, 3, 2), code) for code in ("MOVED_OUT", "DUPLICATE"))

    pages = [as_person("dsl").get(url_of("outcome", one)).content.decode() for one in (case, late, twice)]

    said = [[sentence in page.split("Does it last?")[1] for sentence in sentences] for page in pages]
    assert said == [[True, False, False], [False, True, False], [False, False, True]]
