"""Coming onto a school's roll, moving up, and leaving it."""

from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from schools.pupils.enums import LeavingReason
from schools.pupils.models import YEAR_GROUPS, Enrolment, EnrolmentQuerySet, Pupil
from schools.pupils.services.acting import check_days, lock, note_down
from schools.pupils.years import IN_ORDER, next_year, school_year_began
from schools.register.models import School

Status = Enrolment.Status
# Which registrations of other schools a status cannot stand beside (domain.md 2.7).
EXCLUDES: dict[str, tuple[str, ...]] = {
    Status.SINGLE: (Status.SINGLE, Status.MAIN, Status.SUBSIDIARY),
    Status.MAIN: (Status.SINGLE, Status.MAIN),
    Status.SUBSIDIARY: (Status.SINGLE,),
}
# Schools teach up to an age; pupils of that age on 31 August before are in its last year.
AGE_OF_RECEPTION_LEAVERS = 5


class OnAnotherRoll(Refused):
    """The pupil is registered elsewhere at that time, in a way that excludes this registration."""


class YearDue(NamedTuple):
    """A year group of a school that is due to move up: to which year (None: none here), how many pupils."""

    year: str
    following: str | None
    pupils: int


class MovedUp(NamedTuple):
    """How many pupils moved up, and how many stayed where they were for want of a next year here."""

    moved: int
    stayed: int


