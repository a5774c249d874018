"""What the page of a draft shows: the form, the days as the calendar has them, and what they add up to."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from exclusions.concerns.content import Content, as_post
from exclusions.suspensions.days import Days, in_days
from exclusions.suspensions.enums import DayPart, SuspensionKind
from exclusions.suspensions.forms import SuspensionForm
from exclusions.suspensions.models import Suspension, SuspensionDraft
from exclusions.suspensions.proposing import NOT_DUE, Proposal, ProposedDay
from exclusions.suspensions.services.checking import check_days
from exclusions.suspensions.totals import Tally, tally
from portal.core.errors import Refused
from schools.calendars import bank_holidays
from schools.calendars.models import Closure
from schools.calendars.services import calendar_for

# Where the error summary leads for fields whose first control has an id of its own.
ANCHORS = {"reason_1": "id_reason_1_1", "kind": "id_kind_1"}
DAYS = ("first", "missed_test_on", "decided_on", "told_on")
HALVES = [
    (DayPart.DAY.value, "All day"),
    (DayPart.MORNING.value, "Morning only"),
    (DayPart.AFTERNOON.value, "Afternoon only"),
    (NOT_DUE, "Not due in school"),
]
LUNCHTIMES = [(DayPart.LUNCHTIME.value, "Lunchtime"), (NOT_DUE, "Not due in school")]


@dataclass(frozen=True)
class DayLine:
    """One day of the list, or a run of days without school (`until` then says its last)."""

    on: date
    until: date
    part: str
    closed_for: str

    @property
    def name(self) -> str:
        """The name of the field in which the day is set by hand."""
        return f"part_{self.on.isoformat()}"


@dataclass
class SuspensionDraftPage:
    """`is_checked`: say what is missing. `conflict`: the draft as another device has saved it."""

    draft: SuspensionDraft
    content: Content
    version: int
    is_checked: bool = False
    conflict: SuspensionDraft | None = None
    refusal: str = ""

    def __post_init__(self) -> None:
        self.calendar = calendar_for(self.draft.school_id)
        self.form = self._form()

    @classmethod
    def of(cls, draft: SuspensionDraft, **more: Any) -> "SuspensionDraftPage":
        """The draft as it is saved."""
        return cls(draft, draft.content, draft.version, **more)

    def _form(self) -> SuspensionForm:
        about: dict[str, Any] = {
            "school": self.draft.school,
            "calendar": self.calendar,
            "content": self.content,
        }
        if self.is_checked:
            return SuspensionForm(as_post(self.content), **about)
        typed = {name: [self.content.get(f"{name}_{n}", "") for n in range(3)] for name in DAYS}
        return SuspensionForm(initial={**self.content, **typed}, **about)

    def problems(self) -> list[tuple[str, str]]:
        """What is missing or wrong, each with the anchor of its field."""
        if not self.is_checked:
            return []
        found = [
            (ANCHORS.get(name, f"id_{name}_0" if name in DAYS else f"id_{name}"), str(message))
            for name, messages in self.form.errors.items()
            for message in messages
        ]
        return found or ([("days", self.refused)] if self.refused else [])

    @property
    def kind(self) -> str:
        return str(self.content.get("kind", ""))

    @cached_property
    def excluded(self) -> Days:
        return self.form.excluded

    @cached_property
    def tally(self) -> Tally | None:
        """The pupil's totals with these days; None while there are none."""
        if not self.excluded:
            return None
        return tally(self.draft.pupil, self.draft.school_id, self.excluded)

    @cached_property
    def refused(self) -> str:
        """Why these days cannot be; empty where they can, or cannot be known yet."""
        if self.refusal or not (self.excluded or self.kind == SuspensionKind.PERMANENT):
            return self.refusal
        try:
            first = self.excluded.first if self.excluded else date.max
            check_days(self.draft.pupil, self.draft.school_id, self.kind, first, self.excluded)
        except Refused as refusal:
            return str(refusal)
        return ""

    def context(self) -> dict[str, Any]:
        """What the templates of page and fragment read."""
        return {
            "draft": self.draft,
            "pupil": self.draft.pupil,
            "school": self.draft.school,
            "form": self.form,
            "version": self.version,
            "conflict": self.conflict,
            "problems": self.problems(),
            **_days(self.form, self.draft.school_id),
            "tally": self.tally,
            "refused": self.refused,
        }


def days_context(suspension: Suspension, form: SuspensionForm) -> dict[str, Any]:
    """The same for the page on which a record is corrected."""
    days = form.excluded
    found = tally(suspension.pupil, suspension.school_id, days, without=[suspension.pk]) if days else None
    return {**_days(form, suspension.school_id), "tally": found, "refused": ""}


def _days(form: SuspensionForm, school_id: int) -> dict[str, Any]:
    kind, proposal, days = form.content.get("kind"), form.proposal, form.excluded
    return {
        "day_lines": _day_lines(proposal, school_id) if proposal else [],
        "day_choices": LUNCHTIMES if kind == SuspensionKind.LUNCHTIME else HALVES,
        "is_permanent": kind == SuspensionKind.PERMANENT,
        "is_estimated": bool(proposal and proposal.is_estimated),
        "excluded": days,
        "length_words": in_days(days.sessions),
    }


def _day_lines(proposal: Proposal, school_id: int) -> list[DayLine]:
    """The days of the walk; days without school in a row are one line."""
    why = _closures(school_id, [day for day in proposal.days if not day.is_open])
    lines: list[DayLine] = []
    for (is_open, closed_for), run in groupby(proposal.days, key=lambda d: (d.is_open, why.get(d.on, ""))):
        days = list(run)
        if is_open:
            lines += [DayLine(d.on, d.on, d.part.value if d.part else NOT_DUE, "") for d in days]
        else:
            lines.append(DayLine(days[0].on, days[-1].on, "", closed_for))
    return lines


def _closures(school_id: int, closed: list[ProposedDay]) -> dict[date, str]:
    """Why there is no school on these days, in words."""
    days = [day.on for day in closed]
    reasons = {
        closure.on: closure.reason
        for closure in Closure.objects.filter(on__in=days).order_by("school_id", "pk")
        if closure.school_id in (None, school_id)
    }
    return {on: reasons.get(on) or _ordinary(on) for on in days}


def _ordinary(on: date) -> str:
    return "Bank holiday" if on in bank_holidays.of_year(on.year) else "School holiday"
