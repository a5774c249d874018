"""A suggestion that shows its reason: after two reviews without change, a decision meeting."""

from exclusions.meetings.models import Meeting
from exclusions.plans.enums import ActionState
from exclusions.plans.models import ActionStep
from exclusions.protocol.enums import StageKind
from exclusions.protocol.models import Case
from portal.core.templatetags.portal import plain_date


def suggestion(case: Case) -> str:
    """Why a decision meeting might help; empty where nothing suggests it.

    Two reviews in a row that carried on with the plan, and no action done since the first of them
    (domain.md 5.3, entry of stage 5). Nothing follows from it by itself.
    """
    if not case.is_open or case.stage.kind == StageKind.DECISION:
        return ""
    held = Meeting.objects.finished().filter(case=case, stage__kind=StageKind.REVIEW)
    reviews = list(held.select_related("minutes").order_by("-starts_at")[:2])
    if len(reviews) < 2 or any(_concluded(review) != "continue" for review in reviews):
        return ""
    newer, older = reviews
    done = ActionStep.objects.filter(action__case=case, state=ActionState.DONE)
    if done.filter(at__gt=older.minutes.finished_at).exists():
        return ""
    return (
        f"The reviews of {plain_date(older.starts_at)} and {plain_date(newer.starts_at)} both carried on "
        "with the plan, and no action has been done since the first. A decision meeting may help. "
        "It never delays the headteacher."
    )


def _concluded(review: Meeting) -> str:
    values: dict[str, str] = review.minutes.content.get("values", {})
    return values.get("conclusion", "")