@transaction.atomic
def enrol(
    *,
    pupil: Pupil,
    school: School,
    year_group: str,
    starts_on: date,
    by: User | None,
    status: str = Status.SINGLE,
    ends_on: date | None = None,
) -> Enrolment:
    """Put a pupil on a school's roll from a day, with status and year group.

    Raises Refused for days that cannot be and where the pupil is on this roll at that time already;
    OnAnotherRoll where a registration elsewhere excludes this one: a single registration stands alone, a
    main one beside subsidiary ones only; a guest may be registered anywhere besides.
    """
    pupil = lock(pupil)
    _check_year(year_group)
    check_days(pupil, starts_on, ends_on)
    at_that_time = _overlapping(pupil, starts_on, ends_on)
    here = at_that_time.filter(school=school).first()
    if here is not None:
        raise Refused(f"This pupil is on this school’s roll already, from {plain_date(here.starts_on)}.")
    if at_that_time.filter(status__in=EXCLUDES.get(status, ())).exists():
        raise OnAnotherRoll(
            "This pupil is registered at another school at that time. That school must give a last day "
            "first, or both schools must use dual registration: one main, the others subsidiary."
        )
    enrolment = Enrolment.objects.create(
        pupil=pupil,
        school=school,
        year_group=year_group,
        status=status,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    note_down("pupil.enrol", pupil, by, school=school, detail={"first_day": str(starts_on), "status": status})
    return enrolment


@transaction.atomic
def change_year_group(*, enrolment: Enrolment, year_group: str, since: date, by: User | None) -> Enrolment:
    """Put a pupil into another year group at their school from a day on.

    Raises WrongState where the enrolment is over, Refused for a day outside it.
    """
    pupil = lock(enrolment.pupil)
    enrolment = Enrolment.objects.select_related("school").get(pk=enrolment.pk)
    _check_year(year_group)
    _refuse_if_over(enrolment)
    check_days(pupil, enrolment.starts_on, since)
    former = enrolment.year_group
    enrolment.year_group, enrolment.year_since = year_group, since
    enrolment.save(update_fields=["year_group", "year_since"])
    note_down(
        "pupil.change_year",
        pupil,
        by,
        school=enrolment.school,
        detail={"from": former, "to": year_group, "since": str(since)},
    )
    return enrolment


def years_due(school: School, on: date) -> list[YearDue]:
    """What `move_up` would do on a day, year by year, the youngest first. One query."""
    counts = due_to_move_up(school, on).order_by().values("year_group").annotate(pupils=Count("pk"))
    number = {row["year_group"]: row["pupils"] for row in counts}
    return [
        YearDue(year, next_year(year) if _next_here(school, year) else None, number[year])
        for year, _ in YEAR_GROUPS
        if year in number
    ]


@transaction.atomic
def move_up(
    *, school: School, by: User | None, on: date | None = None, expected: int | None = None
) -> MovedUp:
    """Move everybody on a school's roll up a year for the school year that began last 1 September.

    Raises Refused where other than the `expected` number of pupils would move: the roll has changed since.

    Those who have moved or come since then stay, so doing it twice does no harm. Pupils without a next
    year at this school stay where they are: say where they go, or enter them by hand.
    """
    on = on or timezone.localdate()
    began = school_year_began(on)
    School.objects.select_for_update().get(pk=school.pk)
    due = list(due_to_move_up(school, on).select_related("pupil"))
    moving = [enrolment for enrolment in due if _next_here(school, enrolment.year_group)]
    if expected is not None and len(moving) != expected:
        raise Refused("The roll has changed since you opened this page. Look at the numbers again.")
    for enrolment in moving:
        enrolment.year_group = next_year(enrolment.year_group) or enrolment.year_group
        enrolment.year_since = began
    Enrolment.objects.bulk_update(moving, ["year_group", "year_since"], batch_size=500)
    for enrolment in moving:
        note_down(
            "pupil.change_year",
            enrolment.pupil,
            by,
            school=school,
            detail={"to": enrolment.year_group, "since": str(began)},
        )
    return MovedUp(len(moving), len(due) - len(moving))


def due_to_move_up(school: School, on: date) -> EnrolmentQuerySet:
    """Enrolments of a day whose year group dates from before that school year began."""
    began = school_year_began(on)
    return Enrolment.objects.active(on).filter(
        Q(year_since__lt=began) | Q(year_since=None, starts_on__lt=began), school=school
    )


@transaction.atomic
def leave(
    *,
    enrolment: Enrolment,
    ends_on: date,
    by: User | None,
    reason: LeavingReason,
    destination: School | None = None,
    destination_note: str = "",
) -> Enrolment:
    """Give a pupil's time at a school its last day, which counts, with reason and next school.

    A last day that has not come yet may be moved. Raises WrongState where the enrolment is over, Refused
    for a day before the first and where the next school is this one.
    """
    pupil = lock(enrolment.pupil)
    enrolment = Enrolment.objects.select_related("school").get(pk=enrolment.pk)
    _refuse_if_over(enrolment)
    check_days(pupil, enrolment.starts_on, ends_on)
    if destination is not None and destination.pk == enrolment.school_id:
        raise Refused("The next school must be another school.")
    enrolment.ends_on, enrolment.leaving_reason = ends_on, reason
    enrolment.destination, enrolment.destination_note = destination, destination_note
    enrolment.save(update_fields=["ends_on", "leaving_reason", "destination", "destination_note"])
    note_down(
        "pupil.leave",
        pupil,
        by,
        school=enrolment.school,
        detail={"last_day": str(ends_on), "reason": reason},
    )
    return enrolment


def _overlapping(pupil: Pupil, starts_on: date, ends_on: date | None) -> EnrolmentQuerySet:
    enrolments = Enrolment.objects.not_over(starts_on).filter(pupil=pupil)
    return enrolments if ends_on is None else enrolments.filter(starts_on__lte=ends_on)


def _check_year(year_group: str) -> None:
    if year_group not in dict(YEAR_GROUPS):
        raise Refused("Choose a year group from the list.")


def _refuse_if_over(enrolment: Enrolment) -> None:
    if enrolment.ends_on is not None and enrolment.ends_on < timezone.localdate():
        raise WrongState(f"The pupil’s time at this school ended on {plain_date(enrolment.ends_on)}.")


def _next_here(school: School, year_group: str) -> bool:
    """Whether the school teaches the year after; a school whose ages are not known teaches them all."""
    following = next_year(year_group)
    if following is None:
        return False
    turning = IN_ORDER.index(following) - IN_ORDER.index("R") + AGE_OF_RECEPTION_LEAVERS
    return school.high_age is None or turning <= school.high_age
