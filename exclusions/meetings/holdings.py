"""What this room adds to a school's safeguarding file about a pupil."""

from exclusions.meetings.models import Meeting, MeetingQuerySet, Paper
from schools.pupils.holdings import Holding
from schools.pupils.models import Pupil
from schools.register.models import School


def _meetings(pupil: Pupil, school: School) -> MeetingQuerySet:
    return Meeting.objects.filter(case__pupil__in=pupil.records, school=school)


HOLDINGS = (
    Holding(
        "meetings",
        lambda pupil, school: _meetings(pupil, school).count(),
        lambda pupil, school: _meetings(pupil, school).open().exists(),
    ),
    Holding(
        "papers of meetings",
        lambda pupil, school: Paper.objects.filter(meeting__in=_meetings(pupil, school)).count(),
    ),
)
