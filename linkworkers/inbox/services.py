"""What a link worker decides, put together from the rooms below."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.urls import reverse

from exclusions.concerns import services as concerns
from exclusions.concerns.enums import Decision
from exclusions.concerns.models import Concern, Proposal, Triage
from exclusions.concerns.routes import Onward
from exclusions.protocol import services as protocol
from exclusions.protocol.models import Case
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
    """What a decision to open a case says about it; `triaged` is what triage found, by field names."""

    pupil: Pupil
    is_urgent: bool = False
    head_considering_exclusion: bool = False
    triaged: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def decide(
    *, concern: Concern, decided: Decided, new_case: NewCase | None, by: User, seen_version: int
) -> Triage | Proposal:
    """Decide a concern and, where that is the decision, open the case: both or neither. Where a second person
    must sign, the decision is proposed.

    Raises WrongState where somebody decided or changed the concern since `seen_version`, Refused where
    the case cannot be opened.
    """
    if (decided.decision == Decision.OPEN_CASE) != (new_case is not None):
        raise Refused("Say for which pupil the case is to be opened.")
    if concerns.why_a_second(concern, decided.decision):
        return concerns.propose_closing(
            concern=concern,
            rationale=decided.rationale,
            reply=decided.reply,
            onward=decided.onward,
            by=by,
            seen_version=seen_version,
        )
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
        _open_case(concern, new_case, by)
    return triage


def _open_case(concern: Concern, new_case: NewCase, by: User) -> None:
    protocol.open_case(
        concern=concern,
        pupil=new_case.pupil,
        is_urgent=new_case.is_urgent,
        head_considering_exclusion=new_case.head_considering_exclusion,
        triaged=new_case.triaged,
        by=by,
    )


@transaction.atomic
def correct(
    *,
    concern: Concern,
    decided: Decided,
    new_case: NewCase | None,
    because: str,
    by: User,
    seen_version: int,
) -> Triage:
    """Correct the decision that stands; a case is opened where there is none from this concern yet.

    A case that the earlier decision opened goes on: it is ended on its own page. Raises as `decide` does.
    """
    triage = concerns.correct_decision(
        concern=concern,
        decision=decided.decision,
        destination=decided.destination,
        rationale=decided.rationale,
        reply=decided.reply,
        because=because,
        onward=decided.onward,
        by=by,
        seen_version=seen_version,
    )
    if new_case and not Case.objects.filter(concern=concern).exists():
        _open_case(concern, new_case, by)
    return triage


def inbox_path(concern: Concern) -> str:
    """Where a concern is decided."""
    return reverse("inbox:concern", args=[concern.reference])
