"""A decision is corrected, or withdrawn and the concern looked at again. Nothing of it is deleted."""

from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from exclusions.concerns.enums import Ending
from exclusions.concerns.models import Concern, Triage
from exclusions.concerns.routes import Onward
from exclusions.concerns.services.acting import (
    acknowledge,
    act,
    locked,
    needed,
    refuse_unseen,
    refuse_wrong_state,
    tell_link_workers,
    tell_school,
)
from exclusions.concerns.services.handling import NOWHERE, refuse_unfit
from exclusions.concerns.services.signing import why_a_second
from portal.accounts.models import User
from portal.core.errors import Refused
from schools.calendars.services import add_school_days
from schools.links.standing import standing_of


@transaction.atomic
def correct_decision(
    *,
    concern: Concern,
    decision: str,
    destination: str,
    rationale: str,
    reply: str,
    because: str,
    by: User,
    seen_version: int,
    onward: Onward = NOWHERE,
) -> Triage:
    """Another decision takes the place of the one that stands, and points back to it; the school is told.

    `because` is why, read by the school's link workers. Raises WrongState where none stands, or the concern
    has changed since `seen_version`; Refused for a decision that needs a second person: that one is
    withdrawn, then proposed.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "correct")
    refuse_unseen(concern, seen_version, by)
    rationale, reply = needed(rationale, "the reasons for your decision"), needed(reply, "a reply")
    refuse_unfit(decision, destination)
    earlier = _standing(concern)
    if decision != earlier.decision and (why := why_a_second(concern, decision)):
        raise Refused(f"{why} Withdraw the decision, then propose this: a second person signs it.")
    now = act(concern, "correct", by=by, detail={"was": earlier.decision, "decision": decision})
    _end(earlier, Ending.CORRECTED, needed(because, "why it is corrected"), by)
    triage = Triage.objects.create(
        concern=concern,
        on_concern=concern,
        corrects=earlier,
        decision=decision,
        destination=destination,
        rationale=rationale,
        reply=reply,
        decided_by=by,
        capacity=standing_of(by).capacity(concern.school_id),
        decided_at=now,
        **asdict(onward),
    )
    tell_school(concern, "correct", "your link social worker has corrected the decision.", by=by)
    tell_link_workers(concern, "correct", "the decision was corrected.", by=by)
    return triage


@transaction.atomic
def withdraw_decision(*, concern: Concern, because: str, told: str, by: User, seen_version: int) -> Triage:
    """The decision no longer stands and the concern is open again, with as many school days as a new one.

    `because` is read by the school's link workers, `told` by the school, at once. What the decision began, a
    case or a referral, goes on until somebody ends it there. Gives the decision that was withdrawn; raises
    WrongState where none stands, or the concern has changed since `seen_version`.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "withdraw")
    refuse_unseen(concern, seen_version, by)
    because, told = needed(because, "why it is withdrawn"), needed(told, "what the school is to know")
    triage = _standing(concern)
    due = add_school_days(timezone.localdate(), settings.TRIAGE_DECIDE_DAYS, concern.school_id)
    concern.decide_by, concern.deadline_estimated = max(due.on, concern.decide_by), due.is_estimated
    concern.save(update_fields=["decide_by", "deadline_estimated", "changed_at"])
    acknowledge(concern, by)
    act(concern, "withdraw", by=by, body=told, detail={"was": triage.decision})
    _end(triage, Ending.WITHDRAWN, because, by)
    tell_school(concern, "withdraw", "the decision is withdrawn; it is looked at again.", by=by)
    tell_link_workers(concern, "withdraw", "the decision is withdrawn; it is open again.", by=by)
    return triage


def _standing(concern: Concern) -> Triage:
    return Triage.objects.select_related("decided_by").get(concern=concern)


def _end(triage: Triage, how: Ending, because: str, by: User) -> None:
    triage.concern, triage.ended_at, triage.ended_how = None, timezone.now(), how
    triage.ended_by, triage.ended_because = by, because
    triage.save(update_fields=["concern", "ended_at", "ended_how", "ended_by", "ended_because"])
