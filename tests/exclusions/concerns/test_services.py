import pytest
from django.core import mail

from exclusions.concerns import services
from exclusions.concerns.enums import EntryKind
from exclusions.concerns.models import Concern, Entry, Triage
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.exclusions.concerns.test_workflow import decide
from tests.factories import ConcernFactory, LinkFactory, UserFactory

LEAD, DSL = "Lead social worker", "Designated safeguarding lead"
# The school’s own who answer for it.
SCHOOL = ["Dsl", "Deputy Dsl", "Inclusion Lead"]


def told():
    """Who was told what, and where it leads: sorted."""
    return sorted((n.user.name, n.text, n.leads_to) for n in Notice.objects.select_related("user"))


def last_event():
    [event] = Event.objects.all()
    return event, [s.reference for s in event.subjects.all()]


def expected_notices(concern, words, *people):
    return sorted(
        (name, f"{concern.reference}: {words}", f"/concerns/{concern.reference}/") for name in people
    )


def test_taking_says_who_has_it(cast, concern, pupil):
    services.take_concern(concern=concern, by=cast.lead_social_worker)

    concern.refresh_from_db()
    assert (concern.state, concern.taken_by, concern.version) == ("in_triage", cast.lead_social_worker, 2)
    assert concern.acknowledged_at is not None
    event, about = last_event()
    assert (event.kind, event.verb, event.actor, event.capacity) == (
        "change",
        "concern.take",
        cast.lead_social_worker,
        LEAD,
    )
    assert about == [concern.reference, pupil.reference]
    assert event.detail == {"before": "sent", "after": "in_triage"}
    entry = Entry.objects.get()
    assert (entry.kind, entry.verb, entry.author, entry.capacity) == (
        "status",
        "take",
        cast.lead_social_worker,
        LEAD,
    )
    assert told() == expected_notices(concern, "Lead Social Worker is looking at it.", *SCHOOL)


def test_taking_twice_says_who_was_first(cast, concern):
    services.take_concern(concern=concern, by=cast.lead_social_worker)

    with pytest.raises(WrongState, match=r"Lead Social Worker acted on it on .* being looked at"):
        services.take_concern(concern=concern, by=cast.deputy_social_worker)

    assert Event.objects.count() == 1


def test_a_question_waits_for_the_school(cast, concern):
    services.ask_school(concern=concern, question=" Is her sister with you? ", by=cast.deputy_social_worker)

    concern.refresh_from_db()
    assert (concern.state, concern.taken_by) == ("with_school", cast.deputy_social_worker)
    assert concern.acknowledged_at is not None
    entry = Entry.objects.get()
    assert (entry.kind, entry.verb, entry.body) == ("question", "ask", "Is her sister with you?")
    assert told() == expected_notices(concern, "your link social worker has a question.", *SCHOOL)


def test_a_later_question_leaves_the_concern_with_who_took_it(cast, concern):
    services.take_concern(concern=concern, by=cast.lead_social_worker)
    concern.refresh_from_db()
    acknowledged_at = concern.acknowledged_at

    services.ask_school(concern=concern, question="Who?", by=cast.deputy_social_worker)

    concern.refresh_from_db()
    assert (concern.taken_by, concern.acknowledged_at) == (cast.lead_social_worker, acknowledged_at)


def test_an_answer_goes_back_to_triage(cast):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl, with_school=True)

    services.answer_question(concern=concern, answer="Yes, in Year 7.", by=cast.dsl)

    concern.refresh_from_db()
    assert concern.state == "in_triage"
    assert Entry.objects.get().body == "Yes, in Year 7."
    assert told() == expected_notices(
        concern, "the school has answered your question.", "Lead Social Worker", "Deputy Social Worker"
    )


def test_a_decision_is_written_down_with_reasons_and_reply(cast, concern):
    triage = services.decide_concern(
        concern=concern,
        decision="refer",
        destination="mash",
        rationale="Pattern of new things and absences.",
        reply="I have referred her today.",
        by=cast.lead_social_worker,
        seen_version=1,
    )

    concern.refresh_from_db()
    assert (concern.state, concern.version, concern.taken_by) == ("decided", 2, cast.lead_social_worker)
    assert (triage.decision, triage.destination, triage.capacity) == ("refer", "mash", LEAD)
    assert triage.decided_at == Entry.objects.get().at
    event, _ = last_event()
    assert event.detail == {"before": "sent", "after": "decided", "decision": "refer"}
    assert told() == expected_notices(concern, "your link social worker has decided and replied.", *SCHOOL)


def test_the_second_decision_is_told_who_decided_what(cast, concern):
    decide(concern, cast.lead_social_worker)

    with pytest.raises(WrongState, match=r"Lead Social Worker decided this on .*: Advice to the school\."):
        decide(concern, cast.deputy_social_worker)

    assert Triage.objects.count() == 1


def test_nobody_decides_blind(cast, concern):
    services.add_to_record(concern=concern, body="She is not at home.", by=cast.deputy_dsl)

    with pytest.raises(
        WrongState, match=r"has changed since you opened it \(added to the record, Deputy Dsl"
    ):
        decide(concern, cast.lead_social_worker)

    concern.refresh_from_db()
    assert (concern.state, Triage.objects.count()) == ("sent", 0)
    decide(concern, cast.lead_social_worker)


