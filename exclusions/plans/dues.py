"""Open actions as things owed in a case: on its page, in work lists, chased when they are late."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from exclusions.plans.models import Action
from exclusions.plans.services.chasing import whom_to_tell
from exclusions.protocol.dues import Due, DueSource
from exclusions.protocol.models import CaseQuerySet


def open_actions(cases: CaseQuerySet, until: date | None) -> Iterator[Due]:
    """What is open in these cases and due by `until`, in one query."""
    rows = Action.objects.open().filter(case__in=cases).select_related("case__lead", "owner")
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    for action in rows:
        yield Due(
            case=action.case,
            key=f"action:{action.reference}",
            on=action.due_on,
            what=action.what,
            noun="an action",
            url=action.get_absolute_url(),
            owner=action.who,
            people=partial(whom_to_tell, action),
        )


SOURCE = DueSource("actions", open_actions)
