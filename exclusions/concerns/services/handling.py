"""The moves of a sent concern: take, ask, answer, decide."""

from dataclasses import asdict

from django.db import transaction
from django.db.models import QuerySet

from exclusions.concerns.enums import Decision, Destination, EntryKind
from exclusions.concerns.models import Concern, PauseEnd, Triage
from exclusions.concerns.routes import Onward
from exclusions.concerns.services.acting import (
    acknowledge,
    act,
    locked,
    needed,
    readers_among,
    refuse_unseen,
    refuse_wrong_state,
    tell_link_workers,
    tell_school,
)
from exclusions.concerns.services.pausing import pause_clock, run_again
from exclusions.concerns.services.signing import overtake, why_a_second
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.templatetags.portal import short_date
from portal.notices.services import notify
from schools.links.standing import people_with, standing_of

NOWHERE = Onward()


@transaction.atomic
def take_concern(*, concern: Concern, by: User) -> Concern:
    """A link worker takes a concern: it is acknowledged, and the school sees who has it.

    Raises WrongState where somebody has turned to it already, Refused where it was given to somebody else.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "take")
    if concern.taken_by_id not in (None, by.pk):
        raise Refused(f"{concern.taken_by} has this concern. Ask them, or give it to yourself.")
    acknowledge(concern, by)
    act(concern, "take", by=by)
    tell_school(concern, "take", f"{by.name} is looking at it.", by=by)
    return concern


@transaction.atomic
def release_concern(*, concern: Concern, by: User) -> Concern:
    """Whoever has a concern puts it back: it waits for any of the school's link workers again.

    Its service levels go on. Raises WrongState where it is not being looked at, Refused where it is
    somebody else's.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "release")
    if concern.taken_by_id != by.pk:
        raise Refused(f"{concern.taken_by} has this concern. Ask them, or give it to yourself.")
    concern.taken_by = None
    act(concern, "release", by=by)
    tell_link_workers(concern, "release", "it is back in the queue.", by=by)
    return concern


@transaction.atomic
def give_concern(*, concern: Concern, to: User, by: User) -> Concern:
    """Let another of the school's link workers have a concern, oneself among them; the timeline says so.

    Raises WrongState where it is decided, Refused for somebody who may not decide it, or has it already.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "give")
    if to not in possible_holders(concern):
        raise Refused("Choose one of the link social workers who may decide this concern.")
    if concern.taken_by_id == to.pk:
        raise Refused(f"{to.name} has this concern already.")
    acknowledge(concern, by)
    concern.taken_by = to
    act(concern, "give", by=by, body=f"{to.name} has it now.")
    if to != by:
        notify(
            people=[to],
            kind="concern.give",
            text=f"{concern.reference}: {by.name} has given it to you.",
            about=concern.reference,
            leads_to=concern.get_absolute_url(),
        )
    return concern


def possible_holders(concern: Concern) -> QuerySet[User]:
    """Who may decide a concern: the school's link workers, of a sealed one those it names."""
    deciders = readers_among(concern, people_with(Power.TRIAGE, concern.school_id))
    return deciders.order_by("name", "pk")


@transaction.atomic
def ask_school(*, concern: Concern, question: str, by: User, because: str = "") -> Concern:
    """Ask the school a question; the concern waits for its answer.

    With a reason why it cannot be decided before, its clock stops for a limited time (`pausing`); without
    one it goes on. Raises Refused where the clock may not stop.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "ask")
    question = needed(question, "your question")
    pause = pause_clock(concern, because, by) if because.strip() else None
    acknowledge(concern, by)
    act(concern, "ask", by=by, kind=EntryKind.QUESTION, body=question)
    stands = f" The clock stands until {short_date(pause.until)} at the latest." if pause else ""
    tell_school(concern, "ask", f"your link social worker has a question.{stands}", by=by)
    return concern


@transaction.atomic
def answer_question(*, concern: Concern, answer: str, by: User) -> Concern:
    """Answer the link worker's question; the concern goes back to triage."""
    concern = locked(concern)
    refuse_wrong_state(concern, "answer")
    run_again(concern, PauseEnd.ANSWERED, by)
    act(concern, "answer", by=by, kind=EntryKind.ANSWER, body=needed(answer, "your answer"))
    tell_link_workers(concern, "answer", "the school has answered your question.", by=by)
    return concern


@transaction.atomic
def decide_concern(
    *,
    concern: Concern,
    decision: str,
    destination: str,
    rationale: str,
    reply: str,
    by: User,
    seen_version: int,
    onward: Onward = NOWHERE,
) -> Triage:
    """Decide a concern with reasons and a reply to the school; the decision stands until it is corrected or
    withdrawn.

    `decision` and `destination` are codes of Decision and Destination; a referral, and only a referral,
    has a destination; `onward` is what happens next. Raises WrongState where somebody has decided
    it, or has changed it since the version that the person deciding has read; Refused where something needed
    is missing, or a second person must sign (`signing`).
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "decide")
    refuse_unseen(concern, seen_version, by)
    rationale, reply = needed(rationale, "the reasons for your decision"), needed(reply, "a reply")
    refuse_unfit(decision, destination)
    if why := why_a_second(concern, decision):
        raise Refused(f"{why} A second person must sign that nothing more is done. Propose it.")
    overtake(concern, by)
    run_again(concern, PauseEnd.DECIDED, by)
    acknowledge(concern, by)
    now = act(concern, "decide", by=by, detail={"decision": decision})
    triage = Triage.objects.create(
        concern=concern,
        on_concern=concern,
        decision=decision,
        destination=destination,
        rationale=rationale,
        reply=reply,
        decided_by=by,
        capacity=standing_of(by).capacity(concern.school_id),
        decided_at=now,
        **asdict(onward),
    )
    tell_school(concern, "decide", "your link social worker has decided and replied.", by=by)
    return triage


def refuse_unfit(decision: str, destination: str) -> None:
    """Raises Refused for a decision there is none, and for a destination that does not belong to it."""
    if decision not in Decision:
        raise Refused("Choose a decision.")
    if (decision == Decision.REFER) != (destination in Destination):
        raise Refused("Choose where to refer it, and only where you refer it on.")
