"""What a link worker decides, put together from the rooms below, and the chasing of what is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from exclusions.concerns import services as concerns
from exclusions.concerns.enums import Decision
from exclusions.concerns.models import Concern, Seal, Triage
from exclusions.protocol import services as protocol
from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.templatetags.portal import short_date
from portal.notices.models import Notice
from portal.notices.services import notify
from schools.calendars.services import is_school_day, school_days_between
from schools.links.standing import people_standing_as, people_with
from schools.pupils.models import Pupil

OVERDUE = "concern.overdue"
# School days late after which the school's head of service is told too (domain.md 5.3).
ESCALATE_AFTER = 3


@dataclass(frozen=True)
class Decided:
    """A decision as it was written: what, where to, why, and the reply to the school."""

    decision: str
    rationale: str
    reply: str
    destination: str = ""


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


def chase_overdue(on: date) -> list[Notice]:
    """Tell link workers of open concerns whose day of decision was before `on`, on school days.

    Once a day for each concern: the notice of the day is the memory. Three school days late, the
    school's head of service is told too. Returns the notices sent.
    """
    notices: list[Notice] = []
    late = Concern.objects.overdue(on).order_by("decide_by", "pk")
    for concern_id in late.values_list("pk", flat=True):
        notices += _chase(concern_id, on)
    return notices


@transaction.atomic
def _chase(concern_id: int, on: date) -> list[Notice]:
    # The lock keeps two workers from telling the same people twice.
    concern = Concern.objects.select_for_update(of=("self",)).overdue(on).filter(pk=concern_id).first()
    if concern is None or not is_school_day(on, concern.school_id):
        return []
    if Notice.objects.filter(kind=OVERDUE, about=concern.reference, created_at__date__gte=on).exists():
        return []
    deciders = concerns.readers_among(concern, people_with(Power.TRIAGE, concern.school_id))
    sent = _tell(concern, deciders, inbox_path(concern)) or _ask_to_name(concern)
    days_late = school_days_between(concern.decide_by, on, concern.school_id)
    if days_late >= ESCALATE_AFTER:
        # A head of service reads concerns and decides none: their link leads to the record.
        heads = concerns.readers_among(concern, people_standing_as(Role.HEAD_OF_SERVICE, concern.school_id))
        sent += _tell(concern, heads, concern.get_absolute_url())
    if not sent:
        return []
    record(
        by=None,
        kind=Kind.CHANGE,
        verb="concern.chase",
        about=[concern.reference],
        detail={"days_late": days_late, "told": len(sent)},
    )
    return sent


def _ask_to_name(concern: Concern) -> list[Notice]:
    """A sealed concern whose link workers have all gone: those who still read it name another."""
    if not Seal.objects.live().filter(concern=concern).exists():
        return []
    return notify(
        people=concerns.readers_among(concern, concerns.possible_readers(concern)),
        kind=OVERDUE,
        text=f"{concern.reference}: sealed, and nobody is left who may decide it. Name a link social worker.",
        about=concern.reference,
        leads_to=reverse("concerns:seal", args=[concern.reference]),
    )


def _tell(concern: Concern, people: Iterable[User], leads_to: str) -> list[Notice]:
    return notify(
        people=people,
        kind=OVERDUE,
        text=f"{concern.reference}: the decision is overdue since {short_date(concern.decide_by)}.",
        about=concern.reference,
        leads_to=leads_to,
    )


def inbox_path(concern: Concern) -> str:
    """Where a concern is decided."""
    return reverse("inbox:concern", args=[concern.reference])
