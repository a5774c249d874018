"""Meetings of boards and hearings of panels: those ahead, those without an outcome, what came of each."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from exclusions.suspensions.enums import State
from exclusions.suspensions.models import Occasion, Step, Suspension

OCCASION_OF = {"set_meeting": Occasion.BOARD, "set_hearing": Occasion.REVIEW}
# While a record stands so, its meeting or hearing has no outcome.
UNDECIDED = Q(verb="set_meeting", suspension__state=State.RECORDED) | Q(
    verb="set_hearing", suspension__state=State.IN_REVIEW
)
OUTCOMES = {
    "reinstate": "Reinstated",
    "decline": "Not reinstated",
    "uphold": "Upheld",
    "recommend": "Reconsideration recommended",
    "quash": "Quashed",
    "withdraw": "Application withdrawn",
}
OF_A_MEETING = ("reinstate", "decline")
OF_A_HEARING = ("uphold", "recommend", "quash", "withdraw")
RECONSIDERED = {"stand": "board reconsidered, did not reinstate", "offer": "board reconsidered, reinstated"}
COSTS = "£4,000"


def meetings(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Of these steps those that arrange a meeting or a hearing: the latest of each record."""
    later = Step.objects.standing().filter(
        suspension=OuterRef("suspension"), verb=OuterRef("verb"), number__gt=OuterRef("number")
    )
    # A step that takes another back has a verb of its own.
    arranged = steps.filter(taken_back=None, verb__in=OCCASION_OF)
    return arranged.filter(~Exists(later)).exclude(suspension__state=State.VOID)


def ahead(steps: QuerySet[Step], today: date) -> QuerySet[Step]:
    return meetings(steps).filter(UNDECIDED, on__gte=today)


def without_outcome(steps: QuerySet[Step], today: date) -> QuerySet[Step]:
    """Those whose day has passed, and nobody has written down what was decided."""
    return meetings(steps).filter(UNDECIDED, on__lt=today)


def decided(steps: QuerySet[Step]) -> QuerySet[Step]:
    return meetings(steps).exclude(UNDECIDED)


def with_outcome(steps: QuerySet[Step], verb: str) -> QuerySet[Step]:
    """Meetings that ended so; a panel's decision is no outcome of the board's meeting."""
    ended = Step.objects.standing().filter(suspension=OuterRef("suspension"), verb=verb)
    occasion = "set_meeting" if verb in OF_A_MEETING else "set_hearing"
    return meetings(steps).filter(Exists(ended), verb=occasion)


def outcome_of(meeting: Step) -> str:
    """What came of a meeting, in words; empty while nothing did. Asks for `suspension.steps` read before."""
    suspension: Suspension = meeting.suspension
    undone = {step.takes_back_id for step in suspension.steps.all()}
    standing = {s.verb: s for s in suspension.steps.all() if s.pk not in undone and s.takes_back_id is None}
    if suspension.state == State.CANCELLED:
        return "Cancelled"
    if meeting.verb == "set_meeting":
        return next((OUTCOMES[verb] for verb in OF_A_MEETING if verb in standing), "")
    panel = next((verb for verb in OF_A_HEARING if verb in standing), "")
    if not panel:
        return ""
    after = next((words for verb, words in RECONSIDERED.items() if verb in standing), "")
    said = [OUTCOMES[panel], *([after] if after else [])]
    if panel == "quash" and standing[panel].detail.get("costs"):
        said.append(_costs("stand" in standing, "offer" in standing))
    return "; ".join(said)


def _costs(stood: bool, offered: bool) -> str:
    if offered:
        return f"{COSTS} not due"
    return f"{COSTS} due" if stood else f"{COSTS} if the pupil is not reinstated in time"
