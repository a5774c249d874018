"""Where a case came from: told to those who read that concern. To everybody else it began with itself.

The one place that asks. Whoever works a case and may not read its concern, because it is sealed or because
they read no concerns, sees the same: no reference, no day and no author of it (decision 28).
"""

from collections.abc import Iterable

from exclusions.concerns.models import Concern
from exclusions.protocol.enums import StageKind
from exclusions.protocol.models import Case, StageRecord
from portal.accounts.models import User

# What the concern has already brought about when a case opens.
DONE_BY_CONCERN = (StageKind.ALERT, StageKind.TRIAGE)


def origins_for(user: User, cases: Iterable[Case]) -> dict[int, Concern]:
    """The concerns these cases came from by their keys, as far as this person reads them; one query."""
    keys = [case.concern_id for case in cases if case.concern_id]
    return {concern.pk: concern for concern in Concern.objects.visible_to(user).filter(pk__in=keys)}


def as_told(record: StageRecord, case: Case, origin: Concern | None) -> StageRecord:
    """What the concern brought about counts as done when the case opened, where its origin is not told."""
    is_before = record.number <= len(DONE_BY_CONCERN) and record.stage.kind in DONE_BY_CONCERN
    if origin is None and case.concern_id and is_before:
        record.completed_at, record.completed_by = case.opened_at, case.opened_by
        record.due_on = None
    return record


def stages_as_told(user: User, case: Case) -> tuple[Concern | None, list[StageRecord]]:
    """Where one case came from, and how it went through its stages, as this person may know it."""
    origin = origins_for(user, [case]).get(case.concern_id or 0)
    records = case.stage_records.select_related("stage", "completed_by").order_by("number")
    return origin, [as_told(record, case, origin) for record in records]
