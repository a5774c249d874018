"""Decisions at the known school that did not end there: corrected, to be signed, referred on."""

from django.utils import timezone

from exclusions.concerns import services as concerns
from exclusions.concerns.enums import Decision, Route
from exclusions.concerns.models import Concern, ConcernQuerySet
from exclusions.concerns.replies import shipped_text
from exclusions.concerns.routes import WAYS, Onward
from linkworkers.inbox import services
from linkworkers.inbox.services import Decided
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.demo.people import demo_people

REFERRED = {
    "family": "Lives with his mother and a brother of 6. She works nights. The school has the address.",
    "needs": "Support at school for reading.",
    "risk": "Older boys wait for him after school. He owes somebody money. It may be tonight.",
    "consent": "agreed",
    "consent_words": "His mother asked us to.",
}


def show_decisions() -> None:
    people = demo_people()
    lead, deputy = people[Role.LEAD_SOCIAL_WORKER], people[Role.DEPUTY_SOCIAL_WORKER]
    own = Concern.objects.unsealed().for_answer_by(people[Role.DSL]).for_triage_by(lead)
    advised = list(own.filter(triage__decision=Decision.ADVISE, case=None).order_by("-raised_at", "-pk")[:2])
    if len(advised) == 2:
        _correct(advised[0], lead)
        _refer(advised[1], lead)
    _propose(own.for_triage_by(deputy), deputy)
    text = f"{shipped_text(Route.ADVISE)}\n\nOur guidance for schools: look under Guidance."
    concerns.set_reply_text(route=Route.ADVISE, text=text, seen_number=0, by=people[Role.ADMINISTRATOR])


def _correct(concern: Concern, by: User) -> None:
    way = WAYS[Route.FAMILY_HELP]
    decided = Decided(
        decision=way.decision,
        destination=way.destination or "",
        rationale="The mother rang: she would be glad of help at home, and soon.",
        reply="Since I wrote to you the family has asked for help. We write the referral on Thursday.",
        onward=Onward(next_step=way.step, next_who=by.name),
    )
    because = "New from the mother, an hour after the decision."
    services.correct(
        concern=concern, decided=decided, new_case=None, because=because, by=by, seen_version=concern.version
    )


def _refer(concern: Concern, by: User) -> None:
    subject = concern.subjects.select_related("pupil").first()
    if subject is None:
        return
    referral = concerns.begin_referral(concern=concern, pupil=subject.pupil, by=by)
    said = {name: getattr(referral, name) for name in ("happened", "child_words", "tried")} | REFERRED
    referral = concerns.save_referral(referral=referral, said=said, seen_version=1, by=by)
    today = timezone.localdate()
    concerns.referral_sent(referral=referral, on=today, way="form", words="To the duty desk.", by=by)
    concerns.front_door_answered(
        referral=referral,
        on=today,
        way="phone",
        answer="assessment",
        words="The duty manager.",
        for_school="A social worker visits the family this week. Please tell me if he does not come in.",
        by=by,
    )


def _propose(rows: ConcernQuerySet, by: User) -> None:
    """One that the lead may sign."""
    concern = rows.open().filter(in_danger=True, acknowledged_at__isnull=False).first()
    if concern is None:
        return
    concerns.propose_closing(
        concern=concern,
        rationale="The police were there in minutes, both families have been seen, nobody is hurt.",
        reply="Thank you for acting at once. Everything that is needed has been done.",
        onward=Onward(next_step=WAYS[Route.CLOSE].step, next_who=WAYS[Route.CLOSE].who),
        by=by,
        seen_version=concern.version,
    )
