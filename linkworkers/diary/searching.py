"""The diary in the portal's search."""

from django.db.models import Q

from linkworkers.diary.models import DiaryEntry, DiaryLine
from portal.accounts.models import User
from portal.core.references import tidy_reference
from portal.core.templatetags.portal import plain_date
from portal.search.sources import Found, Source
from portal.search.text_index import TextIndex

# As migration 0003 made it.
LINE_WORDS = TextIndex("diary_diaryline", ["body"])


def find(user: User, typed: str, most: int) -> list[Found]:
    """Entries this person may read, by reference or by words of one of their lines, newest first."""
    lines = DiaryLine.objects.filter(LINE_WORDS.holds(typed)).values("entry")
    wanted = Q(reference=tidy_reference(typed)) | Q(pk__in=lines)
    rows = DiaryEntry.objects.visible_to(user).filter(wanted).select_related("school")[:most]
    return [_found(entry) for entry in rows]


def _found(entry: DiaryEntry) -> Found:
    line = f"{entry.what}, {entry.school.name}, {plain_date(entry.on)}"
    return Found(entry.reference, entry.get_absolute_url(), line, entry.reference)


SOURCE = Source(50, "diary", "Diary", find)
