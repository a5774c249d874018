from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.audit.models import Event
from portal.core.errors import Refused
from schools.pupils.models import Enrolment, Pupil
from schools.pupils.services import MOST_FOUND, add_pupil, search_pupils
from tests.factories import EnrolmentFactory, PupilFactory
from tests.factories.schools import upn_number

NEW = {"forename": "Ada", "surname": "Okafor", "born_on": date(2013, 4, 5), "year_group": "8"}


def add(cast, **changes):
    return add_pupil(**{"school": cast.own, "upn": "", "by": cast.dsl, **NEW, **changes})


def test_a_search_stays_within_the_school_and_says_the_year(cast):
    here = EnrolmentFactory(school=cast.own, pupil__surname="Rowan", year_group="9").pupil
    EnrolmentFactory(school=cast.other, pupil__surname="Rowan")
    EnrolmentFactory(school=cast.own, pupil__surname="Rowan", ends_on=date(2025, 7, 20))

    [found] = search_pupils(school=cast.own, words="rowan", by=cast.dsl)

    assert (found, found.year_group) == (here, "9")


def test_somebody_else_s_school_holds_nobody(cast):
    EnrolmentFactory(school=cast.own, pupil__surname="Rowan")

    assert search_pupils(school=cast.own, words="rowan", by=cast.other_dsl) == []


def test_a_search_is_written_down_without_the_words(cast):
    pupil = EnrolmentFactory(school=cast.own, pupil__surname="Rowan").pupil

    search_pupils(school=cast.own, words="rowan", by=cast.dsl)

    event = Event.objects.get()
    assert (event.kind, event.verb, event.actor, event.detail) == (
        "search",
        "pupil.search",
        cast.dsl,
        {"found": 1},
    )
    assert [s.reference for s in event.subjects.all()] == [str(cast.own.urn), pupil.reference]
    assert event.capacity == "Designated safeguarding lead"


def test_a_search_ends_after_the_most_a_page_shows(cast):
    EnrolmentFactory.create_batch(MOST_FOUND + 3, school=cast.own)

    assert len(search_pupils(school=cast.own, words="sam", by=cast.dsl)) == MOST_FOUND + 1


def test_a_search_takes_the_same_queries_for_one_and_three(cast, django_assert_num_queries):
    EnrolmentFactory(school=cast.own)
    search_pupils(school=cast.own, words="sam", by=cast.dsl)
    with django_assert_num_queries(5):
        search_pupils(school=cast.own, words="sam", by=cast.dsl)
    EnrolmentFactory.create_batch(2, school=cast.own)

    with django_assert_num_queries(5):
        search_pupils(school=cast.own, words="sam", by=cast.dsl)


def test_a_new_pupil_is_on_roll_from_today(cast):
    pupil = add(cast, upn=" t999 4001 26001 ")

    assert (pupil.full_name, pupil.born_on, pupil.upn) == ("Ada Okafor", date(2013, 4, 5), "T999400126001")
    assert list(Pupil.objects.visible_to(cast.dsl)) == [pupil]
    assert Enrolment.objects.get().year_group == "8"
    event = Event.objects.get()
    assert (event.verb, [s.reference for s in event.subjects.all()], event.detail) == (
        "pupil.add",
        [pupil.reference, str(cast.own.urn)],
        {"has_upn": True},
    )


def test_a_upn_on_this_roll_is_that_pupil(cast):
    known = EnrolmentFactory(school=cast.own, pupil__upn=upn_number(7)).pupil

    assert add(cast, upn=known.upn) == known
    assert (Pupil.objects.count(), Event.objects.count()) == (1, 0)


def test_a_upn_of_another_school_is_refused_without_a_word_about_the_pupil(cast):
    elsewhere = EnrolmentFactory(school=cast.other, pupil__upn=upn_number(7)).pupil

    with pytest.raises(Refused) as refusal:
        add(cast, upn=elsewhere.upn)

    words = str(refusal.value)
    assert "leave the UPN empty" in words
    for secret in (elsewhere.forename, elsewhere.surname, elsewhere.reference, cast.other.name):
        assert secret not in words
    assert Pupil.objects.count() == 1


def test_the_same_names_and_birthday_on_this_roll_are_the_same_pupil(cast):
    known = add(cast)

    assert add(cast, forename="ADA ", surname="Okafor") == known
    assert add(cast, born_on=date(2013, 4, 6)) != known
    assert add(cast, forename="Ida") != known


def test_a_upn_that_becomes_known_is_kept(cast):
    known = add(cast)

    assert add(cast, upn="T999400126001") == known
    known.refresh_from_db()
    assert known.upn == "T999400126001"
    assert sorted(Event.objects.values_list("verb", flat=True)) == ["pupil.add", "pupil.learn_upn"]


def test_two_children_of_one_name_and_two_upns_are_two(cast):
    first = add(cast, upn=upn_number(1))

    assert add(cast, upn=upn_number(2)) != first


def test_the_same_child_of_another_school_is_not_looked_up(cast):
    other = PupilFactory(**{k: v for k, v in NEW.items() if k != "year_group"}, upn=None)
    EnrolmentFactory(pupil=other, school=cast.other)

    assert add(cast) != other


def test_a_upn_that_is_none_is_refused(cast):
    with pytest.raises(ValidationError):
        add(cast, upn="Q207000016049")

    assert Pupil.objects.count() == 0
