"""What others ask the diary: the last contact with each school, and who was not seen this term."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache

from linkworkers.diary.enums import Audience, State
from linkworkers.diary.queries import last_contacts, not_seen, term_starts
from schools.calendars.models import Term
from schools.register.models import School
from tests.factories import DiaryEntryFactory, EnrolmentFactory, SchoolFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def test_the_last_contact_is_the_latest_that_happened_whoever_may_read_it():
    school, silent = SchoolFactory(), SchoolFactory()
    DiaryEntryFactory(school=school, on=date(2026, 11, 2))
    about = EnrolmentFactory(school=school).pupil
    DiaryEntryFactory(school=school, on=date(2026, 11, 9), pupil=about, audience=Audience.LINK_WORKERS)
    DiaryEntryFactory(school=school, on=date(2026, 11, 16), on_site=True, state=State.NOT_HAPPENED)
    DiaryEntryFactory(school=school, on=date(2026, 11, 24), planned=True)
    DiaryEntryFactory(on=date(2026, 11, 20))

    assert last_contacts([school.pk, silent.pk]) == {school.pk: date(2026, 11, 9)}


def test_it_takes_a_queryset_and_asks_once_however_many_schools(django_assert_num_queries):
    for _ in range(3):
        DiaryEntryFactory()

    with django_assert_num_queries(1):
        found = last_contacts(School.objects.values("pk"))

    assert set(found.values()) == {TODAY}
    assert len(found) == 3
    assert last_contacts([]) == {}


def test_a_school_is_unseen_until_somebody_is_in_touch_in_its_own_statutory_term():
    three_terms, unseen, never, seen = (SchoolFactory() for _ in range(4))
    for starts, ends in (
        (date(2026, 9, 1), date(2026, 11, 6)),
        (date(2026, 11, 16), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 7, 20)),
    ):
        Term.objects.create(name="Own", starts_on=starts, ends_on=ends, school=three_terms)
    cache.clear()
    for school, on in (
        (three_terms, date(2026, 11, 6)),
        (unseen, date(2026, 7, 31)),
        (seen, date(2026, 8, 1)),
    ):
        DiaryEntryFactory(school=school, on=on)

    ids = [school.pk for school in (three_terms, unseen, never, seen)]

    assert term_starts(ids)[three_terms.pk] == date(2026, 11, 16)
    assert term_starts(ids)[seen.pk] == date(2026, 8, 1)
    assert not_seen(ids) == {three_terms.pk, unseen.pk, never.pk}
    assert not_seen(ids, TODAY - timedelta(days=30)) == {unseen.pk, never.pk}
