"""A head of service sees what is late, gives concerns to somebody, and keeps the list's filters."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exclusions.concerns.models import Concern
from linkworkers.inbox.escalating import chase_overdue
from schools.calendars.services import calendar_for
from tests.factories import ConcernFactory
from tests.journeys.conftest import DESK, JOURNEY, PHONE

pytestmark = JOURNEY


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_late_concerns_are_given_to_somebody_who_has_time(committed_cast, at_browser, screen):
    cast = committed_cast
    for days in (20, 25):
        raised_at = timezone.now() - timedelta(days=days)
        ConcernFactory(school=cast.own, raised_at=raised_at, taken_by=cast.lead_social_worker)
    calendar = calendar_for(cast.own.pk)
    chase_overdue(calendar.add(timezone.localdate(), 1).on)

    head = at_browser(cast.head_of_service, screen)
    head.opens("/inbox/late/")
    head.opens("/inbox/team/")
    head.page.get_by_role("link", name="2 of Lead Social Worker: overdue").click()
    head.page.wait_for_url("**/team/concerns/?**")
    head.reads()
    head.sees("On the board’s list")
    for box in head.page.get_by_role("checkbox", name="Choose C-").all():
        box.check()
    head.clicks("button", "Give the chosen concerns to somebody")
    head.page.get_by_label("Deputy Social Worker").check()
    head.page.get_by_label("Note (optional)").fill("Ring the school first.")
    head.clicks("button", "Give them")
    head.sees("Deputy Social Worker has 2 concerns now and has been told.")
    assert Concern.objects.filter(taken_by=cast.deputy_social_worker).count() == 2

    head.opens("/inbox/team/concerns/?urgency=overdue")
    head.clicks("link", "Save these filters")
    head.page.get_by_label("Name", exact=True).fill("Late in my area")
    head.clicks("button", "Save", exact=True)
    head.clicks("link", "Change saved views")
    head.sees("Late in my area")
    head.opens(Concern.objects.first().get_absolute_url())
    head.page.get_by_text("Who was told that this is late").click()
    head.sees("the inclusion board’s list")
    head.reads()
