"""What this room tells in the timeline of a case: opened, each stage as it was recorded, how it ended."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from exclusions.protocol.enums import EntryKind
from exclusions.protocol.models import Case, CaseEntry
from exclusions.protocol.origin import stages_as_told
from exclusions.protocol.page import recorded
from exclusions.protocol.timeline import Line
from portal.accounts.models import User
from portal.core.templatetags.portal import plain_date


def happened(user: User, case: Case) -> Iterator[Line]:
    """The case's own way, in a fixed number of queries."""
    yield Line(case.opened_at, "Case opened", who=case.opened_by.name)
    _, records = stages_as_told(user, case)
    for gone in reversed(recorded(case, records)):
        at, by = gone.record.completed_at, gone.record.completed_by
        facts = [(fact.label, as_text(fact.value)) for fact in gone.facts]
        if at:
            yield Line(at, gone.record.stage.name, who=by.name if by else "", facts=facts)
    for entry in case.entries.select_related("by"):
        yield from _entry(entry)
    if case.closed_at and case.outcome:
        yield Line(case.closed_at, f"Case closed: {case.outcome.label}", text=case.outcome_note)


def _entry(entry: CaseEntry) -> Iterator[Line]:
    """What was done to the case; a case that was reopened also tells how it had ended."""
    detail, who = entry.detail, entry.by.name if entry.by else ""
    if entry.kind == EntryKind.REOPENED and detail["closed_at"]:
        ended = datetime.fromisoformat(detail["closed_at"])
        yield Line(ended, f"Case closed: {detail['outcome']}", text=detail["note"])
    yield Line(entry.at, entry.get_kind_display(), text=entry.text, who=who, facts=_facts(entry))


# What an entry's detail says on pages, by its key; days are stored as ISO text.
WORDS = {
    "name": "Who",
    "before": "Before",
    "agency": "Agency",
    "until": "At the latest until",
    "on": "From",
    "due_before": "Was due",
    "due_after": "Is due",
    "due_from": "Was due",
    "due_to": "Is due",
    "stage": "Stage",
    "days_late": "School days late",
    "kept": "Kept instead",
}
DAYS = {"until", "on", "due_before", "due_after", "due_from", "due_to"}


def _facts(entry: CaseEntry) -> list[tuple[str, str]]:
    found = [(key, entry.detail.get(key)) for key in WORDS]
    return [
        (WORDS[key], plain_date(date.fromisoformat(value)) if key in DAYS else str(value))
        for key, value in found
        if value and value != "None"
    ]


def as_text(value: Any) -> str:
    """What was recorded, as words: days as everywhere."""
    return plain_date(value) if isinstance(value, date) else str(value)
