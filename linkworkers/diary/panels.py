"""What the diary shows on pages of others: a school's last contact, and entries about a pupil."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone

from linkworkers.diary.enums import Part, State
from linkworkers.diary.models import FOLLOW_UP_OPEN, DiaryEntry
from portal.accounts.models import User
from portal.core.subjects import Panel
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Pupil
from schools.register.models import School


def school_diary(user: User, school: School) -> dict[str, Any] | None:
    """Last contact, next on-site day and open follow-ups, as far as this person sees them; one query."""
    if not user.has_perm("diary.see_diary", school):
        return None
    to_come = Q(state=State.PLANNED, on__gte=timezone.localdate())
    found = (
        DiaryEntry.objects.visible_to(user)
        .filter(school=school)
        .aggregate(
            last_contact=Max("on", filter=Q(state=State.DONE)),
            next_day=Min("on", filter=to_come),
            follow_ups=Count("pk", filter=FOLLOW_UP_OPEN),
        )
    )
    may_keep = user.has_perm("diary.keep_diary", school)
    return {
        **found,
        "diary_url": reverse("diary:school", args=[school.urn]),
        "add_url": reverse("diary:add", args=[school.urn]) if may_keep else "",
    }


def happenings(user: User, pupil: Pupil) -> Iterator[Happening]:
    """Contacts about a pupil that happened and that this person may read, in two queries."""
    entries = DiaryEntry.objects.visible_to(user).done().filter(pupil__in=pupil.records)
    for entry in entries.select_related("worker").prefetch_related("lines"):
        lines = [line for line in entry.lines.all() if line.part != Part.WHY_INTERNAL]
        yield Happening(
            on=entry.on,
            at=entry.entered_at,
            title=entry.what,
            text="\n\n".join(f"{line.get_part_display()}: {line.body}" for line in lines),
            reference=entry.reference,
            url=entry.get_absolute_url(),
            who=entry.worker.name,
        )


PANEL = Panel("school", "diary", 50, "diary/_school_panel.html", school_diary)
SOURCE = Source("diary", "Diary of link workers", 30, happenings)
