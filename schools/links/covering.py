"""Cover for absence: a stand-in for somebody who is away, at the schools they stand with."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Power, Reach
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import ROLES
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from portal.notices.services import notify
from schools.links.models import FROM_THE_AUTHORITY, Away, Cover, Link, LinkQuerySet
from schools.links.standing import forget_standing, standing_of

# A year: longer is no absence but a change of link.
LONGEST_DAYS = 366


def links_to_cover(person: User, by: User) -> LinkQuerySet:
    """The links of a person for which `by` may name a stand-in: their own, or where they allocate."""
    rows = Link.objects.not_over(timezone.localdate()).filter(user=person, capacity__in=FROM_THE_AUTHORITY)
    return rows if person == by else standing_of(by).scope(Power.ALLOCATE).limit(rows)


def possible_stand_ins(person: User) -> models.QuerySet[User]:
    """Who may stand in for a person: others of the authority, and nobody of a school.

    Cover must not carry the authority's powers into a school.
    """
    return people_of_the_authority().exclude(pk=person.pk)


def people_of_the_authority() -> models.QuerySet[User]:
    """Active people who stand with a school for the authority today, or work cases across it."""
    working = [r for r, s in ROLES.items() if s.reach == Reach.AUTHORITY and Power.WORK_CASES in s.powers]
    linked = Link.objects.active(timezone.localdate()).filter(capacity__in=FROM_THE_AUTHORITY)
    granted = RoleGrant.objects.active().filter(role__in=working)
    of_authority = Q(pk__in=linked.values("user")) | Q(pk__in=granted.values("user"))
    return User.objects.filter(of_authority, is_active=True)


@transaction.atomic
def arrange_cover(
    *,
    person: User,
    links: Collection[Link],
    stand_in: User,
    starts_on: date,
    ends_on: date,
    by: User,
    reason: str = Away.AWAY,
) -> list[Cover]:
    """Let `stand_in` stand in for `person` at some of their links, both days included. All or none.

    A cover never lasts beyond its link. Raises Refused where nobody is to be covered, for days that
    cannot be, for a stand-in who may not, where a link is covered already in these days, and where
    the stand-in is away themselves.
    """
    _lock(person, stand_in)
    _refuse_days(starts_on, ends_on)
    if stand_in == person:
        raise Refused("Nobody covers themselves. Choose a colleague.")
    if not possible_stand_ins(person).filter(pk=stand_in.pk).exists():
        raise Refused(f"{stand_in.name} does not work with schools for the authority, so cannot stand in.")
    if reason not in Away:
        raise Refused("Choose a reason from the list.")
    chosen = list(links_to_cover(person, by).filter(pk__in=[link.pk for link in links]).order_by("pk"))
    if not chosen or len(chosen) != len(links):
        raise Refused("Choose at least one school, and only schools that are still linked.")
    for link in chosen:
        if link.starts_on > ends_on or (link.ends_on is not None and link.ends_on < starts_on):
            raise Refused("One of these links does not hold in these days. Choose other days or schools.")
    _refuse_overlap(chosen, starts_on, ends_on)
    _refuse_away(stand_in, starts_on, ends_on)
    covers = [
        Cover.objects.create(link=link, user=stand_in, starts_on=starts_on, ends_on=ends_on, reason=reason)
        for link in chosen
    ]
    _note_down("cover.add", covers, by)
    _tell(
        covers,
        f"You stand in for {person.name} at {_schools(covers)} {_days(starts_on, ends_on)}.",
        f"{stand_in.name} stands in for you at {_schools(covers)} {_days(starts_on, ends_on)}.",
    )
    return covers


@transaction.atomic
def end_cover(*, cover: Cover, ends_on: date, by: User) -> None:
    """Set an earlier last day, or take back a cover that has not begun. Raises WrongState, Refused."""
    _lock(cover.user, cover.link.user)
    today = timezone.localdate()
    cover = Cover.objects.select_related("link__user", "link__school", "user").get(pk=cover.pk)
    if cover.ends_on < today:
        raise WrongState(f"This cover ended on {plain_date(cover.ends_on)}.")
    if cover.starts_on > today:
        withdraw_covers([cover], by)
        return
    if not cover.starts_on <= ends_on <= cover.ends_on:
        raise Refused(
            f"Enter a day from {plain_date(cover.starts_on)} to {plain_date(cover.ends_on)}. "
            "To make it longer, add another cover."
        )
    cover.ends_on = ends_on
    cover.save(update_fields=["ends_on"])
    _note_down("cover.end", [cover], by)
    until = plain_date(ends_on)
    _tell(
        [cover],
        f"You stand in for {cover.link.user.name} at one school until {until}.",
        f"{cover.user.name} stands in for you at one school until {until}.",
    )


def withdraw_covers(covers: Iterable[Cover], by: User) -> None:
    """Take back covers that have not begun, inside the caller's transaction."""
    for cover in covers:
        _note_down("cover.cancel", [cover], by)
        _tell(
            [cover],
            f"You no longer stand in for {cover.link.user.name} {_days(cover.starts_on, cover.ends_on)}.",
            f"{cover.user.name} no longer stands in for you {_days(cover.starts_on, cover.ends_on)}.",
        )
        cover.delete()


