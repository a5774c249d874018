"""Changing term dates and closures: the authority's (`school` is None) or a school's own.

Due dates that were counted before are stored with their records and stay as they are; what is counted from
now on follows the new dates.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from schools.calendars.arithmetic import SATURDAY, academic_year_of, academic_year_span
from schools.calendars.models import Closure, Term
from schools.calendars.services import forget_calendars
from schools.links.standing import standing_of
from schools.register.models import School

ONE_DAY = timedelta(days=1)
# Nobody plans further, and a slip of the hand in the year is noticed.
FIRST_YEAR, LAST_YEAR = 2000, 2099
LONGEST_RUN = 60


@transaction.atomic
def add_term(*, name: str, starts_on: date, ends_on: date, school: School | None, by: User) -> Term:
    """Add a term, both days included.

    Raises Refused where `why_not_a_term` has a reason, and for a school that follows the authority in that
    year: a single own term would put all of the authority's out of force.
    """
    one_change_at_a_time()
    _refuse(why_not_a_term(starts_on, ends_on, terms_of(school)))
    if school is not None and follows_authority(school, academic_year_of(starts_on)):
        raise Refused(
            "The school follows the authority’s dates in this academic year. Use own dates first, then "
            "change them."
        )
    term = Term.objects.create(name=name, starts_on=starts_on, ends_on=ends_on, school=school)
    note_down("add_term", school, by, _in_detail(term))
    return term


@transaction.atomic
def change_term(*, term: Term, name: str, starts_on: date, ends_on: date, by: User) -> Term:
    """Give a term another name or other days. Raises Refused as `add_term` does, WrongState if it is gone."""
    one_change_at_a_time()
    term = _still_there(term)
    _refuse(why_not_a_term(starts_on, ends_on, terms_of(term.school).exclude(pk=term.pk)))
    before = _in_detail(term)
    term.name, term.starts_on, term.ends_on = name, starts_on, ends_on
    term.save()
    note_down("change_term", term.school, by, {"before": before, "after": _in_detail(term)})
    return term


@transaction.atomic
def remove_term(*, term: Term, by: User) -> None:
    """Take a term away. Raises WrongState where somebody else already has."""
    one_change_at_a_time()
    term = _still_there(term)
    term.delete()
    note_down("remove_term", term.school, by, _in_detail(term))


@transaction.atomic
def add_closures(*, first: date, last: date, reason: str, school: School | None, by: User) -> list[Closure]:
    """Close every weekday from one day to another, both included. Gives back those that were open before.

    Raises Refused for a run that is turned round or longer than 60 days, and where nothing is left to close.
    """
    one_change_at_a_time()
    _refuse(why_not_a_run(first, last))
    run = (first + n * ONE_DAY for n in range((last - first).days + 1))
    closed = set(Closure.objects.filter(school=school, on__range=(first, last)).values_list("on", flat=True))
    days = [day for day in run if day.weekday() < SATURDAY and day not in closed]
    if not days:
        raise Refused("Every weekday among these is a closure already." if closed else "These are weekends.")
    closures = Closure.objects.bulk_create(Closure(on=day, reason=reason, school=school) for day in days)
    note_down("add_closures", school, by, {"days": [day.isoformat() for day in days], "reason": reason})
    return closures


@transaction.atomic
def change_closure(*, closure: Closure, on: date, reason: str, by: User) -> Closure:
    """Move a closure to another day, or give another reason.

    Raises Refused for a weekend, a year nobody plans and a day that is closed already, WrongState where
    somebody else has removed it.
    """
    one_change_at_a_time()
    found = Closure.objects.filter(pk=closure.pk).select_related("school").first()
    if found is None:
        raise WrongState("Somebody else has removed this closure already.")
    _refuse(why_not_a_run(on, on))
    if on.weekday() >= SATURDAY:
        raise Refused("This is a weekend, when there is no school anyway. Choose another day.")
    if Closure.objects.filter(school=found.school, on=on).exclude(pk=found.pk).exists():
        raise Refused(f"{plain_date(on)} is a closure already. Choose another day, or remove one of the two.")
    before = {"day": found.on.isoformat(), "reason": found.reason}
    found.on, found.reason = on, reason
    found.save()
    note_down(
        "change_closure",
        found.school,
        by,
        {"before": before, "after": {"day": on.isoformat(), "reason": reason}},
    )
    return found


@transaction.atomic
def remove_closure(*, closure: Closure, by: User) -> None:
    """Let a day be a school day again. Raises WrongState where somebody else already has."""
    one_change_at_a_time()
    if not closure.delete()[0]:
        raise WrongState("Somebody else has removed this closure already.")
    note_down("remove_closure", closure.school, by, {"day": closure.on.isoformat(), "reason": closure.reason})


@transaction.atomic
def use_own_dates(*, school: School, year: int, by: User) -> list[Term]:
    """Copy the authority's terms of an academic year, so that the school may change them.

    Raises WrongState where the school has own terms of that year, Refused where there is nothing to copy.
    """
    one_change_at_a_time()
    if in_year(terms_of(school), year).exists():
        raise WrongState("The school has its own dates for this year already.")
    copies = [
        Term(name=term.name, starts_on=term.starts_on, ends_on=term.ends_on, school=school)
        for term in in_year(terms_of(None), year)
    ]
    if not copies:
        raise Refused("The authority has no dates for this year yet. Add the school’s terms one by one.")
    Term.objects.bulk_create(copies)
    note_down("use_own_dates", school, by, {"year": year, "terms": len(copies)})
    return copies


@transaction.atomic
def use_authority_dates(*, school: School, year: int, by: User) -> None:
    """Remove a school's own terms of an academic year: the authority's hold again. Its closures stay.

    Raises WrongState where the school has none of its own.
    """
    one_change_at_a_time()
    own = in_year(terms_of(school), year)
    detail = {"year": year, "terms": [_in_detail(term) for term in own]}
    if not detail["terms"]:
        raise WrongState("The school follows the authority’s dates of this year already.")
    own.delete()
    note_down("use_authority_dates", school, by, detail)


def terms_of(school: School | None) -> Any:
    """The terms that this school, or the authority, has set itself."""
    return Term.objects.filter(school=school).select_related("school")


def in_year(terms: Any, year: int) -> Any:
    """Those of an academic year, which is the one a term begins in."""
    return terms.filter(starts_on__range=academic_year_span(year))


def follows_authority(school: School, year: int) -> bool:
    """Whether the authority's terms of an academic year hold at a school."""
    return not in_year(terms_of(school), year).exists() and in_year(terms_of(None), year).exists()


