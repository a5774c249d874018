"""Which calendar holds where, and how long it is remembered."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from portal.accounts.enums import Role
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
from tests.factories import CaseFactory, ConcernFactory, LinkFactory, SchoolFactory

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
    assert days_left(due_on, FRIDAY, calendar_for(SchoolFactory().pk)) == words


def test_a_day_that_passed_over_a_weekend_is_overdue(authority_terms):
    assert days_left(date(2026, 10, 17), date(2026, 10, 18), calendar_for(None)) == "overdue"


class CountingCache:
    """The cache, and how often it was asked."""

    def __init__(self):
        self.reads = 0

    def get_many(self, keys):
        self.reads += 1
        return cache.get_many(keys)

    def __getattr__(self, name):
        return getattr(cache, name)


@pytest.fixture
def counting_cache(monkeypatch):
    counting = CountingCache()
    monkeypatch.setattr("schools.calendars.services.cache", counting)
    return counting


@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("lead_social_worker", "/inbox/"),
        ("inclusion_officer", "/cases/"),
        ("head_of_service", "/concerns/"),
        ("lead_social_worker", "/"),
    ],
)
def test_a_list_reads_the_cache_as_often_for_three_rows_as_for_one(
    cast, as_person, counting_cache, person, path
):
    browser, reads = as_person(person), []
    for rows in (1, 3):
        for _ in range(rows):
            school = SchoolFactory()
            LinkFactory(school=school, user=cast.lead_social_worker, capacity=Role.LEAD_SOCIAL_WORKER)
            LinkFactory(school=school, user=cast.head_of_service, capacity=Role.HEAD_OF_SERVICE)
            ConcernFactory(school=school)
            CaseFactory(school=school)
        counting_cache.reads = 0
        page = browser.get(path).content.decode()
        # A concern that is not acknowledged has a school day at the most, and says so in hours.
        assert len(re.findall(r"school (?:day|hour)s? left", page)) >= rows
        reads.append(counting_cache.reads)

    assert reads[0] == reads[1] > 0
