"""Meetings in the portal's search, by reference."""

from exclusions.meetings.models import Meeting
from portal.accounts.models import User
from portal.core.references import tidy_reference
from portal.search.sources import Found, Source


def find(user: User, typed: str, most: int) -> list[Found]:
    """The meeting with this reference, if this person may read it."""
    rows = Meeting.objects.visible_to(user).filter(reference=tidy_reference(typed))
    return [
        Found(
            meeting.reference,
            meeting.get_absolute_url(),
            f"{meeting.stage.name} in {meeting.case.reference}, {meeting.get_state_display().lower()}",
            meeting.reference,
        )
        for meeting in rows.select_related("case", "stage")[:most]
    ]


SOURCE = Source(26, "meetings", "Meetings", find)
