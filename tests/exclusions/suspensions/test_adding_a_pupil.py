"""A pupil who is not on the roll here yet is added while a suspension or a measure is recorded."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from exclusions.suspensions.models import SuspensionDraft
from portal.audit.models import Event
from schools.pupils.models import Enrolment, Pupil
from tests.factories import EnrolmentFactory

NEW = {
    "new-forename": "Zoë",
    "new-surname": "O’Brien-Sze",
    "new-born_on_0": "14",
    "new-born_on_1": "3",
    "new-born_on_2": "2013",
    "new-year_group": "8",
    "new-upn": "",
}


def text_of(answer):
    return unescape(answer.content.decode())


@pytest.fixture(params=["suspensions", "measures"])
def address(request):
    if request.param == "suspensions":
        return reverse("suspensions:start")
    return reverse("measures:start", args=["directions"])


def sent(cast, add="1", **more):
    return {"school": str(cast.own.urn), "add": add, "once_token": "t", **NEW, **more}


@pytest.mark.parametrize("person", ["dsl", "headteacher", "inclusion_officer"])
def test_whoever_records_adds_and_goes_on(cast, as_person, address, person):
    answer = as_person(person).post(address, sent(cast), follow=True)

    pupil = Pupil.objects.get(surname="O’Brien-Sze")
    assert (pupil.forename, pupil.born_on) == ("Zoë", date(2013, 3, 14))
    enrolment = Enrolment.objects.get(pupil=pupil)
    assert (enrolment.school, enrolment.year_group) == (cast.own, "8")
    assert answer.status_code == 200
    assert "Zoë O’Brien-Sze" in text_of(answer)
    assert Event.objects.filter(subjects__reference=pupil.reference, kind="change").exists()


def test_what_was_typed_to_find_the_pupil_is_not_typed_again(cast, as_person, address):
    school = {"school": str(cast.own.urn), "search": "1"}
    page = text_of(as_person("dsl").post(address, school | {"words": "Zoë O’Brien Sze 14/3/2013"}))
    assert "No pupil found" in page
    for value in ("Zoë", "O’Brien Sze", "14", "3", "2013"):
        assert f'value="{value}"' in page


def test_a_mistake_is_named_and_what_was_typed_stays(cast, as_person, address):
    page = text_of(as_person("dsl").post(address, sent(cast, **{"new-born_on_1": "13", "new-upn": "A1"})))
    assert "There is a problem" in page
    assert "O’Brien-Sze" in page
    assert not Pupil.objects.filter(surname="O’Brien-Sze").exists()


def test_who_may_be_the_same_child_is_shown_first(cast, as_person, address):
    EnrolmentFactory(
        school=cast.own,
        pupil__forename="Zoe",
        pupil__surname="Obrien Sze",
        pupil__born_on=date(2013, 3, 14),
    )
    browser = as_person("dsl")
    # Names are compared without accents and apostrophes: it is the pupil of the roll.
    assert "Zoe Obrien Sze" in text_of(browser.post(address, sent(cast), follow=True))
    near = {"new-forename": "Zoey"}
    page = text_of(browser.post(address, sent(cast, once_token="u", **near)))
    assert "Is it one of these?" in page
    browser.post(address, sent(cast, add="sure", once_token="v", **near))
    assert Pupil.objects.filter(forename="Zoey").exists()


def test_pressing_twice_adds_one_pupil_and_one_draft(cast, as_person):
    browser, address = as_person("dsl"), reverse("suspensions:start")
    first, second = (browser.post(address, sent(cast)) for _ in range(2))
    assert first.url == second.url
    assert Pupil.objects.filter(surname="O’Brien-Sze").count() == 1
    assert SuspensionDraft.objects.count() == 1


def test_at_no_other_school(cast, as_person, address):
    elsewhere = sent(cast, school=str(cast.other.urn))
    assert as_person("dsl").post(address, elsewhere).status_code == 404
    assert as_person("senco").post(address, sent(cast)).status_code == 403
    assert not Pupil.objects.filter(surname="O’Brien-Sze").exists()


@pytest.mark.parametrize("odd", ["\x00", "😀" * 90, "'; DROP TABLE pupils; --", "<script>alert(1)</script>"])
def test_odd_names_do_no_harm(cast, as_person, address, odd):
    answer = as_person("dsl").post(address, sent(cast, **{"new-surname": odd, "words": odd}), follow=True)
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.content.decode()
