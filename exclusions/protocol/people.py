"""Whom a case concerns: who may lead it, who owns a stage, who answers when it is late."""

from exclusions.protocol.enums import Owner
from exclusions.protocol.models import Case, Stage
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.standing import people_across_authority_with, people_with


def possible_leads(school_id: int) -> list[User]:
    """People who may work the school's cases, those linked to the school first."""
    here = list(people_with(Power.WORK_CASES, school_id))
    across = people_across_authority_with(Power.WORK_CASES).exclude(pk__in=[p.pk for p in here])
    return [*here, *across]


def owners_of(case: Case, stage: Stage) -> list[User]:
    """Who is told that a stage is late: its owner as the protocol names it.

    A stage of the lead professional falls to the link workers while the case has none, one of the
    inclusion officer to the inclusion officers. A lead who may no longer work the case is passed over.
    """
    triagers = list(people_with(Power.TRIAGE, case.school_id))
    school = list(people_with(Power.ANSWER_FOR_SCHOOL, case.school_id))
    lead = [p for p in possible_leads(case.school_id) if p.pk == case.lead_id]
    match stage.owner:
        case Owner.SCHOOL:
            return school
        case Owner.LINK_WORKER:
            return triagers
        case Owner.SCHOOL_AND_AUTHORITY:
            return school + (lead or triagers)
        case Owner.INCLUSION_OFFICER:
            return lead or list(people_across_authority_with(Power.WORK_CASES)) or triagers
        case _:
            return lead or triagers
