"""The school says whether a decision helped."""

from django.db import IntegrityError, transaction

from exclusions.concerns.enums import Helped
from exclusions.concerns.models import Concern, Feedback, Triage
from exclusions.concerns.services.acting import act, locked, refuse_wrong_state, tell_link_workers
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from schools.links.standing import standing_of


@transaction.atomic
def give_feedback(*, concern: Concern, helped: str, by: User, words: str = "") -> Feedback:
    """Say once whether the decision on a concern helped. Its link workers are told.

    Raises WrongState where the concern is not decided or somebody has said so, Refused for an answer that is
    none.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "rate")
    if helped not in Helped:
        raise Refused("Choose whether it helped.")
    triage = Triage.objects.get(concern=concern)
    try:
        with transaction.atomic():
            feedback = Feedback.objects.create(
                triage=triage,
                helped=helped,
                words=words.replace("\x00", "").strip(),
                given_by=by,
                capacity=standing_of(by).capacity(concern.school_id),
            )
    except IntegrityError:
        raise WrongState(f"Your school has said already whether {concern.reference} helped.") from None
    act(concern, "rate", by=by, detail={"helped": helped})
    tell_link_workers(concern, "rate", "the school says whether your reply helped.", by=by)
    return feedback
