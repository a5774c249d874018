"""Pages of a case and of a meeting ask the database as often with much in them as with little."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from exclusions.meetings import services
from exclusions.protocol.enums import Audience
from exclusions.protocol.services import add_file
from tests.factories import (
    ActionFactory,
    InviteeFactory,
    MeetingFactory,
    OwnPlanFactory,
    PromiseFactory,
    UserFactory,
)
from tests.world_meetings import finished


def upload():
    return SimpleUploadedFile("note.txt", b"Note")


@pytest.fixture
def plan(case):
    return OwnPlanFactory(pupil=case.pupil, school=case.school, case=case)


def more_in_the_case(case, plan, cast) -> None:
    """One more of everything that a case may hold, each by other people."""
    ActionFactory(case=case, owner=UserFactory(), agreed_by=UserFactory())
    MeetingFactory(case=case, chair=UserFactory(), fixed=True)
    finished(MeetingFactory(case=case, chair=UserFactory(), fixed=True))
    PromiseFactory(plan=plan, owner=UserFactory())
    add_file(case=case, upload=upload(), about="Note", audience=Audience.READERS, by=UserFactory())
    case.members.create(name="Kim", agency="health", added_by=UserFactory())


def more_in_the_meeting(meeting, cast) -> None:
    InviteeFactory(meeting=meeting)
    InviteeFactory(meeting=meeting, user=UserFactory())
    services.add_paper(meeting=meeting, upload=upload(), by=cast.lead_social_worker)
    meeting.items.create(text="Lunch times", by=UserFactory())
    meeting.agreed.add(ActionFactory(case=meeting.case, owner=UserFactory()))


def counted(browser, url, assert_max) -> int:
    assert browser.get(url).status_code == 200  # caches warm
    with assert_max(120) as seen:
        browser.get(url)
    return len(seen)


@pytest.mark.parametrize("part", ["", "timeline/", "people/", "files/", "meetings/", "plan/"])
def test_a_case(cast, as_person, case, plan, part, django_assert_max_num_queries):
    browser, counts = as_person("lead_social_worker"), []
    more_in_the_case(case, plan, cast)
    url = {"meetings/": f"/meetings/of/{case.reference}/", "plan/": f"/plans/{case.reference}/"}.get(
        part, f"{case.get_absolute_url()}{part}"
    )
    for more in (0, 3):
        for _ in range(more):
            more_in_the_case(case, plan, cast)
        counts.append(counted(browser, url, django_assert_max_num_queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", ["", "minutes/"])
def test_a_meeting(cast, as_person, fixed, page, django_assert_max_num_queries):
    browser, counts = as_person("lead_social_worker"), []
    more_in_the_meeting(fixed, cast)
    for more in (0, 3):
        for _ in range(more):
            more_in_the_meeting(fixed, cast)
        url = f"{fixed.get_absolute_url()}{page}"
        counts.append(counted(browser, url, django_assert_max_num_queries))

    assert counts[0] == counts[1]