@pytest.mark.parametrize(
    "change",
    [
        {"rationale": "  "},
        {"reply": "\x00"},
        {"decision": "shrug"},
        {"decision": ""},
        {"decision": "refer", "destination": ""},
        {"decision": "refer", "destination": "moon"},
        {"decision": "close", "destination": "mash"},
    ],
    ids=str,
)
def test_half_a_decision_is_refused_and_changes_nothing(cast, concern, change):
    arguments = {"decision": "advise", "destination": "", "rationale": "Why", "reply": "So", **change}

    with pytest.raises(Refused):
        services.decide_concern(concern=concern, by=cast.lead_social_worker, seen_version=1, **arguments)

    concern.refresh_from_db()
    assert (concern.state, concern.version, Entry.objects.count(), Event.objects.count()) == ("sent", 1, 0, 0)


@pytest.mark.parametrize(
    ("person", "readers"),
    [
        ("dsl", ["Lead Social Worker", "Deputy Social Worker"]),
        ("headteacher", ["Lead Social Worker", "Deputy Social Worker", *SCHOOL]),
        ("lead_social_worker", SCHOOL),
        ("head_of_service", ["Lead Social Worker", "Deputy Social Worker", *SCHOOL]),
    ],
)
def test_a_message_reaches_the_other_side_and_never_its_writer(cast, concern, person, readers):
    services.write_message(concern=concern, body="Thank you", by=cast.people[person])

    assert Entry.objects.get().kind == "message"
    assert told() == expected_notices(concern, "there is a new message.", *readers)


def test_an_internal_note_stays_among_those_who_triage(cast, concern):
    services.write_message(
        concern=concern, body="Ask police", kind=EntryKind.INTERNAL, by=cast.lead_social_worker
    )

    assert (Entry.objects.get().kind, Entry.objects.get().verb) == ("internal", "write")
    assert told() == expected_notices(concern, "there is a new internal note.", "Deputy Social Worker")


@pytest.mark.parametrize("person", ["dsl", "headteacher", "head_of_service"])
def test_others_write_no_internal_notes(cast, concern, person):
    with pytest.raises(Refused):
        services.write_message(concern=concern, body="Psst", kind=EntryKind.INTERNAL, by=cast.people[person])

    assert Entry.objects.count() == 0


def test_an_addition_tells_the_link_workers(cast, concern):
    services.add_to_record(concern=concern, body="Seen with an older boy.", by=cast.deputy_dsl)

    entry = Entry.objects.get()
    assert (entry.kind, entry.body, entry.capacity) == (
        "addition",
        "Seen with an older boy.",
        "Deputy designated safeguarding lead",
    )
    assert told() == expected_notices(
        concern, "the school has added to the record.", "Lead Social Worker", "Deputy Social Worker"
    )


@pytest.mark.parametrize("text", ["", "  \n", "\x00"])
def test_nothing_is_not_said(cast, concern, text):
    for say in (
        lambda: services.add_to_record(concern=concern, body=text, by=cast.dsl),
        lambda: services.write_message(concern=concern, body=text, by=cast.dsl),
        lambda: services.ask_school(concern=concern, question=text, by=cast.lead_social_worker),
    ):
        with pytest.raises(Refused):
            say()

    assert Entry.objects.count() == 0


def test_an_author_who_has_left_is_led_to_the_receipt(cast):
    gone = UserFactory(name="Gone Author")
    concern = ConcernFactory(school=cast.own, raised_by=gone)

    services.take_concern(concern=concern, by=cast.lead_social_worker)

    leads = {name: leads_to for name, _, leads_to in told()}
    assert leads["Gone Author"] == f"/concerns/{concern.reference}/receipt/"
    assert leads["Dsl"] == f"/concerns/{concern.reference}/"


def test_an_author_whose_account_has_ended_is_told_nothing(cast):
    gone = UserFactory(name="Gone Author", is_active=False)
    concern = ConcernFactory(school=cast.own, raised_by=gone)

    services.take_concern(concern=concern, by=cast.lead_social_worker)

    assert [name for name, _, _ in told()] == sorted(SCHOOL)


def test_a_link_that_has_ended_brings_no_notices(cast, concern):
    LinkFactory(school=cast.own, user__name="Former Dsl", capacity="deputy_dsl", ends_on="2025-07-31")

    services.take_concern(concern=concern, by=cast.lead_social_worker)

    assert [name for name, _, _ in told()] == sorted(SCHOOL)


def test_emails_leave_after_the_commit_and_name_no_child(
    cast, concern, pupil, django_capture_on_commit_callbacks, time_machine
):
    time_machine.move_to("2026-11-23 10:00+00:00", tick=False)  # outside quiet hours
    with django_capture_on_commit_callbacks() as callbacks:
        services.ask_school(concern=concern, question="Is Sam well?", by=cast.lead_social_worker)
        assert mail.outbox == []
    for callback in callbacks:
        callback()

    assert sorted(m.to[0] for m in mail.outbox) == [
        "deputy_dsl@example.org",
        "dsl@example.org",
        "inclusion_lead@example.org",
    ]
    for message in mail.outbox:
        text = f"{message.subject} {message.body}"
        assert concern.reference in text
        for secret in ("Is Sam well", pupil.forename, pupil.surname, pupil.upn, cast.own.name):
            assert secret not in text


def test_a_failure_on_the_way_leaves_nothing_behind(cast, concern, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError("no notices today")

    monkeypatch.setattr("exclusions.concerns.services.acting.notify", broken)

    with pytest.raises(RuntimeError):
        services.take_concern(concern=concern, by=cast.lead_social_worker)

    concern.refresh_from_db()
    assert (concern.state, Entry.objects.count(), Event.objects.count()) == ("sent", 0, 0)
    assert Concern.objects.get().version == 1
