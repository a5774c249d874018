"""A second person signs that nothing more is done where somebody was in danger, or the concern is sealed.

Few people read such a concern, and what is closed by mistake comes to light late (decision 51).
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from exclusions.concerns.enums import Decision, EntryKind, ProposalEnd
from exclusions.concerns.models import Concern, PauseEnd, Proposal, Seal, Triage
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
from exclusions.concerns.services.pausing import run_again
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment
from portal.notices.services import notify
from schools.links.standing import people_with, standing_of


def why_a_second(concern: Concern, decision: str) -> str:
    """Why this decision on this concern needs a second person, as words; nothing where it needs none."""
    if decision != Decision.CLOSE:
        return ""
    if concern.in_danger:
        return "Somebody was in danger when it was raised."
    return "It is sealed." if Seal.objects.live().filter(concern=concern).exists() else ""


def possible_signers(concern: Concern, proposer: User) -> QuerySet[User]:
    """Who may sign besides the person proposing: link workers and heads of service, of a sealed concern those
    it names.
    """
    people = readers_among(concern, people_with(Power.SIGN_DECISIONS, concern.school_id))
    return people.exclude(pk=proposer.pk).order_by("name", "pk")


@transaction.atomic
def propose_closing(
    *, concern: Concern, rationale: str, reply: str, by: User, seen_version: int, onward: Onward
) -> Proposal:
    """Propose that nothing more is done; possible signers are told, the school is not.

    The clock goes on. Raises WrongState where it is decided, proposed already, or has changed since
    `seen_version`; Refused where nobody else may sign, or no second person is needed.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "propose")
    refuse_unseen(concern, seen_version, by)
    if live := _live(concern):
        raise WrongState(
            f"{live.proposed_by} proposed this on {moment(live.proposed_at)}: it is to be signed."
        )
    if not (why := why_a_second(concern, Decision.CLOSE)):
        raise Refused("This concern needs no second person. Decide it.")
    signers = list(possible_signers(concern, by))
    if not signers:
        raise Refused(
            f"{why} A second person must sign that nothing more is done, and there is nobody who could. "
            "Name a second link social worker or the head of service in the seal, or have one linked."
        )
    acknowledge(concern, by)
    words = "Proposed: no further action. It waits for a second person."
    act(concern, "propose", by=by, kind=EntryKind.INTERNAL, body=words)
    proposal = Proposal.objects.create(
        concern=concern,
        why=why,
        rationale=needed(rationale, "the reasons for your decision"),
        reply=needed(reply, "a reply"),
        next_step=onward.next_step,
        next_who=onward.next_who,
        next_on=onward.next_on,
        proposed_by=by,
        capacity=standing_of(by).capacity(concern.school_id),
    )
    _notify(concern, "propose", "a decision waits for your signature.", signers)
    return proposal


@transaction.atomic
def sign_decision(*, concern: Concern, by: User, seen_version: int) -> Triage:
    """Sign what was proposed: it is the decision from now on, and the school has its reply.

    Raises WrongState where nothing waits any more, or the concern has changed since `seen_version`; Refused
    for the person who proposed it.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "sign")
    proposal = _waiting(concern)
    if proposal.proposed_by_id == by.pk:
        raise Refused("You proposed this yourself. Somebody else signs.")
    refuse_unseen(concern, seen_version, by)
    run_again(concern, PauseEnd.DECIDED, by)
    now = act(concern, "sign", by=by, detail={"decision": Decision.CLOSE})
    end_proposal(proposal, ProposalEnd.SIGNED, by)
    triage = Triage.objects.create(
        concern=concern,
        on_concern=concern,
        decision=Decision.CLOSE,
        rationale=proposal.rationale,
        reply=proposal.reply,
        next_step=proposal.next_step,
        next_who=proposal.next_who,
        next_on=proposal.next_on,
        decided_by=proposal.proposed_by,
        capacity=proposal.capacity,
        decided_at=now,
        signed_by=by,
        signed_as=standing_of(by).capacity(concern.school_id),
    )
    tell_school(concern, "decide", "your link social worker has decided and replied.", by=by)
    return triage


@transaction.atomic
def refuse_proposal(*, concern: Concern, because: str, by: User) -> Proposal:
    """Do not sign, with a reason; who proposed it does so to take it back. The concern stays open.

    Raises WrongState where nothing waits any more.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "refuse")
    proposal = _waiting(concern)
    because = needed(because, "why")
    is_own = proposal.proposed_by_id == by.pk
    words = "Taken back" if is_own else "Not signed"
    act(concern, "refuse", by=by, kind=EntryKind.INTERNAL, body=f"{words}: {because}")
    end_proposal(proposal, ProposalEnd.TAKEN_BACK if is_own else ProposalEnd.REFUSED, by, because)
    if not is_own:
        tell_link_workers(concern, "refuse", "what was proposed is not signed.", by=by)
    return proposal


def overtake(concern: Concern, by: User) -> None:
    """A locked concern is decided otherwise: what waited for a signature waits no more."""
    if proposal := _live(concern):
        end_proposal(proposal, ProposalEnd.OVERTAKEN, by)


def end_proposal(proposal: Proposal, how: ProposalEnd, by: User, because: str = "") -> None:
    proposal.ended_at, proposal.ended_how, proposal.ended_by = timezone.now(), how, by
    proposal.ended_as = standing_of(by).capacity(proposal.concern.school_id)
    proposal.ended_because = because
    proposal.save(update_fields=["ended_at", "ended_how", "ended_by", "ended_as", "ended_because"])


def _live(concern: Concern) -> Proposal | None:
    rows = Proposal.objects.live().select_related("proposed_by", "concern")
    return rows.filter(concern=concern).first()


def _waiting(concern: Concern) -> Proposal:
    proposal = _live(concern)
    if proposal is None:
        raise WrongState(f"{concern.reference}: nothing waits for a second person any more.")
    return proposal


def _notify(concern: Concern, verb: str, text: str, people: list[User]) -> None:
    notify(
        people=people,
        kind=f"concern.{verb}",
        text=f"{concern.reference}: {text}",
        about=concern.reference,
        leads_to=concern.get_absolute_url(),
    )
