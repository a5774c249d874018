"""What people are told about meetings of cases."""

from collections.abc import Collection

from exclusions.meetings.models import Meeting
from portal.accounts.models import User
from portal.notices.kinds import Group, NoticeKind, register


def readable(user: User, references: Collection[str]) -> set[str]:
    meetings = Meeting.objects.visible_to(user).filter(reference__in=references)
    return set(meetings.values_list("reference", flat=True))


MEETINGS = Group(22, "meetings", "Meetings", readable=readable)
register(
    NoticeKind("meeting.invite", "you are invited to a meeting, or it moves or falls away", MEETINGS),
    NoticeKind("meeting.finish", "the minutes of a meeting are finished", MEETINGS),
)
