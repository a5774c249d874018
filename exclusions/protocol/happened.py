"""What this room tells in the timeline of a case: opened, each stage as it was recorded, how it ended."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from exclusions.protocol.models import Case
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
    if case.closed_at and case.outcome:
        yield Line(case.closed_at, f"Case closed: {case.outcome.label}", text=case.outcome_note)


def as_text(value: Any) -> str:
    """What was recorded, as words: days as everywhere."""
    return plain_date(value) if isinstance(value, date) else str(value)