def why_not_a_term(starts_on: date, ends_on: date, others: Iterable[Term]) -> str:
    """Why a term cannot lie so beside the others of the same school, in a sentence; empty where it can."""
    if ends_on < starts_on:
        return "The last day must be on or after the first day."
    if not FIRST_YEAR <= starts_on.year <= ends_on.year <= LAST_YEAR:
        return f"Term dates lie between {FIRST_YEAR} and {LAST_YEAR}. Check the year."
    if academic_year_of(starts_on) != academic_year_of(ends_on):
        return "A term cannot reach over 31 July into the next academic year. Check the year of both days."
    for other in others:
        if other.starts_on <= ends_on and starts_on <= other.ends_on:
            return (
                f"These days overlap with {other.name}, {plain_date(other.starts_on)} to "
                f"{plain_date(other.ends_on)}. Change that term first, or choose other days."
            )
    return ""


def why_not_a_run(first: date, last: date) -> str:
    """Why these days cannot be closed in one go, in a sentence; empty where they can."""
    if last < first:
        return "The last day must be on or after the first day."
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        return f"Closures lie between {FIRST_YEAR} and {LAST_YEAR}. Check the year."
    if (last - first).days >= LONGEST_RUN:
        return f"A closure lasts at most {LONGEST_RUN} days. For a longer one, change the term."
    return ""


def note_down(verb: str, school: School | None, by: User | None, detail: dict[str, Any]) -> None:
    """Write a change of dates into the audit trail, and let every calendar be read again."""
    forget_calendars()
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"calendar.{verb}",
        about=[str(school.urn)] if school else [],
        capacity=standing_of(by).capacity(school.pk if school else None) if by else "",
        detail=detail,
    )


def one_change_at_a_time() -> None:
    """Dates change a few times a year: another change waits. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{Term._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')


def _still_there(term: Term) -> Term:
    found = Term.objects.filter(pk=term.pk).select_related("school").first()
    if found is None:
        raise WrongState("Somebody else has removed this term already.")
    return found


def _refuse(reason: str) -> None:
    if reason:
        raise Refused(reason)


def _in_detail(term: Term) -> dict[str, str]:
    return {
        "name": term.name,
        "first_day": term.starts_on.isoformat(),
        "last_day": term.ends_on.isoformat(),
    }
