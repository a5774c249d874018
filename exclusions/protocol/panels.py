"""What this room shows on pages of others: a school's open cases, a pupil's cases;
and its own parts of a case's page."""

from typing import Any

from django.urls import reverse

from exclusions.protocol import tabs, timeline
from exclusions.protocol.commitment.panels import school_commitment
from exclusions.protocol.happened import happened
from exclusions.protocol.models import Case
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.subjects import Panel, register
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.pupils.tabs import Tab, register_tab
from schools.register.models import School


def school_cases(user: User, school: School) -> dict[str, Any] | None:
    """The count of a school's open cases, for those who may read its cases."""
    if school.pk not in standing_of(user).scope(Power.SEE_CASES):
        return None
    count = Case.objects.open().filter(school=school).count()
    return {
        "open_cases": count,
        "label": f"open No Need to Exclude case{'' if count == 1 else 's'}",
        "cases_url": f"{reverse('protocol:list')}?state=open&school={school.urn}",
    }


def pupil_open_case(user: User, pupil: Pupil) -> dict[str, Any] | None:
    """The pupil's open case, for those who may see that case."""
    case = (
        Case.objects.visible_to(user).open().filter(pupil__in=pupil.records).select_related("stage").first()
    )
    return {"case": case} if case else None


def pupil_cases(user: User, pupil: Pupil) -> dict[str, Any] | None:
    """The pupil's cases that this person may see, the newest first."""
    cases = (
        Case.objects.visible_to(user)
        .filter(pupil__in=pupil.records)
        .select_related("school", "stage", "outcome")
    )
    return {"cases": list(cases)} if cases else None


def case_timeline(user: User, case: Case) -> dict[str, Any]:
    """Everything that happened in a case, by every room."""
    return {"lines": timeline.timeline(user, case)}


def register_panels() -> None:
    tabs.register(tabs.Tab(10, "timeline", "Timeline"))
    timeline.register(happened)
    register(Panel("case_timeline", "lines", 10, "protocol/_timeline.html", case_timeline))
    register_tab(Tab(30, "cases", "Cases", "protocol.see_cases"))
    register(Panel("pupil_cases", "cases", 10, "protocol/_pupil_cases.html", pupil_cases))
    register(Panel("school", "open_cases", 40, "protocol/_school_panel.html", school_cases))
    register(Panel("pupil_open", "open_case", 20, "protocol/_pupil_panel.html", pupil_open_case))
    register(Panel("school", "commitment", 60, "protocol/_commitment_panel.html", school_commitment))
