"""What each role reaches while a link or a cover holds, and that scope begins and ends by itself.

The table is written from the roles in docs/architecture.md and the tiers of domain.md 8.5, not from the code.
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from exclusions.concerns.models import Concern, ConcernFile
from exclusions.protocol.models import Case
from linkworkers.diary.enums import Audience
from linkworkers.diary.models import DiaryEntry
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.files.services import keep_file
from schools.links.models import Cover
from schools.links.services import end_link
from schools.pupils.models import Enrolment, Pupil
from tests.factories import (
    CaseFactory,
    ConcernFactory,
    DiaryEntryFactory,
    EnrolmentFactory,
    LinkFactory,
    SchoolFactory,
    UserFactory,
)

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EVERYTHING = {"pupil", "concern", "case", "diary", "file"}
# Beside the school's public page, which everybody signed in may read.
REACHES = {
    Role.HEADTEACHER: EVERYTHING,
    Role.DSL: EVERYTHING,
    Role.DEPUTY_DSL: EVERYTHING,
    Role.INCLUSION_LEAD: EVERYTHING,
    Role.SENCO: {"pupil", "case"},
    Role.SCHOOL_STAFF: set(),
    Role.LEAD_SOCIAL_WORKER: EVERYTHING | {"internal diary"},
    Role.DEPUTY_SOCIAL_WORKER: EVERYTHING | {"internal diary"},
    Role.ON_SITE_SOCIAL_WORKER: EVERYTHING | {"internal diary"},
    Role.HEAD_OF_SERVICE: EVERYTHING | {"internal diary"},
    Role.WELFARE_OFFICER: {"pupil", "case", "diary", "internal diary"},
}


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def school():
    """A school with one of everything about one pupil, and another school with the same."""
    other = SchoolFactory()
    _fill(other)
    school = SchoolFactory()
    _fill(school)
    return school


def _fill(school):
    pupil = EnrolmentFactory(school=school, starts_on=MONDAY.date() - 400 * DAY).pupil
    concern = ConcernFactory(school=school, pupil=pupil)
    CaseFactory(school=school, pupil=pupil)
    for audience in (Audience.SHARED, Audience.LINK_WORKERS):
        DiaryEntryFactory(school=school, audience=audience)
    picture = SimpleUploadedFile("note.txt", b"A note.", content_type="text/plain")
    keep_file(ConcernFile, upload=picture, by=concern.raised_by, concern=concern)


def reached(person: User, school) -> set[str]:
    """What this person reaches of the school, asked as a new request would."""
    person = User.objects.get(pk=person.pk)
    diary = DiaryEntry.objects.visible_to(person).filter(school=school)
    found = {
        "pupil": Pupil.objects.openable_by(person).filter(enrolments__school=school),
        "concern": Concern.objects.visible_to(person).filter(school=school),
        "case": Case.objects.visible_to(person).filter(school=school),
        "diary": diary.filter(audience=Audience.SHARED),
        "internal diary": diary.filter(audience=Audience.LINK_WORKERS),
        "file": ConcernFile.objects.visible_to(person).filter(concern__school=school),
    }
    return {name for name, rows in found.items() if rows.exists()}


def elsewhere(person: User, school) -> set[str]:
    """What they reach of the other school: nothing, ever."""
    (other,) = type(school).objects.filter(concerns__isnull=False).exclude(pk=school.pk)
    return reached(person, other)


@pytest.mark.parametrize("role", REACHES)
def test_a_link_begins_and_ends_by_itself(role, school, today, clock):
    link = LinkFactory(school=school, capacity=role, starts_on=today + DAY, ends_on=today + 3 * DAY)
    expected = {-1: set(), 0: REACHES[role], 2: REACHES[role], 3: set(), 300: set()}

    seen = {}
    for days in expected:
        clock.move_to(MONDAY + DAY * (days + 1))
        seen[days] = reached(link.user, school)
        assert elsewhere(link.user, school) == set()

    assert seen == expected


@pytest.mark.parametrize("role", REACHES)
def test_ending_a_link_today_ends_scope_tomorrow_and_yesterday_at_once(role, school, today, clock):
    link = LinkFactory(school=school, capacity=role, starts_on=today - 90 * DAY)
    assert reached(link.user, school) == REACHES[role]

    end_link(link=link, ends_on=today, by=UserFactory())
    assert reached(link.user, school) == REACHES[role]
    clock.shift(DAY)
    assert reached(link.user, school) == set()


@pytest.mark.parametrize("role", REACHES)
def test_access_that_is_ended_ends_scope_at_once(role, school, today):
    link = LinkFactory(school=school, capacity=role, starts_on=today - 90 * DAY)
    User.objects.filter(pk=link.user_id).update(is_active=False)

    assert reached(link.user, school) == set()


@pytest.mark.parametrize("role", [role for role in REACHES if "internal diary" in REACHES[role]])
def test_a_stand_in_reaches_what_the_absent_person_does_and_only_then(role, school, today, clock):
    link, stand_in = LinkFactory(school=school, capacity=role, starts_on=today - 90 * DAY), UserFactory()
    Cover.objects.create(link=link, user=stand_in, starts_on=today + DAY, ends_on=today + 2 * DAY)
    expected = {-1: set(), 0: REACHES[role], 1: REACHES[role], 2: set()}

    seen = {}
    for days in expected:
        clock.move_to(MONDAY + DAY * (days + 1))
        seen[days] = reached(stand_in, school)

    assert seen == expected
    assert reached(link.user, school) == REACHES[role]


def test_a_cover_ends_with_the_link_it_covers(school, today, clock):
    link, stand_in = LinkFactory(school=school, capacity=Role.LEAD_SOCIAL_WORKER), UserFactory()
    Cover.objects.create(link=link, user=stand_in, starts_on=today, ends_on=today + 9 * DAY)
    end_link(link=link, ends_on=today + DAY, by=UserFactory())
    clock.shift(2 * DAY)

    assert reached(stand_in, school) == set()


@pytest.mark.parametrize("role", REACHES)
def test_a_pupil_who_moves_takes_the_page_along_and_leaves_the_records(role, school, today):
    """Concerns and cases stay with the school that recorded them, until its file is received."""
    old = LinkFactory(school=school, capacity=role, starts_on=today - 90 * DAY).user
    new_school = SchoolFactory()
    new = LinkFactory(school=new_school, capacity=role, starts_on=today - 90 * DAY).user
    enrolment = Enrolment.objects.get(school=school)
    Enrolment.objects.filter(pk=enrolment.pk).update(ends_on=today - DAY)
    EnrolmentFactory(school=new_school, pupil=enrolment.pupil, starts_on=today)

    assert reached(old, school) == REACHES[role] - {"pupil"}
    assert reached(new, school) - {"pupil"} == set()
    assert Pupil.objects.openable_by(new).filter(pk=enrolment.pupil_id).exists() is ("pupil" in REACHES[role])
