"""What each address answers. No name, date of birth, UPN or words about a child pass through here."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone

from exclusions.concerns.enums import State
from exclusions.concerns.models import Concern
from exclusions.protocol.enums import CaseState
from exclusions.protocol.models import Case
from portal.api.endpoints import LARGEST, PAGE, Answer, Call, Endpoint, Mistake, day, number, one_of
from portal.api.enums import Scope
from schools.calendars.services import calendar_for
from schools.links.models import Link
from schools.register.models import School

ROWS_A_PAGE = 100
MOST_DAYS = 400
SCHOOL_NUMBER = ("integer", "URN of the school")
MOMENT = "Moment, ISO 8601 with offset"


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def _page(call: Call, rows: QuerySet[Any], shown: Callable[[Any], dict[str, Any]], about: str) -> Answer:
    number = call.given["page"] or 1
    pages = Paginator(rows, ROWS_A_PAGE)
    try:
        page = pages.page(number)
    except EmptyPage:
        raise Mistake("page", f"page must be at most {pages.num_pages}.") from None
    body = {
        "count": pages.count,
        "next": call.page_address(number + 1) if page.has_next() else None,
        "results": [shown(row) for row in page],
    }
    return Answer(body, [str(getattr(row, about)) for row in page] if about else [])


def _school_of(call: Call) -> School:
    urn = call.urn or 0
    found = School.objects.filter(urn=urn).first() if urn <= LARGEST else None
    if found is None:
        raise Http404
    return found


# --- Schools ---

SCHOOL_FIELDS = {
    "urn": ("integer", "Unique reference number in the national register"),
    "dfe_number": ("string", "Local authority and establishment number, 999/2001"),
    "name": ("string", "Name"),
    "status": ("string", "Status in the register"),
    "phase": ("string", "Phase of education"),
    "type": ("string", "Type of establishment"),
    "regime": ("string", "Exclusion regime: maintained, pru, academy or out_of_scope"),
    "opened_on": ("string", "First day, where the register states it"),
    "closed_on": ("string", "Last day, where it has closed"),
    "trust": ("string", "Name of its trust, where it has one"),
    "postcode": ("string", "Postcode"),
    "updated_at": ("string", MOMENT),
}


def _school(school: School) -> dict[str, Any]:
    return {
        "urn": school.urn,
        "dfe_number": school.laestab,
        "name": school.name,
        "status": school.get_status_display(),
        "phase": school.get_phase_display(),
        "type": school.type_name,
        "regime": school.regime,
        "opened_on": _iso(school.opened_on),
        "closed_on": _iso(school.closed_on),
        "trust": school.trust.name if school.trust else None,
        "postcode": school.postcode,
        "updated_at": _iso(school.updated_at),
    }


def _schools(call: Call) -> Answer:
    rows = School.objects.select_related("trust").order_by("urn")
    if call.given["changed_since"]:
        rows = rows.filter(updated_at__date__gte=call.given["changed_since"])
    return _page(call, rows, _school, "")


def _one_school(call: Call) -> Answer:
    found = _school_of(call)
    return Answer(_school(found), [str(found.urn)])


# --- Who stands with a school ---

LINK_FIELDS = {
    "capacity": ("string", "Code of the capacity: lead_social_worker, dsl …"),
    "capacity_name": ("string", "The same in words"),
    "name": ("string", "Name of the person"),
    "job_title": ("string", "Job title"),
    "email": ("string", "Work email address"),
    "phone": ("string", "Work telephone"),
    "starts_on": ("string", "First day"),
    "ends_on": ("string", "Last day, where there is one"),
    "stand_ins": ("array", "Names of those who stand in today"),
}


def _link(link: Any) -> dict[str, Any]:
    return {
        "capacity": link.capacity,
        "capacity_name": link.get_capacity_display(),
        "name": link.user.name,
        "job_title": link.user.job_title,
        "email": link.user.email,
        "phone": link.user.phone,
        "starts_on": _iso(link.starts_on),
        "ends_on": _iso(link.ends_on),
        "stand_ins": [cover.user.name for cover in link.stand_ins],
    }


def _people(call: Call) -> Answer:
    school, today = _school_of(call), timezone.localdate()
    links = Link.objects.active(today).filter(school=school).with_people(today)
    return Answer({"urn": school.urn, "results": [_link(link) for link in links]}, [str(school.urn)])


# --- School days ---

DAY_FIELDS = {
    "date": ("string", "The day"),
    "is_school_day": ("boolean", "Whether pupils are due"),
    "is_estimated": ("boolean", "No term dates speak about the day: weekdays outside August count"),
}


def _calendar(call: Call) -> Answer:
    school = _school_of(call)
    first = call.given["from"] or timezone.localdate()
    last = call.given["to"] or first
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Mistake("to", f"to must be on or after from, and less than {MOST_DAYS} days after it.")
    calendar = calendar_for(school.pk)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    rows = [_day(calendar, day) for day in days]
    return Answer({"urn": school.urn, "results": rows}, [str(school.urn)])


def _day(calendar: Any, day: date) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "is_school_day": calendar.is_school_day(day),
        "is_estimated": not calendar.is_covered(day),
    }


# --- Concerns and cases: how far, never what ---

CONCERN_FIELDS = {
    "reference": ("string", "Reference"),
    "school": SCHOOL_NUMBER,
    "status": ("string", "Code of the status"),
    "raised_at": ("string", MOMENT),
    "decide_by": ("string", "Day by which the link social worker decides"),
    "changed_at": ("string", MOMENT),
}
CASE_FIELDS = {
    "reference": ("string", "Reference"),
    "school": SCHOOL_NUMBER,
    "status": ("string", "open or closed"),
    "stage": ("string", "Code of the stage"),
    "due_on": ("string", "Day on which the stage is due"),
    "opened_at": ("string", MOMENT),
    "closed_at": ("string", MOMENT),
    "changed_at": ("string", MOMENT),
}
COUNT_FIELDS = {
    "school": SCHOOL_NUMBER,
    "status": ("string", "Code of the status"),
    "count": ("integer", "How many"),
}


def _concern(concern: Concern) -> dict[str, Any]:
    return {
        "reference": concern.reference,
        "school": concern.school.urn,
        "status": concern.state,
        "raised_at": _iso(concern.raised_at),
        "decide_by": _iso(concern.decide_by),
        "changed_at": _iso(concern.changed_at),
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "school": case.school.urn,
        "status": case.state,
        "stage": case.stage.code,
        "due_on": _iso(case.due_on),
        "opened_at": _iso(case.opened_at),
        "closed_at": _iso(case.closed_at),
        "changed_at": _iso(case.changed_at),
    }


def _narrowed(call: Call, rows: Any) -> Any:
    if call.given["school"]:
        rows = rows.filter(school__urn=call.given["school"])
    if call.given["status"]:
        rows = rows.filter(state=call.given["status"])
    if call.given["changed_since"]:
        rows = rows.filter(changed_at__date__gte=call.given["changed_since"])
    return rows.order_by("pk")


def _concerns(call: Call) -> Answer:
    rows = Concern.objects.unsealed().select_related("school")
    # Neither what was written nor of what kind it is leaves the database.
    only = rows.only("reference", "state", "raised_at", "decide_by", "changed_at", "school__urn")
    return _page(call, _narrowed(call, only), _concern, "reference")


def _cases(call: Call) -> Answer:
    rows = Case.objects.select_related("school", "stage")
    only = rows.only(
        "reference", "state", "due_on", "opened_at", "closed_at", "changed_at", "school__urn", "stage__code"
    )
    return _page(call, _narrowed(call, only), _case, "reference")


def _counts(model: Any) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        rows = model.objects.order_by("school__urn", "state").values_list("school__urn", "state")
        counted = rows.annotate(count=Count("pk"))
        names = ("school", "status", "count")
        return Answer({"results": [dict(zip(names, row, strict=True)) for row in counted]})

    return answer


def _which(states: Any) -> tuple[Any, ...]:
    return (
        PAGE,
        number("school", "URN: only of this school"),
        one_of("status", "Only with this status", list(states.values)),
        day("changed_since", "Only what has changed on or after this day"),
    )


ENDPOINTS = (
    Endpoint(
        "schools", "schools/", Scope.SCHOOLS, "The register of schools", SCHOOL_FIELDS, _schools,
        (PAGE, day("changed_since", "Only schools whose entry changed on or after this day")), is_list=True,
    ),
    Endpoint("school", "schools/<int:urn>/", Scope.SCHOOLS, "One school", SCHOOL_FIELDS, _one_school),
    Endpoint(
        "people", "schools/<int:urn>/people/", Scope.PEOPLE, "Who stands with a school today", LINK_FIELDS,
        _people, is_list=True,
    ),
    Endpoint(
        "calendar", "schools/<int:urn>/calendar/", Scope.CALENDARS, "Which days are school days", DAY_FIELDS,
        _calendar,
        (day("from", "First day; today if left out"), day("to", f"Last day; at most {MOST_DAYS} days")),
        is_list=True,
    ),
    Endpoint(
        "concerns", "concerns/", Scope.CONCERNS, "Concerns, by reference", CONCERN_FIELDS, _concerns,
        _which(State), is_list=True,
    ),
    Endpoint(
        "concern_counts", "concerns/counts/", Scope.CONCERNS, "How many concerns, by school and status",
        COUNT_FIELDS, _counts(Concern), is_list=True,
    ),
    Endpoint(
        "cases", "cases/", Scope.CASES, "Cases, by reference", CASE_FIELDS, _cases, _which(CaseState),
        is_list=True,
    ),
    Endpoint(
        "case_counts", "cases/counts/", Scope.CASES, "How many cases, by school and status", COUNT_FIELDS,
        _counts(Case), is_list=True,
    ),
)  # fmt: skip
