from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.accounts.models import User
from schools.pupils.models import Pupil
from tests.cast import EVERYONE
from tests.factories import EnrolmentFactory, PupilFactory

# Link workers, heads of service and welfare officers find the pupils of their schools too.
FIND_AT_OWN = {
    "dsl",
    "deputy_dsl",
    "headteacher",
    "inclusion_lead",
    "senco",
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
    "welfare_officer",
}
FIND_AT_OTHER = {"other_dsl", "other_social_worker"}


@pytest.mark.parametrize("person", EVERYONE)
def test_pupils_are_visible_where_a_person_stands(cast, person):
    own = EnrolmentFactory(school=cast.own).pupil
    other = EnrolmentFactory(school=cast.other).pupil
    left = EnrolmentFactory(school=cast.own, ends_on=timezone.localdate() - timedelta(days=1)).pupil

    expected = {own} if person in FIND_AT_OWN else set()
    if person in FIND_AT_OTHER:
        expected = {other}
    if person == "inclusion_officer":
        expected = {own, other}
    assert set(Pupil.objects.visible_to(cast.people[person])) == expected
    assert left not in expected


def test_a_pupil_of_two_schools_comes_once(cast):
    pupil = EnrolmentFactory(school=cast.own).pupil
    EnrolmentFactory(pupil=pupil, school=cast.other, status="S")

    assert list(Pupil.objects.visible_to(cast.inclusion_officer)) == [pupil]


def test_nobody_finds_anybody_without_an_account(db):
    EnrolmentFactory()

    assert list(Pupil.objects.visible_to(User(is_active=False))) == []


@pytest.fixture
def zoe(db):
    return PupilFactory(
        forename="Zoë", surname="O’Neill-Adeyemi", preferred_name="Zozo", born_on=date(2012, 5, 9)
    )


@pytest.mark.parametrize(
    "typed",
    [
        "zoe",
        "ZOË",
        "zo oneill",
        "o'neill zoë",
        "adey",
        "zozo",
        "oneill-adeyemi",
        "9/5/2012",
        "zoe 9/5/2012",
    ],
)
def test_names_and_birthdays_match(zoe, typed):
    PupilFactory(forename="Zachary", surname="Neill", born_on=date(2013, 5, 9))

    assert list(Pupil.objects.matching(typed)) == [zoe]


@pytest.mark.parametrize(
    "typed", ["", "   ", "oe", "neill", "zoe smith", "9/5/2013", "31/2/2012", "%", "_", "'", "\x00", "zoe%"]
)
def test_other_words_match_nobody(zoe, typed):
    assert list(Pupil.objects.matching(typed)) == []


def test_upn_and_reference_match_whole(zoe):
    assert list(Pupil.objects.matching(zoe.upn.lower())) == [zoe]
    assert list(Pupil.objects.matching(zoe.reference)) == [zoe]
    assert list(Pupil.objects.matching(zoe.upn[:6])) == []


def test_bulk_created_pupils_are_found_too(db):
    Pupil.objects.bulk_create([Pupil(forename="Éva", surname="Ł", born_on=date(2012, 1, 1), reference="P-1")])

    assert Pupil.objects.matching("eva").count() == 1
