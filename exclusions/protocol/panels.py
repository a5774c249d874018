"""What this room shows on pages of others: a school's open cases, a pupil's cases;
and its own parts of a case's page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from exclusions.protocol import page, tabs, timeline
from exclusions.protocol.commitment.panels import school_commitment
from exclusions.protocol.happened import happened
from exclusions.protocol.models import Case, CaseFile
from exclusions.risk.models import Alert
from exclusions.suspensions.models import Suspension
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.subjects import Panel, register
from schools.links.standing import people_with, standing_of
from schools.pupils.models import Enrolment, Pupil
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
    """The pupil's cases that this person may see, the newest first; the way to ask for one."""
    cases = (
        Case.objects.visible_to(user)
        .filter(pupil__in=pupil.records)
        .select_related("school", "stage", "outcome")
    )
    today = timezone.localdate()
    here = Enrolment.objects.active(today).filter(pupil__in=pupil.records).select_related("school")
    is_open = any(case.is_open for case in cases)
    asks = [e.school for e in here if not is_open and user.has_perm("protocol.alert_case", e)]
    return {"cases": list(cases), "pupil": pupil, "asks": asks} if cases or asks else None


def case_timeline(user: User, case: Case) -> dict[str, Any]:
    """Everything that happened in a case, by every room."""
    return {"lines": timeline.timeline(user, case)}


def case_people(user: User, case: Case) -> dict[str, Any]:
    """The team around the child, and the people who stand with the school."""
    return page.team(case, user.has_perm("protocol.work_case", case)) | {
        "at_school": list(people_with(Power.ANSWER_FOR_SCHOOL, case.school_id)),
        "workers": list(people_with(Power.WORK_CASES, case.school_id)),
    }


def case_files(user: User, case: Case) -> dict[str, Any]:
    """The documents of a case that this person may open, and those that were withdrawn."""
    files = CaseFile.objects.visible_to(user).filter(case=case)
    shown = list(files.select_related("case", "uploaded_by", "withdrawn_by"))
    may_add = user.has_perm("protocol.add_file", case)
    works = user.has_perm("protocol.work_case", case)
    here = [file for file in shown if file.withdrawn_at is None]
    return {
        "case": case,
        "files": [(file, may_add and (works or file.uploaded_by_id == user.pk)) for file in here],
        "withdrawn": [file for file in shown if file.withdrawn_at],
        "may_add": case.is_open and may_add,
    }


def case_suspensions(user: User, case: Case) -> dict[str, Any]:
    """The child's suspensions and exclusions, where this person may read them, the newest first."""
    rows = Suspension.objects.visible_to(user).filter(pupil__in=case.pupil.records)
    return {"records": list(rows.select_related("school")), "since": timezone.localdate(case.opened_at)}


def alert_case(user: User, alert: Alert) -> dict[str, Any] | None:
    """On the page of what a rule found: the pupil's open case, or the way to open one."""
    case = Case.objects.visible_to(user).open().filter(pupil__in=alert.pupil.records).first()
    may_open = case is None and alert.settled_at is None and user.has_perm("protocol.alert_case", alert)
    return {"case": case, "alert": alert, "may_open": may_open} if case or may_open else None


def register_panels() -> None:
    tabs.register(tabs.Tab(20, "people", "People"), tabs.Tab(70, "suspensions", "Suspensions"))
    register(Panel("case_people", "team", 10, "protocol/_people.html", case_people))
    tabs.register(tabs.Tab(80, "files", "Files"))
    register(Panel("case_files", "documents", 10, "protocol/_files.html", case_files))
    register(Panel("case_suspensions", "records", 10, "protocol/_suspensions.html", case_suspensions))
    register(Panel("alert", "case", 10, "protocol/_alert_panel.html", alert_case))
    tabs.register(tabs.Tab(10, "timeline", "Timeline"))
    timeline.register(happened)
    register(Panel("case_timeline", "lines", 10, "protocol/_timeline.html", case_timeline))
    register_tab(Tab(30, "cases", "Cases", "protocol.see_cases"))
    register(Panel("pupil_cases", "cases", 10, "protocol/_pupil_cases.html", pupil_cases))
    register(Panel("school", "open_cases", 40, "protocol/_school_panel.html", school_cases))
    register(Panel("pupil_open", "open_case", 20, "protocol/_pupil_panel.html", pupil_open_case))
    register(Panel("school", "commitment", 60, "protocol/_commitment_panel.html", school_commitment))
