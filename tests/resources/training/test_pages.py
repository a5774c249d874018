"""The school's page of training, its forms, and the list of schools by training."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.audit.models import Event
from resources.training.models import Course, StaffCount, Training
from tests.factories import LinkFactory, SchoolFactory, TrainingFactory, UserFactory


def text_of(answer):
    return unescape(answer.content.decode())


def day(value, name):
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


@pytest.fixture
def today():
    return timezone.localdate()


def test_a_lead_writes_training_down_once(cast, as_person, today):
    browser, address = as_person("dsl"), reverse("training:enter", args=[cast.own.urn])
    course = Course.objects.get(code="DSL")
    assert cast.deputy_dsl.name in text_of(browser.get(address))
    sent = {
        "person": cast.deputy_dsl.reference,
        "course": course.pk,
        "provider": "Council",
        "once_token": "one",
        **day(today, "done_on"),
    }

    for _ in range(2):
        assert browser.post(address, sent).status_code == 302

    assert Training.objects.get().person == cast.deputy_dsl
    shown = text_of(browser.get(reverse("training:school", args=[cast.own.urn])))
    assert "Council; in date until" in shown
    assert "1 of 2 who need it" in text_of(browser.get(cast.own.get_absolute_url()))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"person": ""}, "Choose who did it"),
        ({"person": "U-NOBODY"}, "Select a valid choice"),
        ({"course": ""}, "Choose the training"),
        ({"done_on_1": "13"}, "Enter a real day"),
        ({"done_on_2": "2099"}, "not in the future"),
    ],
)
def test_mistakes_are_named_and_what_was_typed_is_kept(cast, as_person, today, wrong, words):
    course = Course.objects.get(code="DSL")
    sent = {"person": cast.dsl.reference, "course": course.pk, "provider": "A kept name"}
    address = reverse("training:enter", args=[cast.own.urn])

    answer = as_person("headteacher").post(address, {**sent, **day(today, "done_on"), **wrong})

    assert words in text_of(answer)
    assert "A kept name" in text_of(answer)
    assert not Training.objects.exists()


def test_the_staff_are_counted(cast, as_person, today):
    course = Course.objects.get(code="SAFEGUARDING")
    browser, address = as_person("headteacher"), reverse("training:count", args=[cast.own.urn])
    sent = {"course": course.pk, "staff": 40, "trained": 41, **day(today, "as_at")}
    assert "No more than 40 can have it" in text_of(browser.post(address, sent))

    browser.post(address, {**sent, "trained": 38})

    assert StaffCount.objects.get().trained == 38
    assert "38 of 40" in text_of(browser.get(reverse("training:school", args=[cast.own.urn])))


def test_what_was_entered_by_mistake_is_withdrawn(cast, as_person):
    training = TrainingFactory(person=cast.dsl, school=cast.own)
    browser, address = as_person("dsl"), reverse("training:withdraw", args=[training.reference])
    assert "Write what is wrong with it" in text_of(browser.post(address, {"because": " "}))

    assert browser.post(address, {"because": "Another person did it"}).status_code == 302

    training.refresh_from_db()
    assert (training.withdrawn_by, training.withdrawn_because) == (cast.dsl, "Another person did it")
    assert browser.get(address).status_code == 404


def test_the_list_shows_schools_of_the_reader_by_training(cast, as_person, today):
    TrainingFactory(person=cast.dsl, school=cast.own)
    TrainingFactory(person=cast.other_dsl, school=cast.other)
    browser, address = as_person("inclusion_officer"), reverse("training:list")

    everything = text_of(browser.get(address))
    lacking = text_of(browser.get(address, {"lacks": "yes"})).split('id="results"')[1]
    own_only = text_of(as_person("lead_social_worker").get(address)).split('id="results"')[1]

    assert cast.own.name in everything
    assert cast.other.name in everything
    assert cast.own.name in lacking  # its deputy has none
    assert cast.other.name not in lacking
    assert cast.other.name not in own_only
    assert "does not end" not in everything
    assert browser.get(address, {"course": "nonsense"}).status_code == 200


def test_exports_say_which_training_and_are_written_down(cast, as_person):
    browser = as_person("head_of_service")
    answer = browser.get(reverse("training:list"), {"export": "csv", "course": "NNE"})

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("School,Need it,Have it in date")
    assert Event.objects.get(verb="training.export").detail == {"format": "csv", "rows": 1, "course": "NNE"}


def test_the_list_takes_the_same_queries_however_many_schools(cast, as_person):
    browser, counts = as_person("inclusion_officer"), []
    for _ in range(2):
        browser.get(reverse("training:list"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("training:list"))
        counts.append(len(queries))
        for _ in range(4):
            link = LinkFactory(school=SchoolFactory(), capacity=Role.DSL, user=UserFactory())
            TrainingFactory(person=link.user, school=link.school)
    assert counts[0] == counts[1]


def test_everybody_sees_their_own_training(cast, as_person):
    TrainingFactory(person=cast.school_staff, school=cast.own, code="NNE")

    own = text_of(as_person("school_staff").get(reverse("accounts:me")))
    page = reverse("people:person", args=[cast.school_staff.reference])
    as_administrator = text_of(as_person("administrator").get(page))

    assert "The No Need to Exclude protocol" in own
    assert "Your training" not in as_administrator
