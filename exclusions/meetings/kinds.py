"""Which stages of a case's protocol are held as meetings."""

from exclusions.protocol.enums import StageKind
from exclusions.protocol.models import Case, Stage

MEETINGS = (StageKind.MEETING, StageKind.REVIEW, StageKind.DECISION)


def is_meeting(stage: Stage) -> bool:
    return stage.kind in MEETINGS


def kinds_of(case: Case) -> list[Stage]:
    """The kinds of meeting that the case's protocol knows, in its order."""
    return [stage for stage in case.version.stages.all() if is_meeting(stage)]
