"""What the part *Outcome* of a case shows, put together from its records."""

from dataclasses import dataclass
from datetime import date

from exclusions.outcomes.enums import CHECKS, Considered, FollowUpKind, Option
from exclusions.outcomes.models import Check, Debrief, Decision, FollowUp, Theme
from exclusions.protocol.models import Case, OutcomeCode
from exclusions.protocol.services.moving import outcome_in
from schools.calendars.services import calendar_for
from schools.calendars.words import days_left


@dataclass(frozen=True)
class ShownDecision:
    """A decision with its options in words: (option, how it was considered, why)."""

    decision: Decision
    options: list[tuple[str, str, str]]


@dataclass(frozen=True)
class ShownCheck:
    """A check that is owed or answered; `before` is what was found first and corrected since."""

    follow_up: FollowUp
    due_words: str
    is_late: bool
    check: Check | None
    before: list[Check]


def decisions_of(case: Case) -> list[ShownDecision]:
    """What stands first, then what stood before it, the newest first; in one query."""
    rows = case.decisions.select_related("by", "outcome", "destination_school").order_by("-number")
    return [ShownDecision(row, _in_words(row)) for row in rows]


def _in_words(decision: Decision) -> list[tuple[str, str, str]]:
    options, how = dict(Option.choices), dict(Considered.choices)
    return [
        (str(options.get(one["option"], one["option"])), str(how.get(one["considered"], "")), one["why"])
        for one in decision.options
    ]


def recorded_outcome(case: Case) -> OutcomeCode | None:
    """The outcome with which the case has closed, or that its stages recorded last, if there is one."""
    if case.outcome:
        return case.outcome
    rows = case.stage_records.exclude(completed_at=None).select_related("stage").order_by("-number")
    code = next((code for row in rows if (code := outcome_in(row))), "")
    return case.version.outcomes.filter(code=code).first() if code else None


def checks_of(case: Case, today: date) -> list[ShownCheck]:
    """Checks after the outcome, the earliest due first."""
    calendar = calendar_for(case.school_id)
    rows = case.follow_ups.live().filter(kind__in=CHECKS).prefetch_related("checks__by")
    found = []
    for row in rows.order_by("due_on"):
        checks = list(row.checks.all())
        words = days_left(row.due_on, today, calendar) if row.is_open else ""
        is_late = row.is_open and row.due_on < today
        found.append(ShownCheck(row, words, is_late, checks[-1] if checks else None, checks[-2::-1]))
    return found


@dataclass(frozen=True)
class ShownDebrief:
    """A debrief with its themes in words."""

    debrief: Debrief
    themes: list[str]


def debriefs_of(case: Case) -> list[ShownDebrief]:
    """What stands first, then what stood before it; in two queries."""
    labels = dict(Theme.objects.values_list("code", "label"))
    rows = case.debriefs.select_related("by").order_by("-number")
    return [ShownDebrief(row, [labels.get(code, code) for code in row.themes]) for row in rows]


def debrief_owed(case: Case) -> FollowUp | None:
    """The debrief that is still to be written, if one is."""
    return case.follow_ups.open().filter(kind=FollowUpKind.DEBRIEF).first()
