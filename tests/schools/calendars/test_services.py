"""Which calendar holds where, and how long it is remembered."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from schools.calendars.models import Closure, Term
from schools.calendars.services import (
    Answer,
    add_school_days,
    calendar_for,
    forget_calendars,
    is_school_day,
    prepare_calendars,
    school_days_between,
)
from schools.calendars.words import days_left
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY = date(2026, 10, 16), date(2026, 10, 19)


@pytest.fixture
def authority_terms():
    Term.objects.create(name="Autumn 1", starts_on=date(2026, 9, 2), ends_on=date(2026, 10, 23))
    Term.objects.create(name="Autumn 2", starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 18))


@pytest.fixture
def own(authority_terms):
    """A school whose half-term comes a week earlier."""
    school = SchoolFactory()
    Term.objects.create(name="A1", starts_on=date(2026, 9, 2), ends_on=FRIDAY, school=school)
    Term.objects.create(name="A2", starts_on=date(2026, 10, 26), ends_on=date(2026, 12, 18), school=school)
    return school


def test_a_schools_own_terms_hold_over_the_authoritys(own):
    other = SchoolFactory()

    assert add_school_days(FRIDAY, 1, own.pk) == Answer(date(2026, 10, 26), is_estimated=False)
    assert add_school_days(FRIDAY, 1, other.pk) == Answer(MONDAY, is_estimated=False)
    assert add_school_days(FRIDAY, 1) == Answer(MONDAY, is_estimated=False)
    assert [is_school_day(date(2026, 10, 27), pk) for pk in (own.pk, other.pk, None)] == [True, False, False]


def test_a_schools_own_terms_of_one_year_leave_the_authoritys_of_another(own):
    Term.objects.create(name="Later", starts_on=date(2027, 9, 2), ends_on=date(2027, 10, 22))

    assert is_school_day(date(2027, 9, 6), own.pk)
    assert calendar_for(own.pk).is_covered(date(2027, 9, 6))


def test_closures_of_the_school_and_of_the_authority_both_hold(authority_terms):
    school, other = SchoolFactory(), SchoolFactory()
    Closure.objects.create(on=MONDAY, reason="INSET day")
    Closure.objects.create(on=date(2026, 10, 20), reason="Boiler", school=school)

    assert add_school_days(FRIDAY, 1, school.pk).on == date(2026, 10, 21)
    assert add_school_days(FRIDAY, 1, other.pk).on == date(2026, 10, 20)
    assert school_days_between(FRIDAY, date(2026, 10, 23), school.pk) == 3


def test_a_day_is_closed_once(authority_terms):
    school = SchoolFactory()
    for where in (None, school):
        Closure.objects.create(on=MONDAY, reason="INSET day", school=where)
        with pytest.raises(IntegrityError), transaction.atomic():
            Closure.objects.create(on=MONDAY, reason="Snow", school=where)


def test_a_calendar_is_read_once_and_then_remembered(own, django_assert_num_queries):
    with django_assert_num_queries(2):
        add_school_days(FRIDAY, 1, own.pk)
    with django_assert_num_queries(0):
        for count in range(20):
            add_school_days(FRIDAY, count, own.pk)


@pytest.mark.parametrize("schools", [1, 3])
def test_many_calendars_take_two_queries_however_many(own, schools, django_assert_num_queries):
    ids = [own.pk, *(SchoolFactory().pk for _ in range(schools))]

    with django_assert_num_queries(2):
        prepare_calendars(ids)
    with django_assert_num_queries(0):
        assert [add_school_days(FRIDAY, 1, pk).on for pk in ids] == [date(2026, 10, 26), *[MONDAY] * schools]
    with django_assert_num_queries(0):
        prepare_calendars(ids)


def test_changed_dates_hold_once_the_old_ones_are_forgotten(authority_terms):
    schools = [SchoolFactory().pk, SchoolFactory().pk, None]
    assert [add_school_days(FRIDAY, 1, pk).on for pk in schools] == [MONDAY] * 3

    Closure.objects.create(on=MONDAY, reason="Snow")
    assert [add_school_days(FRIDAY, 1, pk).on for pk in schools] == [MONDAY] * 3
    forget_calendars()

    assert [add_school_days(FRIDAY, 1, pk).on for pk in schools] == [date(2026, 10, 20)] * 3


def test_what_another_process_kept_before_the_commit_is_forgotten_after_it(
    authority_terms, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        forget_calendars()
        add_school_days(FRIDAY, 1)  # the other process, still reading the old dates
        Closure.objects.create(on=MONDAY, reason="Snow")

    assert add_school_days(FRIDAY, 1).on == date(2026, 10, 20)


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (MONDAY, "1 school day left"),
        (date(2026, 10, 20), "2 school days left"),
        (FRIDAY, "today"),
        (date(2026, 10, 15), "overdue 1 school day"),
        (date(2026, 10, 13), "overdue 3 school days"),
    ],
)
def test_how_far_off_a_due_day_is(authority_terms, due_on, words):
    assert days_left(due_on, FRIDAY, SchoolFactory().pk) == words


def test_a_day_that_passed_over_a_weekend_is_overdue(authority_terms):
    assert days_left(date(2026, 10, 17), date(2026, 10, 18), SchoolFactory().pk) == "overdue"
