"""Who reads which entries: by school, by audience, and only about pupils one may find."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db.models import Q

from linkworkers.diary.enums import Audience
from linkworkers.diary.models import DiaryEntry
from schools.links.standing import forget_standing
from tests.cast import EVERYONE
from tests.factories import CoverFactory, DiaryEntryFactory, EnrolmentFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEEPERS = {
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
    "welfare_officer",
}
READERS = {"dsl", "deputy_dsl", "inclusion_lead", "headteacher"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.mark.parametrize("name", EVERYONE)
def test_each_role_sees_its_own_entries_and_no_others(cast, name):
    worker = cast.lead_social_worker
    shared = DiaryEntryFactory(school=cast.own, worker=worker)
    internal = DiaryEntryFactory(school=cast.own, worker=worker, audience=Audience.LINK_WORKERS)
    about = DiaryEntryFactory(school=cast.own, worker=worker, pupil=EnrolmentFactory(school=cast.own).pupil)
    elsewhere = DiaryEntryFactory(school=cast.other, worker=cast.other_social_worker)
    # Has left this school, and is nobody's at it any more.
    left = EnrolmentFactory(school=cast.own, ends_on=date(2026, 7, 20)).pupil
    DiaryEntryFactory(school=cast.own, worker=worker, pupil=left)

    seen = set(DiaryEntry.objects.visible_to(cast.people[name]))

    if name in KEEPERS:
        assert seen == {shared, internal, about}
    elif name in READERS:
        assert seen == {shared, about}
    elif name in ("other_dsl", "other_social_worker"):
        assert seen == {elsewhere}
    else:
        assert seen == set()


def test_a_stand_in_reads_and_keeps_the_diary_while_the_cover_holds(cast):
    entry = DiaryEntryFactory(school=cast.own, audience=Audience.LINK_WORKERS)
    person = cast.other_social_worker
    assert entry not in DiaryEntry.objects.visible_to(person)

    CoverFactory(link=cast.own.links.get(user=cast.lead_social_worker), user=person)
    forget_standing(person)

    assert entry in DiaryEntry.objects.visible_to(person)
    assert person.has_perm("diary.keep_diary", cast.own)


def test_who_keeps_the_diary_where(cast):
    keepers = {name for name in EVERYONE if cast.people[name].has_perm("diary.keep_diary", cast.own)}
    readers = {name for name in EVERYONE if cast.people[name].has_perm("diary.see_diary", cast.own)}

    assert (keepers, readers) == (KEEPERS, KEEPERS | READERS)


def test_somebody_whose_link_ends_reads_nothing_from_the_next_day(cast, clock):
    entry = DiaryEntryFactory(school=cast.own, worker=cast.lead_social_worker)
    cast.own.links.filter(user=cast.lead_social_worker).update(ends_on=MONDAY.date())
    assert entry in DiaryEntry.objects.own_diary(cast.lead_social_worker, Q())

    clock.shift(24 * 60 * 60)
    forget_standing(cast.lead_social_worker)

    assert not DiaryEntry.objects.own_diary(cast.lead_social_worker, Q()).exists()
    assert not DiaryEntry.objects.visible_to(cast.lead_social_worker).exists()