def covers_while(person: User, starts_on: date, ends_on: date) -> list[Cover]:
    """What a person covers for others in these days: somebody else must, if they are away."""
    rows = Cover.objects.not_over(starts_on).between(starts_on, ends_on).filter(user=person)
    return list(rows.select_related("link__user", "link__school"))


def covers_around(person: User) -> list[dict[str, Any]]:
    """Whom a person covers today and who covers them: one row a pair and last day, in one query.

    Each row has `stand_in` (id), `stand_in_name`, `away_name`, `until` and how many `schools`.
    """
    mine = Cover.objects.active(timezone.localdate()).filter(Q(user=person) | Q(link__user=person))
    rows = (
        mine.filter(user__is_active=True)
        .order_by("ends_on", "user")
        .values(
            stand_in=F("user"),
            stand_in_name=F("user__name"),
            away_name=F("link__user__name"),
            until=F("ends_on"),
        )
    )
    return [dict(row) for row in rows.annotate(schools=Count("link__school", distinct=True))]


def _lock(*people: User) -> None:
    ids = [person.pk for person in people]
    list(User.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _refuse_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Refused("The last day must be on or after the first day.")
    if ends_on < timezone.localdate():
        raise Refused("These days are over. Enter a last day from today on.")
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        raise Refused("Cover lasts a year at most. For longer, change the link.")


def _refuse_overlap(links: list[Link], starts_on: date, ends_on: date) -> None:
    taken = Cover.objects.between(starts_on, ends_on).filter(link__in=links)
    for cover in taken.select_related("link__school", "user").order_by("starts_on", "pk")[:1]:
        raise Refused(
            f"{cover.user.name} covers {cover.link.school.name} already, "
            f"{_days(cover.starts_on, cover.ends_on)}. End that cover first, or leave out the school."
        )


def _refuse_away(stand_in: User, starts_on: date, ends_on: date) -> None:
    away = Cover.objects.not_over(starts_on).between(starts_on, ends_on).filter(link__user=stand_in)
    for cover in away.order_by("starts_on", "pk")[:1]:
        raise Refused(
            f"{stand_in.name} is away {_days(cover.starts_on, cover.ends_on)}. "
            "Choose somebody else, or other days."
        )


def _days(starts_on: date, ends_on: date) -> str:
    if starts_on == ends_on:
        return f"on {plain_date(starts_on)}"
    return f"from {plain_date(starts_on)} until {plain_date(ends_on)}"


def _schools(covers: list[Cover]) -> str:
    number = len({cover.link.school_id for cover in covers})
    return "one school" if number == 1 else f"{number} schools"


def _tell(covers: list[Cover], to_stand_in: str, to_person: str) -> None:
    first = covers[0]
    for person, text in ((first.user, to_stand_in), (first.link.user, to_person)):
        notify(
            people=[person] if person.is_active else [],
            kind="cover.arrange",
            text=text[:200],
            about=str(first.link.school.urn) if len(covers) == 1 else "",
            leads_to=reverse("accounts:me"),
        )


def _note_down(verb: str, covers: list[Cover], by: User) -> None:
    first = covers[0]
    forget_standing(first.user)
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=[
            first.link.user.reference,
            first.user.reference,
            *(str(cover.link.school.urn) for cover in covers),
        ],
        capacity=standing_of(by).capacity(),
        detail={
            "first_day": first.starts_on.isoformat(),
            "last_day": first.ends_on.isoformat(),
            "capacities": sorted({cover.link.capacity for cover in covers}),
        },
    )
