"""Reopening, duplicates, corrections, the team around the child, linked cases, and opening by an alert."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from exclusions.protocol import services
from exclusions.protocol.enums import Sees
from exclusions.protocol.models import Case, CaseEntry, CaseLink, CaseMember, Correction
from exclusions.protocol.services import Somebody
from exclusions.risk.models import Alert
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.cast import EVERYONE
from tests.exclusions.protocol.filled import filled, move
from tests.exclusions.protocol.test_pages import text_of
from tests.exclusions.protocol.test_visibility import WORK_OWN
from tests.factories import AlertFactory, CaseFactory, EnrolmentFactory, UserFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def by(cast):
    return cast.lead_social_worker


@pytest.fixture
def case(cast, clock):
    return CaseFactory(school=cast.own)


def closed(case, by):
    case.refresh_from_db()
    return services.close_case(
        case=case, outcome_code="MOVED_OUT", note="Moved away.", by=by, seen_revision=case.revision
    )


# --- Reopening ---


def test_a_reopened_case_goes_on_where_it_is_told_and_keeps_how_it_had_ended(case, by, clock):
    case = closed(case, by)
    clock.shift(timedelta(days=7))

    services.reopen_case(case=case, stage="meeting", because="They came back.", by=by)

    case.refresh_from_db()
    assert (case.state, case.stage.code, case.outcome, case.closed_at, case.outcome_note) == (
        "open",
        "meeting",
        None,
        None,
        "",
    )
    assert case.due_on == date(2026, 12, 14)  # 10 school days from Monday the 30th
    assert list(case.stage_records.values_list("number", "was_left", "due_on")) == [
        (1, True, date(2026, 12, 7)),
        (2, False, date(2026, 12, 14)),
    ]
    entry = CaseEntry.objects.get(kind="reopened")
    assert (entry.text, entry.detail["outcome"], entry.detail["note"]) == (
        "They came back.",
        "Moved away or changed school",
        "Moved away.",
    )
    assert case.revision == 3


def test_the_timeline_tells_both_endings(as_person, case, by, clock):
    case = closed(case, by)
    services.reopen_case(case=case, stage="plan", because="They came back.", by=by)
    closed(case, by)

    page = text_of(as_person("dsl").get(f"{case.get_absolute_url()}timeline/"))

    assert (page.count("Case closed: Moved away"), page.count("They came back.")) == (2, 1)


@pytest.mark.parametrize(("stage", "because"), [("alert", "x"), ("no_such", "x"), ("", "x"), ("plan", " ")])
def test_reopening_asks_where_and_why(case, by, stage, because):
    case = closed(case, by)
    with pytest.raises(Refused):
        services.reopen_case(case=case, stage=stage, because=because, by=by)


def test_an_open_case_and_a_child_with_another_are_not_reopened(cast, case, by):
    with pytest.raises(WrongState):
        services.reopen_case(case=case, stage="plan", because="x", by=by)
    case = closed(case, by)
    other = CaseFactory(school=cast.own, pupil=case.pupil)
    with pytest.raises(Refused, match=other.reference):
        services.reopen_case(case=case, stage="plan", because="x", by=by)


# --- Opened twice ---


def test_a_duplicate_points_to_the_case_that_is_kept(cast, as_person, case, by):
    earlier = closed(case, by)
    second = CaseFactory(school=cast.own, pupil=case.pupil)

    services.mark_duplicate(case=second, kept=earlier, because="Two concerns.", by=by, seen_revision=1)

    second.refresh_from_db()
    assert (second.outcome.code, second.duplicate_of, second.outcome_note) == (
        "DUPLICATE",
        earlier,
        "Two concerns.",
    )
    assert earlier.reference in text_of(as_person("dsl").get(second.get_absolute_url()))


def test_a_duplicate_of_another_child_or_of_itself_is_refused(cast, case, by):
    for kept, words in ((CaseFactory(school=cast.own), "another pupil"), (case, "itself")):
        with pytest.raises(Refused, match=words):
            services.mark_duplicate(case=case, kept=kept, because="x", by=by, seen_revision=1)
    with pytest.raises(Refused, match="mark this one as a duplicate"):
        services.close_case(case=case, outcome_code="DUPLICATE", note="x", by=by, seen_revision=1)


# --- Corrections ---


def test_a_correction_keeps_what_stood_there_with_who_and_why(cast, as_person, case, by):
    move(case, "plan", by=by)
    done = case.stage_records.get(number=1)

    services.correct_record(
        stage_record=done,
        recorded=filled(done.stage, present="Ann, not Bo"),
        because="Bo sent apologies.",
        by=cast.welfare_officer,
        seen=0,
    )

    done.refresh_from_db()
    kept = Correction.objects.get()
    assert (done.recorded["present"], kept.before["present"], kept.because, kept.by) == (
        "Ann, not Bo",
        "As it was said.",
        "Bo sent apologies.",
        cast.welfare_officer,
    )
    page = text_of(as_person("dsl").get(case.get_absolute_url()))
    assert ("Bo sent apologies." in page, "What stood here before" in page) == (True, True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.update(because="Other")


def test_of_two_corrections_at_once_the_second_person_is_told(cast, case, by):
    move(case, "plan", by=by)
    done = case.stage_records.get(number=1)
    words = filled(done.stage, present="Ann")
    services.correct_record(stage_record=done, recorded=words, because="x", by=by, seen=0)

    with pytest.raises(WrongState, match="Lead Social Worker has corrected this"):
        services.correct_record(
            stage_record=done, recorded=filled(done.stage), because="y", by=cast.welfare_officer, seen=0
        )


def test_the_same_again_no_reason_and_what_does_not_fit_change_nothing(case, by):
    move(case, "plan", by=by)
    done = case.stage_records.get(number=1)

    services.correct_record(stage_record=done, recorded=filled(done.stage), because="x", by=by, seen=0)
    for words, because in ((filled(done.stage, present="Ann"), " "), (filled(done.stage, present=""), "x")):
        with pytest.raises(Refused):
            services.correct_record(stage_record=done, recorded=words, because=because, by=by, seen=0)
    with pytest.raises(Refused, match="Nothing is recorded"):
        services.correct_record(
            stage_record=case.stage_records.get(number=2), recorded={}, because="x", by=by, seen=0
        )
    assert Correction.objects.count() == 0


def test_the_outcome_of_a_closed_case_follows_its_corrected_record(case, by):
    case = move(case, "outcome", "closed", by=by)
    assert case.outcome.code == "AVERTED_SAME"
    done = case.stage_records.get(number=2)

    services.correct_record(
        stage_record=done,
        recorded=filled(done.stage, outcome="MANAGED_MOVE"),
        because="Mixed up.",
        by=by,
        seen=0,
    )

    case.refresh_from_db()
    assert case.outcome.code == "MANAGED_MOVE"


# --- The team ---


@pytest.fixture
def sign_in():
    """A browser in which somebody outside the cast is signed in."""

    def signed_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def outsider(db):
    return UserFactory(name="Kim Camhs", email="kim@health.example")


def joined(case, outsider, by, sees):
    who = Somebody(agency="mental_health", user=outsider)
    return services.add_member(case=case, who=who, sees=sees, because="Treats the child.", by=by)


def test_somebody_of_the_team_sees_what_the_case_shows_them_while_it_is_open(case, by, outsider, sign_in):
    hidden = CaseFactory(school=case.school)
    pages = {}
    for sees in (Sees.NOTHING, Sees.SUMMARY, Sees.CASE):
        member = joined(case, outsider, by, sees)
        browser = sign_in(outsider)
        pages[sees] = (
            browser.get(case.get_absolute_url()).status_code,
            browser.get(f"{case.get_absolute_url()}timeline/").status_code,
            browser.get(f"{case.get_absolute_url()}record/").status_code,
            browser.get(hidden.get_absolute_url()).status_code,
            browser.get("/cases/").status_code,
        )
        services.end_member(member=member, by=by)

    assert pages == {
        Sees.NOTHING: (404, 404, 404, 404, 403),
        Sees.SUMMARY: (200, 403, 403, 404, 200),
        Sees.CASE: (200, 200, 403, 404, 200),
    }
    assert sign_in(outsider).get(case.get_absolute_url()).status_code == 404


def test_a_summary_shows_where_the_case_is_and_nothing_that_was_recorded(case, by, outsider, sign_in):
    services.complete_stage(
        case=case,
        recorded=filled(case.stage, analysis="Not for everybody.", pupil_view="Mine alone."),
        next_stage="plan",
        by=by,
        seen_revision=1,
    )
    joined(case, outsider, by, Sees.SUMMARY)

    page = text_of(sign_in(outsider).get(case.get_absolute_url()))

    assert ("Stage 3 of 7: Plan" in page, "Kim Camhs" in page) == (True, True)
    assert ("Not for everybody." in page, "Mine alone." in page) == (False, False)


def test_access_ends_with_the_case(case, by, outsider):
    joined(case, outsider, by, Sees.CASE)
    closed(case, by)
    assert list(Case.objects.visible_to(type(outsider).objects.get(pk=outsider.pk))) == []


def test_the_new_member_is_told_and_the_team_stands_in_the_timeline(as_person, case, by, outsider):
    joined(case, outsider, by, Sees.CASE)

    assert Notice.objects.get(user=outsider).text == (
        f"{case.reference}: Lead Social Worker has taken you into the team of this case."
    )
    page = text_of(as_person("dsl").get(f"{case.get_absolute_url()}people/"))
    assert ("Kim Camhs" in page, "Mental health service" in page) == (True, True)
    assert "Joined the team" in text_of(as_person("dsl").get(f"{case.get_absolute_url()}timeline/"))


BAD_MEMBERS = [
    ({"agency": "police", "sees": "nothing"}, "Write down who"),
    ({"agency": "", "name": "Bo", "sees": "nothing"}, "Choose the agency"),
    ({"agency": "police", "name": "Bo", "sees": "case", "because": "x"}, "Only somebody with an account"),
    ({"agency": "police", "email": "no@body.example", "sees": "nothing"}, "No account has this email"),
    ({"agency": "health", "email": "kim@health.example", "sees": "case"}, "why they may see it"),
    ({"agency": "health", "email": "not an email", "name": "Bo", "sees": "nothing"}, "valid email"),
    ({"agency": "health", "name": "Bo", "sees": "everything"}, "not one of the available choices"),
]


@pytest.mark.parametrize(("sent", "message"), BAD_MEMBERS)
def test_a_member_who_does_not_fit_is_named(as_person, case, outsider, sent, message):
    response = as_person("lead_social_worker").post(f"{case.get_absolute_url()}do/add-member/", sent)

    assert (response.status_code, message in text_of(response)) == (200, True)
    assert CaseMember.objects.count() == 0


def test_nobody_is_in_a_team_twice(case, by, outsider):
    joined(case, outsider, by, Sees.SUMMARY)
    with pytest.raises(WrongState, match="in the team already"):
        joined(case, outsider, by, Sees.CASE)


# --- Linked cases ---


def test_a_link_is_seen_only_by_those_who_may_see_both(cast, as_person, case):
    other = CaseFactory(school=cast.other)
    services.link_cases(
        case=case, other=other, kind="sibling", because="Brothers.", by=cast.inclusion_officer
    )

    seen = {
        name: (other.reference in text_of(as_person(name).get(case.get_absolute_url())))
        for name in ("inclusion_officer", "dsl", "lead_social_worker")
    }

    assert seen == {"inclusion_officer": True, "dsl": False, "lead_social_worker": False}


def test_cases_are_linked_once_in_either_order_and_can_be_unlinked(cast, case, by):
    other = CaseFactory(school=cast.own)
    link = services.link_cases(case=other, other=case, kind="peers", because="Friends.", by=by)
    with pytest.raises(WrongState, match="linked already"):
        services.link_cases(case=case, other=other, kind="sibling", because="x", by=by)
    with pytest.raises(Refused, match="itself"):
        services.link_cases(case=case, other=case, kind="sibling", because="x", by=by)

    services.unlink_cases(link=link, by=by)
    services.unlink_cases(link=link, by=by)
    services.link_cases(case=case, other=other, kind="sibling", because="Sisters.", by=by)

    assert CaseLink.objects.filter(ended_at=None).count() == 1
    assert sorted(case.entries.values_list("kind", flat=True)) == ["linked", "linked", "unlinked"]


def test_a_case_one_may_not_see_is_as_one_that_is_not_there(cast, as_person, case):
    url = f"{case.get_absolute_url()}do/link/"
    for reference in (CaseFactory(school=cast.other).reference, "N-XXXXX", case.reference, "\x00", "9" * 20):
        sent = {"other": reference, "kind": "sibling", "because": "x"}
        response = as_person("lead_social_worker").post(url, sent)
        assert response.status_code == 200
        assert CaseLink.objects.count() == 0


# --- Asking for help ---

SAID = {
    "r_reason": "Sent out of lessons every day.",
    "r_pupil_view": "I want to stay.",
    "r_parent_view": "Worried.",
    "r_basis": "agreed",
}


@pytest.fixture
def on_roll(cast):
    return EnrolmentFactory(school=cast.own).pupil


def url_for(pupil, school):
    return f"/cases/alert/{pupil.reference}/{school.urn}/"


def test_a_school_asks_for_help_and_the_link_worker_triages(cast, as_person, on_roll):
    response = as_person("dsl").post(url_for(on_roll, cast.own), {**SAID, "pressing": ["urgent"]})

    case = Case.objects.get()
    assert response.url == case.get_absolute_url()
    assert (case.stage.code, case.is_urgent, case.due_on) == ("triage", True, date(2026, 11, 26))
    first, second = case.stage_records.order_by("number")
    assert (first.stage.code, first.recorded["pupil_view"], first.completed_by) == (
        "alert",
        "I want to stay.",
        cast.dsl,
    )
    assert (second.stage.code, second.completed_at) == ("triage", None)
    told = set(Notice.objects.filter(kind="case.open").values_list("user__name", flat=True))
    assert "Lead Social Worker" in told
    assert "I want to stay." in text_of(as_person("headteacher").get(case.get_absolute_url()))


def test_the_meeting_counts_from_the_alert_and_a_triage_cannot_end_without_an_outcome(
    cast, as_person, on_roll, clock, by
):
    as_person("dsl").post(url_for(on_roll, cast.own), SAID)
    clock.shift(timedelta(days=2))
    case = Case.objects.get()
    form = as_person("lead_social_worker").get(f"{case.get_absolute_url()}record/").context["form"]
    assert [choice.value for choice in form.fields["next_stage"].choices] == ["meeting"]

    case = move(case, "meeting", by=by)

    assert case.due_on == date(2026, 12, 7)  # 10 school days from Monday the 23rd


@pytest.mark.parametrize("name", EVERYONE)
def test_who_may_ask(cast, as_person, on_roll, name):
    may = {"dsl", "deputy_dsl", "inclusion_lead", "headteacher"} | WORK_OWN | {"inclusion_officer"}
    expected = {200} if name in may else {403, 404}

    assert as_person(name).get(url_for(on_roll, cast.own)).status_code in expected


def test_a_second_case_a_pupil_who_left_and_missing_words_are_refused(cast, as_person, on_roll):
    browser = as_person("dsl")
    missing = browser.post(url_for(on_roll, cast.own), {**SAID, "r_reason": "", "r_parent_view": "Kept"})
    assert ("Why are you asking" in text_of(missing), "Kept" in text_of(missing)) == (True, True)
    assert browser.get(url_for(on_roll, cast.other)).status_code == 404
    browser.post(url_for(on_roll, cast.own), SAID)
    second = browser.post(url_for(on_roll, cast.own), SAID)
    assert ("already open" in text_of(second), Case.objects.count()) == (True, 1)


def test_what_a_rule_found_leads_to_a_case_and_is_settled_by_it(cast, as_person, on_roll):
    alert = AlertFactory(school=cast.own, pupil=on_roll, reasons=["Three concerns in 90 days"])
    browser = as_person("dsl")
    found = text_of(browser.get(alert.get_absolute_url()))
    url = f"{url_for(on_roll, cast.own)}?because={alert.reference}"
    assert url in found

    assert "Three concerns in 90 days" in text_of(browser.get(url))
    browser.post(url, SAID)

    case = Case.objects.get()
    alert = Alert.objects.get()
    assert (case.alert, alert.state) == (alert, "acted_on")
    assert alert.settled_because == f"Case {case.reference} was opened."
    assert case.reference in text_of(browser.get(alert.get_absolute_url()))
    assert "Three concerns" not in str(case.stage_records.first().recorded)


# --- The list of what is late ---


def test_after_five_school_days_a_case_stands_on_the_list_until_it_moves_on(cast, as_person, case, by, clock):
    clock.move_to(datetime(2026, 12, 11, 9, 0, tzinfo=UTC))  # due Monday the 7th: 4 school days late
    services.chase_overdue(date(2026, 12, 11))
    assert Case.objects.listed().count() == 0

    clock.move_to(datetime(2026, 12, 14, 9, 0, tzinfo=UTC))
    services.chase_overdue(date(2026, 12, 14))

    assert case.reference in text_of(as_person("head_of_service").get("/cases/late/"))
    assert CaseEntry.objects.get().detail == {"stage": "Inclusion meeting", "days_late": 5}
    move(case, "plan", by=by)
    assert Case.objects.listed().count() == 0


@pytest.mark.parametrize("name", EVERYONE)
def test_who_sees_the_list(as_person, name):
    expected = 200 if name in {"head_of_service", "inclusion_officer"} else 403
    assert as_person(name).get("/cases/late/").status_code == expected
