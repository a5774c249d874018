"""Entering training, withdrawing it, counting staff, reminding before it ends."""

from calendar import monthrange
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from portal.notices.services import notify
from resources.training.models import Course, StaffCount, Training
from schools.links.models import AT_SCHOOL, Link
from schools.links.standing import people_standing_as, standing_of
from schools.register.models import School

# A course takes weeks to book: so long before the last day people are told.
REMIND_BEFORE = timedelta(days=60)
# Whose training a school keeps: everybody who stands there for the school itself.
STAFF = (*AT_SCHOOL, Role.SCHOOL_STAFF)


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def people_of(school: School) -> QuerySet[User]:
    """The active people whose training a school keeps."""
    links = Link.objects.active(timezone.localdate()).filter(school=school, capacity__in=STAFF)
    return User.objects.filter(pk__in=links.values("user"), is_active=True).order_by("name", "pk")


@transaction.atomic
def enter_training(
    *, person: User, school: School, course: Course, done_on: date, provider: str, by: User
) -> Training:
    """Enter that somebody did a course. It lasts as long as the course says today.

    Raises Refused for a day to come, somebody who does not stand with the school, and a course that the
    person has already on that day.
    """
    if done_on > timezone.localdate():
        raise Refused("Enter a day that is not in the future.")
    if not people_of(school).filter(pk=person.pk).exists():
        raise Refused("This person does not stand with your school. Add them to its contacts first.")
    try:
        with transaction.atomic():
            training = Training.objects.create(
                person=person,
                school=school,
                course=course,
                done_on=done_on,
                lasts_until=months_later(done_on, course.months) if course.months else None,
                provider=provider.strip(),
                entered_by=by,
                entered_as=standing_of(by).capacity(school.pk),
            )
    except IntegrityError:
        raise Refused(f"{course} of {plain_date(done_on)} is there already for this person.") from None
    _note_down("training.enter", school, by, training=training.reference, course=course.code)
    return training


@transaction.atomic
def withdraw_training(*, training: Training, because: str, by: User) -> None:
    """Take back what was entered by mistake. Raises WrongState where somebody else did so before."""
    changed = (
        Training.objects.standing()
        .filter(pk=training.pk)
        .update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_because=because)
    )
    if not changed:
        raise WrongState("This was withdrawn already.")
    _note_down("training.withdraw", training.school, by, training=training.reference)


@transaction.atomic
def count_staff(
    *, school: School, course: Course, as_at: date, staff: int, trained: int, by: User
) -> StaffCount:
    """Say how many of the staff a course counts for on a day.

    Raises Refused for a day to come, nobody on the staff, and more trained than there are.
    """
    if as_at > timezone.localdate():
        raise Refused("Enter a day that is not in the future.")
    if staff < 1 or trained > staff:
        raise Refused("Of the staff, no more can be trained than there are. Check both numbers.")
    counted = StaffCount.objects.create(
        school=school,
        course=course,
        as_at=as_at,
        staff=staff,
        trained=trained,
        entered_by=by,
        entered_as=standing_of(by).capacity(school.pk),
    )
    _note_down("training.count_staff", school, by, course=course.code)
    return counted


def _note_down(verb: str, school: School, by: User, **detail: str) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=[str(school.urn)],
        capacity=standing_of(by).capacity(school.pk),
        detail=detail,
    )


def remind_before_it_ends() -> int:
    """Tell people whose training ends within 60 days, and those who lead safeguarding at their school.

    Once for each training; nobody is told of one that a later one replaces, or of a person who is gone.
    Gives back how many were reminded of. Safe to run twice, and to be late.
    """
    today = timezone.localdate()
    ending = Training.objects.standing().filter(
        reminded_at=None, lasts_until__lte=today + REMIND_BEFORE, person__is_active=True
    )
    return sum(_remind(pk, today) for pk in ending.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int, today: date) -> bool:
    rows = Training.objects.select_for_update(of=("self",)).select_related("person", "school", "course")
    training = rows.filter(pk=pk, reminded_at=None).first()
    if training is None:
        return False
    training.reminded_at = timezone.now()
    training.save(update_fields=["reminded_at"])
    if _is_replaced(training) or not people_of(training.school).filter(pk=training.person_id).exists():
        return False
    ends = "ended" if training.lasts_until and training.lasts_until < today else "ends"
    leads = people_standing_as(Role.DSL, training.school_id)
    notify(
        people=(leads | User.objects.filter(pk=training.person_id)).distinct(),
        kind="training.ending",
        text=f"{training.course}: training of somebody at your school {ends} on "
        f"{plain_date(training.lasts_until)}.",
        about=str(training.school.urn),
        leads_to=reverse("training:school", args=[training.school.urn]),
    )
    return True


def _is_replaced(training: Training) -> bool:
    same = Training.objects.standing().filter(person=training.person_id, course=training.course_id)
    return same.filter(lasts_until__gt=training.lasts_until).exists()
