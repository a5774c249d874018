"""What cases at the school that the README names came to: evidence, a decision, checks, a debrief.

Done by the services themselves, today: what the pages then show is what they would show anybody.
"""

from django.db import models
from django.utils import timezone

from exclusions.outcomes.enums import CHECKS, Considered, EvidenceState, Option
from exclusions.outcomes.models import FollowUp
from exclusions.outcomes.services import (
    Answered,
    Decided,
    Found,
    Learnt,
    Weighed,
    answer_check,
    answer_item,
    write_debrief,
    write_decision,
)
from exclusions.outcomes.services.followups import plan_follow_ups, plan_missing
from exclusions.protocol.enums import CaseState, OutcomeKind
from exclusions.protocol.models import Case
from portal.accounts.enums import Role
from portal.accounts.models import User
from schools.register.models import School

DONE = {
    "log": "Kept every day since September; the chronology is in the school’s system.",
    "policy": "Each step of the ladder was applied and written down.",
    "voice": "Asked twice, once with the person they trust. The family came to both meetings.",
    "meeting": "Inclusion meeting with social care and the school’s mental health practitioner.",
    "harm": "Two pupils were asked; one changed forms.",
}
NOT_DONE = {
    "needs": "The educational psychologist’s visit is booked for next term; nobody asked earlier.",
    "managed_move": "Two schools were asked; neither had a place in this year group.",
}
NOT_APPLICABLE = {"statutory_review": "There is no EHC plan and the child is not looked after."}
OPTIONS = (
    Weighed(Option.SUPPORT, Considered.TRIED, "Mentoring since October: fewer incidents, then the fight."),
    Weighed(Option.OFFSITE, Considered.NOT_CHOSEN, "No place before January."),
    Weighed(Option.MOVE, Considered.NOT_CHOSEN, "Two schools were asked; neither had a place."),
    Weighed(Option.EXCLUSION, Considered.CHOSEN, ""),
)


def end_cases(school: School, people: dict[Role, User]) -> None:
    """An open case with half its evidence answered; one that ended in an exclusion, with all there is: of
    this school, or of another where none of it did.
    """
    dsl, officer = people[Role.DSL], people[Role.INCLUSION_OFFICER]
    for case in Case.objects.open().filter(school=school).order_by("-opened_at", "pk")[:1]:
        _answer(case, dsl)
    ended = Case.objects.filter(school=school, state=CaseState.CLOSED).select_related("outcome")
    latest = ended.order_by("-closed_at", "pk")
    excluded = Case.objects.filter(state=CaseState.CLOSED, outcome__kind=OutcomeKind.EXCLUDED)
    # Few cases end so, and in most years none at that school.
    for case in excluded.select_related("outcome").order_by(
        models.Case(models.When(school=school, then=0), default=1), "-closed_at", "pk"
    )[:1]:
        _exclude(case, dsl if case.school_id == school.pk else officer, officer)
    for case in latest.filter(outcome__kind=OutcomeKind.STAYS)[:2]:
        plan_follow_ups(case, OutcomeKind.STAYS, is_new=True)
        _check(case, officer)
    plan_missing(timezone.localdate())


def _answer(case: Case, by: User) -> None:
    today = timezone.localdate()
    said = [(code, Answered(EvidenceState.DONE, why, today)) for code, why in DONE.items()]
    said += [(code, Answered(EvidenceState.NOT_DONE, why, None)) for code, why in NOT_DONE.items()]
    said += [
        (code, Answered(EvidenceState.NOT_APPLICABLE, why, None)) for code, why in NOT_APPLICABLE.items()
    ]
    for code, answer in said:
        answer_item(case=case, code=code, said=answer, by=by, seen_number=0)


def _exclude(case: Case, by: User, officer: User) -> None:
    _answer(case, by)
    decided = Decided(
        options=OPTIONS,
        decided_by="The headteacher",
        decided_on=timezone.localdate(case.closed_at),
        child_view="I want to go back. I was scared of him and nobody believed me.",
        parent_view="We asked for help in the summer. Please find him a school where he can start again.",
        services_view="The link social worker asked for a week more to find a place elsewhere.",
        equality_view="A possible language need was not yet assessed; an assessment is asked for now.",
        outcome=case.outcome,
        destination="The pupil referral unit, mornings first",
        destination_school=None,
        day_six="The authority, at the pupil referral unit",
        told="Parents, governing board, the authority, the link social worker",
    )
    write_decision(case=case, decided=decided, by=by, seen_number=0)
    plan_follow_ups(case, OutcomeKind.EXCLUDED, is_new=True)
    learnt = Learnt(
        held_on=timezone.localdate(),
        took_part="Headteacher, safeguarding lead, link social worker; the mother joined later.",
        learnt="Only housing knew that the family had moved. The assessment was asked for too late.",
        earlier="An early help assessment when the first suspension came.",
        themes=("early", "needs", "information"),
    )
    write_debrief(case=case, learnt=learnt, by=officer, seen_number=0)


def _check(case: Case, by: User) -> None:
    for owed in FollowUp.objects.open().filter(case=case, kind=CHECKS[0]):
        found = Found(
            on=timezone.localdate(), retained=True, where_now="", attendance="93% since (was 84%)",
            child_view="It is better. I go to the food room at lunch.",
            learned="The person they can go to. It could have begun a term earlier.",
        )  # fmt: skip
        answer_check(follow_up=owed, found=found, by=by, seen_number=0)
