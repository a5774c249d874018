"""A referral to the front door: whole or with gaps named, sent once, answered, read by link workers only."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from exclusions.concerns import services
from exclusions.concerns.models import Entry, Referral, ReferralEvent
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.factories import ConcernFactory, EnrolmentFactory
from tests.linkworkers.inbox.test_pages import text_of

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = MONDAY.date()
WHOLE = {
    "happened": "He said at 9.10 that he sleeps in the shed.",
    "child_words": "I sleep in the shed.",
    "family": "Mother, stepfather, a sister of 4. 1 Invented Road.",
    "needs": "Support at school.",
    "risk": "He is locked out again tonight. Freezing.",
    "tried": "The school rang his mother twice.",
    "consent": "not_asked",
    "consent_words": "Asking could put him at risk tonight.",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def referral(cast, concern):
    pupil = concern.subjects.get().pupil
    return services.begin_referral(concern=concern, pupil=pupil, by=cast.lead_social_worker)


def saved(referral, by, **changes):
    return services.save_referral(referral=referral, said=WHOLE | changes, seen_version=1, by=by)


def sent(referral, by, **changes):
    said = {"on": TODAY, "way": "email", "words": "To the duty desk."} | changes
    return services.referral_sent(referral=referral, by=by, **said)


def test_it_begins_with_what_the_school_has_said_and_names_what_is_missing(cast, concern, referral):
    assert (referral.happened, referral.child_words) == (concern.what_happened, concern.child_words)
    missing = services.missing_parts(referral)
    assert missing[-2:] == [
        "whether the family knows and agrees",
        "what the family said, or why they were not asked",
    ]
    assert "what the risk is" in missing

    assert services.missing_parts(saved(referral, cast.lead_social_worker)) == []
    agreed = {"consent": "agreed", "consent_words": ""}
    referral.version = 2
    services.save_referral(referral=referral, said=WHOLE | agreed, seen_version=2, by=cast.dsl)
    assert services.missing_parts(Referral.objects.get()) == []


def test_a_stranger_to_the_concern_is_not_referred_and_nobody_is_begun_twice(cast, concern, referral):
    stranger = EnrolmentFactory(school=cast.own).pupil
    with pytest.raises(Refused, match="child of this concern"):
        services.begin_referral(concern=concern, pupil=stranger, by=cast.lead_social_worker)
    with pytest.raises(WrongState, match=referral.reference):
        services.begin_referral(concern=concern, pupil=referral.pupil, by=cast.deputy_social_worker)


def test_two_people_do_not_overwrite_each_other(cast, referral):
    saved(referral, cast.lead_social_worker)

    with pytest.raises(WrongState, match="since you opened it"):
        saved(referral, cast.deputy_social_worker, risk="None")

    assert Referral.objects.get().risk == WHOLE["risk"]


def test_what_was_sent_stays_and_the_school_sees_that_it_was_sent(cast, concern, referral):
    saved(referral, cast.lead_social_worker)
    sent(referral, cast.lead_social_worker)

    for again in (lambda: sent(referral, cast.lead_social_worker), lambda: saved(referral, cast.dsl)):
        with pytest.raises(WrongState, match="was sent"):
            again()
    assert ReferralEvent.objects.get().words == "To the duty desk."
    assert Entry.objects.get(concern=concern).verb == "refer_sent"
    # Another may follow, to add to it.
    services.begin_referral(concern=concern, pupil=referral.pupil, by=cast.lead_social_worker)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"on": TODAY + timedelta(days=1)}, "not in the future"),
        ({"on": date(2020, 1, 1)}, "after the concern was raised"),
        ({"way": "pigeon"}, "Choose how"),
    ],
)
def test_sending_that_cannot_be_is_refused(cast, referral, changes, says):
    with pytest.raises(Refused, match=says):
        sent(referral, cast.lead_social_worker, **changes)


def test_the_answer_is_for_link_workers_and_what_the_school_is_to_know_for_the_school(
    cast, concern, referral
):
    answer = {"on": TODAY, "way": "phone", "answer": "assessment", "words": "Nadia of the duty desk."}
    told = {"for_school": "A social worker rings you tomorrow."}
    with pytest.raises(WrongState, match="has not been sent"):
        services.front_door_answered(referral=referral, by=cast.lead_social_worker, **answer, **told)
    sent(referral, cast.lead_social_worker)
    services.front_door_answered(referral=referral, by=cast.lead_social_worker, **answer, **told)

    assert Referral.objects.get().status == "Assessment by children’s social care"
    bodies = set(Entry.objects.filter(concern=concern).values_list("kind", "body"))
    assert bodies == {("status", ""), ("message", told["for_school"])}
    assert {n.user for n in Notice.objects.filter(kind="concern.refer")} == {cast.deputy_social_worker}
    assert all("Nadia" not in notice.text for notice in Notice.objects.all())


def test_the_way_through_the_pages(cast, as_person, concern):
    worker = as_person("lead_social_worker")
    pupil = concern.subjects.get().pupil
    begun = worker.post(reverse("concerns:refer", args=[concern.reference]), {"pupil": pupil.reference})
    url = begun.url
    assert "what the risk is" in text_of(worker.get(url))

    page = worker.post(url, WHOLE | {"seen_version": "1"}, follow=True)
    assert "Still missing" not in text_of(page)
    pdf = worker.post(f"{url}pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    assert pupil.surname not in pdf["Content-Disposition"]
    assert Event.objects.get(verb="referral.print").kind == "export"
    day = {"sent-on_0": "23", "sent-on_1": "11", "sent-on_2": "2026"}
    assert "Choose how it was sent" in text_of(worker.post(f"{url}sent/", day))
    page = worker.post(f"{url}sent/", day | {"sent-way": "form"}, follow=True)
    assert "Sent to the front door" in text_of(page)
    assert WHOLE["risk"] in text_of(page)
    said = {"answer-answer": "strategy", "answer-way": "phone", "answer-words": "Today at 3."}
    day = {f"answer-on_{i}": part for i, part in enumerate(("23", "11", "2026"))}
    assert "answered again" not in text_of(page)
    page = worker.post(f"{url}answer/", said | day, follow=True)
    assert "Strategy discussion" in text_of(page)
    # Once there is an answer the form waits folded, and opens where something is wrong in it.
    assert '<details class="govuk-details" id="answer">' in page.text
    page = worker.post(f"{url}answer/", said | {"answer-way": ""} | day)
    assert '<details class="govuk-details" id="answer" open>' in page.text
    school = text_of(as_person("dsl").get(concern.get_absolute_url()))
    assert "Referral sent to the front door" in school
    for words in (WHOLE["risk"], "Today at 3.", WHOLE["family"]):
        assert words not in school


def test_a_concern_about_a_place_alone_says_what_to_do(cast, as_person):
    place = ConcernFactory(school=cast.own, pupil=False)

    page = as_person("lead_social_worker").get(reverse("concerns:refer", args=[place.reference]))

    assert "names no child" in text_of(page)
