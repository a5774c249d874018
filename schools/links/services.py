"""Changing who stands with which school. A school's links are changed one at a time: its row is locked."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from portal.notices.services import notify
from schools.links.covering import end_cover, withdraw_covers
from schools.links.models import CAPACITIES, ONE_AT_A_TIME, Cover, Link, LinkQuerySet
from schools.links.standing import forget_standing, standing_of
from schools.links.vacancies import forget_count
from schools.links.work import hand_over
from schools.register.models import School

ONE_DAY = timedelta(days=1)


class Occupied(Refused):
    """Somebody already does this at that time. `link` is theirs."""

    def __init__(self, link: Link) -> None:
        self.link = link
        until = f"until {plain_date(link.ends_on)}" if link.ends_on else "with no last day"
        super().__init__(
            f"{link.user.name} is already {in_words(link.capacity)} of this school, "
            f"from {plain_date(link.starts_on)} {until}."
        )


def in_words(capacity: str) -> str:
    """A capacity inside a sentence: `lead social worker`."""
    label = Role(capacity).label
    return label[0].lower() + label[1:]


@transaction.atomic
def add_link(
    *,
    user: User,
    school: School,
    capacity: str,
    starts_on: date,
    by: User,
    ends_on: date | None = None,
    note: str = "",
    replaces: bool = False,
    hands_over: bool = False,
    handover_note: str = "",
    tell: bool = True,
) -> Link:
    """Let a person stand with a school from one day to another; both days count.

    Raises Occupied where the person does this already, or where somebody else holds a capacity of
    which a school has only one. With `replaces` such a holder's link ends the day before, unless it
    begins later than the new one; with `hands_over` too, their open work at the school goes to the new
    holder where the new link has begun. `tell` is for a caller who tells them of many links at once.
    """
    _lock(school)
    if capacity not in dict(CAPACITIES):
        raise Refused("Nobody can stand with a school in this capacity.")
    if not user.is_active:
        raise Refused(f"{user.name} can no longer sign in, so cannot be linked to a school.")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day must be on or after the first day.")
    before = _make_room(school, user, capacity, starts_on, ends_on, by if replaces else None)
    link = Link.objects.create(
        user=user, school=school, capacity=capacity, starts_on=starts_on, ends_on=ends_on, note=note
    )
    _note_down("link.add", link, by)
    until = f" until {plain_date(ends_on)}" if ends_on else ""
    notify(
        people=[user] if tell else [],
        kind="link.add",
        text=f"You stand with a school as {in_words(capacity)} from {plain_date(starts_on)}{until}.",
        about=str(school.urn),
        leads_to=reverse("register:school", args=[school.urn]),
    )
    if hands_over and link.holds(timezone.localdate()):
        for person in before:
            hand_over(school=school, person=person, to=user, note=handover_note, by=by)
    return link


@transaction.atomic
def end_link(
    *, link: Link, ends_on: date | None, by: User, hand_to: User | None = None, handover_note: str = ""
) -> Link:
    """Set a link's last day, which counts. Also moves or takes back (None) one that has not come yet.

    With `hand_to` the person's open work at the school goes to somebody else at once.

    Raises WrongState for a link that is over, Refused for a last day before
    the first, Occupied where a later last day would run into another holder.
    """
    _lock(link.school)
    link = Link.objects.select_related("school", "user").get(pk=link.pk)
    if link.ends_on is not None and link.ends_on < timezone.localdate():
        raise WrongState(f"This link ended on {plain_date(link.ends_on)}. What was, is not changed.")
    if ends_on is not None and ends_on < link.starts_on:
        raise Refused(f"The last day must be on or after the first day, {plain_date(link.starts_on)}.")
    others = _in_the_way(link.school, link.user, link.capacity, link.starts_on, ends_on)
    for other in others.exclude(pk=link.pk):
        raise Occupied(other)
    link.ends_on = ends_on
    link.save(update_fields=["ends_on"])
    _note_down("link.end", link, by)
    if hand_to is not None:
        hand_over(school=link.school, person=link.user, to=hand_to, note=handover_note, by=by)
    return link


@transaction.atomic
def cancel_link(*, link: Link, by: User) -> None:
    """Take back a link that has not begun. Raises WrongState for one that has: end it instead."""
    _lock(link.school)
    link = Link.objects.select_related("school", "user").get(pk=link.pk)
    if link.starts_on <= timezone.localdate():
        raise WrongState("This link has begun. Give it a last day instead.")
    withdraw_covers(link.covers.select_related("link__user", "link__school", "user"), by)
    _note_down("link.cancel", link, by)
    link.delete()


@transaction.atomic
def end_links_of(*, person: User, by: User) -> None:
    """Whoever leaves stands nowhere from now on: links and covers end today, those to come are taken back."""
    today = timezone.localdate()
    for link in Link.objects.not_over(today).filter(user=person).select_related("school", "user"):
        if link.starts_on > today:
            cancel_link(link=link, by=by)
        else:
            end_link(link=link, ends_on=today, by=by)
    for cover in Cover.objects.not_over(today).filter(user=person).select_related("link__user", "user"):
        end_cover(cover=cover, ends_on=today, by=by)


def _lock(school: School) -> None:
    School.objects.select_for_update().get(pk=school.pk)


def _in_the_way(
    school: School, user: User, capacity: str, starts_on: date, ends_on: date | None
) -> LinkQuerySet:
    """Links of those days that the rule of one at a time, or the same person's own, forbids."""
    links = Link.objects.filter(school=school, capacity=capacity).select_related("user", "school")
    if capacity not in ONE_AT_A_TIME:
        links = links.filter(user=user)
    if ends_on is not None:
        links = links.filter(starts_on__lte=ends_on)
    return links.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)).order_by("starts_on")


def _make_room(
    school: School,
    user: User,
    capacity: str,
    starts_on: date,
    ends_on: date | None,
    handed_over_by: User | None,
) -> list[User]:
    """Ends what is in the way where that is wanted; gives back whose links ended."""
    before = []
    for other in _in_the_way(school, user, capacity, starts_on, ends_on):
        if handed_over_by is None or other.user_id == user.pk or other.starts_on >= starts_on:
            raise Occupied(other)
        other.ends_on = starts_on - ONE_DAY
        other.save(update_fields=["ends_on"])
        _note_down("link.end", other, handed_over_by)
        before.append(other.user)
    return before


def _note_down(verb: str, link: Link, by: User) -> None:
    forget_standing(link.user)
    forget_count()
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=[link.user.reference, str(link.school.urn)],
        capacity=standing_of(by).capacity(link.school_id),
        detail={
            "capacity": link.capacity,
            "first_day": link.starts_on.isoformat(),
            "last_day": link.ends_on.isoformat() if link.ends_on else None,
        },
    )
