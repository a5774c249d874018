"""What the diary's pages show: an entry with its lines, and the parts of one's own diary."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from linkworkers.diary.enums import COLOURS, Part, State
from linkworkers.diary.forms import WordsForm
from linkworkers.diary.models import DiaryEntry
from linkworkers.diary.queries import not_seen
from linkworkers.diary.weeks import missing_returns, monday_of
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.calendars.services import calendar_for, prepare_calendars
from schools.calendars.words import days_left
from schools.links.standing import standing_of
from schools.register.models import School

MOST_AHEAD = 30
SUNDAY = timedelta(days=6)


def school_of(request: HttpRequest, urn: int, permission: str) -> School:
    """A school whose diary the person may read or keep; the register is public, so else 403."""
    school = get_object_or_404(School, urn=urn)
    if not request.user.has_perm(permission, school):
        raise PermissionDenied
    return school


def entry_of(request: HttpRequest, reference: str, permission: str) -> DiaryEntry:
    """An entry in scope (else 404) with which the person may do this (else 403)."""
    rows = DiaryEntry.objects.visible_to(request.user).select_related(
        "school", "worker", "pupil", "follow_up_with"
    )
    entry = get_object_or_404(rows, reference=reference)
    if not request.user.has_perm(permission, entry):
        raise PermissionDenied
    return entry


def kept_schools(user: User) -> Any:
    """Live schools whose diary this person keeps."""
    scope = standing_of(user).scope(Power.KEEP_DIARY)
    return scope.limit(School.objects.live().order_by("name", "pk"), "pk")


def own_week(user: User) -> dict[str, Any]:
    """One's own diary: this week, what is due, what is planned. Constant in queries."""
    today = timezone.localdate()
    monday = monday_of(today)
    sunday = monday + SUNDAY
    rows = _own_diary(user, Q(on__gte=monday, on__lte=sunday) | Q(state=State.PLANNED))
    mine = [entry for entry in rows if entry.worker_id == user.pk]
    planned = [entry for entry in mine if entry.is_planned]
    return {
        "week": [entry for entry in mine if monday <= entry.on <= sunday],
        "unwritten": [entry for entry in planned if entry.on < monday],
        "ahead": [entry for entry in planned if entry.on > sunday][:MOST_AHEAD],
        "follow_ups": _follow_ups(rows, user, today),
        "returns": len(missing_returns(user)),
        "unseen": len(not_seen(kept_schools(user).values_list("pk", flat=True))),
        "today": today,
    }


def day_at_a_glance(user: User, most: int) -> dict[str, Any]:
    """What is planned for today and what is to be followed up, the most overdue first."""
    today = timezone.localdate()
    rows = _own_diary(user, Q(state=State.PLANNED, on=today))
    days = [e for e in rows if e.worker_id == user.pk and e.is_planned and e.on == today]
    return {"days": days, "follow_ups": _follow_ups(rows, user, today, most), "today": today}


def _own_diary(user: User, which: Q) -> list[DiaryEntry]:
    return list(DiaryEntry.objects.own_diary(user, which).for_list().order_by("on", "pk"))


def _follow_ups(
    rows: list[DiaryEntry], user: User, today: date, most: int | None = None
) -> list[tuple[DiaryEntry, str, bool]]:
    """Open follow-ups with the days left in words and whether they are overdue; the most overdue first."""
    due = [
        (entry.follow_up_by, entry.pk, entry)
        for entry in rows
        if entry.follow_up_by and entry.has_open_follow_up and entry.follow_up_with_id == user.pk
    ]
    first = sorted(due)[:most]
    calendars = prepare_calendars(entry.school_id for _, _, entry in first)
    return [(e, days_left(day, today, calendars[e.school_id]), day < today) for day, _, e in first]


def words_forms(entry: DiaryEntry) -> dict[str, WordsForm]:
    """The forms of one text that an entry's page holds, by the verb they belong to."""
    return {verb: words_form(verb) for verb in _verbs(entry)}


def words_form(verb: str, data: Any = None) -> WordsForm:
    label, help_text, missing = _WORDS[verb]
    return WordsForm(data, prefix=verb, label=label, help_text=help_text, missing=missing)


_WORDS = {
    "call_off": ("Why did it not happen?", "Do not write names.", "Write why it did not happen"),
    "follow_up": ("What came of it?", "Do not write names.", "Write what came of it"),
    "correct": (
        "What is right?",
        "What was written stays, and your correction stands below it.",
        "Write what is right",
    ),
}


def _verbs(entry: DiaryEntry) -> list[str]:
    if entry.is_planned:
        return ["call_off"]
    return [*(["follow_up"] if entry.has_open_follow_up else []), "correct"]


def entry_context(entry: DiaryEntry, user: User) -> dict[str, Any]:
    """Everything an entry's page shows."""
    lines = list(entry.lines.select_related("author"))
    may_keep = user.has_perm("diary.keep_diary", entry)
    today = timezone.localdate()
    due = entry.follow_up_by if entry.has_open_follow_up else None
    return {
        "entry": entry,
        "school": entry.school,
        "first": [line for line in lines if line.part not in (Part.CORRECTION, Part.FOLLOWED_UP)],
        "later": [line for line in lines if line.part in (Part.CORRECTION, Part.FOLLOWED_UP)],
        "colour": COLOURS[State(entry.state)],
        "due_words": days_left(due, today, calendar_for(entry.school_id)) if due else "",
        "is_overdue": bool(due and due < today),
        "may_keep": may_keep,
        "may_write_up": may_keep and entry.is_planned and entry.on <= today,
        "may_raise": user.has_perm("concerns.raise_concern", entry),
        "forms": words_forms(entry) if may_keep else {},
        "trail": [
            ("Diary", reverse("diary:mine")),
            (entry.school.name, reverse("diary:school", args=[entry.school.urn])),
        ]
        if may_keep
        else [
            (entry.school.name, entry.school.get_absolute_url()),
            ("Diary", reverse("diary:school", args=[entry.school.urn])),
        ],
    }
