"""What calendars say on a school's page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.core.subjects import Panel
from schools.calendars import page
from schools.calendars.services import remember
from schools.register.models import School


def school_term(user: User, school: School) -> dict[str, Any]:
    """This term or the next, and the next closure. Remembered: the same for everybody, all day long."""
    today = timezone.localdate()
    return {
        **remember(f"now:{school.pk}:{today}", lambda: page.now(school, today)),
        "dates_url": reverse("calendars:dates", args=[school.urn]),
    }


PANELS = (Panel("school", "term", 30, "calendars/school_term.html", school_term),)
