"""What a link worker decides, put together from the rooms below."""

from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse

from exclusions.concerns import services as concerns
from exclusions.concerns.enums import Decision
from exclusions.concerns.models import Concern, Triage
from exclusions.concerns.routes import Onward
from exclusions.protocol import services as protocol
from portal.accounts.models import User
from portal.core.errors import Refused
from schools.pupils.models import Pupil


@dataclass(frozen=True)
class Decided:
    """A decision as it was written: what, where to, why, the reply to the school, and what happens next."""

    decision: str
    rationale: str
    reply: str
    destination: str = ""
    onward: Onward = field(default_factory=Onward)


@dataclass(frozen=True)
class NewCase:
    """What a decision to open a case says about it."""

    pupil: Pupil
    is_urgent: bool = False
    head_considering_exclusion: bool = False


@transaction.atomic
def decide(
    *, concern: Concern, decided: Decided, new_case: NewCase | None, by: User, seen_version: int
) -> Triage:
    """Decide a concern and, where that is the decision, open the case: both or neither.

    Raises WrongState where somebody decided or changed the concern since `seen_version`, Refused where
    the case cannot be opened.
    """
    if (decided.decision == Decision.OPEN_CASE) != (new_case is not None):
        raise Refused("Say for which pupil the case is to be opened.")
    triage = concerns.decide_concern(
        concern=concern,
        decision=decided.decision,
        destination=decided.destination,
        rationale=decided.rationale,
        reply=decided.reply,
        onward=decided.onward,
        by=by,
        seen_version=seen_version,
    )
    if new_case:
        protocol.open_case(
            concern=concern,
            pupil=new_case.pupil,
            is_urgent=new_case.is_urgent,
            head_considering_exclusion=new_case.head_considering_exclusion,
            by=by,
        )
    return triage


def inbox_path(concern: Concern) -> str:
    """Where a concern is decided."""
    return reverse("inbox:concern", args=[concern.reference])
