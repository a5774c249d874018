"""What allocation has to deal with today: somebody away, a link that runs out, work of one who left."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol.models import Case
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.demo.people import Staff
from portal.demo.places import Place
from schools.links.models import Away, ContactCheck, Cover, Link

AWAY_FOR, AWAY_SINCE, RUNS_OUT_IN = timedelta(days=11), timedelta(days=3), timedelta(days=18)


def show_absence(people: dict[Role, User], today: date) -> None:
    """The known deputy covers the known lead; another lead's link ends soon; some work has no owner."""
    leads = Link.objects.active(today).filter(capacity=Role.LEAD_SOCIAL_WORKER).order_by("pk")
    away, stand_in = people[Role.LEAD_SOCIAL_WORKER], people[Role.DEPUTY_SOCIAL_WORKER]
    Cover.objects.bulk_create(
        Cover(
            link=link,
            user=stand_in,
            starts_on=today - AWAY_SINCE,
            ends_on=today + AWAY_FOR,
            reason=Away.LEAVE,
        )
        for link in leads.filter(user=away)
    )
    ending = leads.exclude(user=away).last()
    if ending is not None:
        Link.objects.filter(pk=ending.pk).update(ends_on=today + RUNS_OUT_IN)
    _leave_work_behind(people)


def _leave_work_behind(people: dict[Role, User]) -> None:
    gone = (
        User.objects.filter(is_active=False, job_title=Role.LEAD_SOCIAL_WORKER.label).order_by("pk").first()
    )
    elsewhere = Link.objects.filter(user=people[Role.DSL]).values("school")
    concerns = Concern.objects.open().exclude(taken_by=None).exclude(school__in=elsewhere)
    cases = Case.objects.open().exclude(lead=None).exclude(school__in=elsewhere)
    for rows, holder in ((concerns.order_by("pk"), "taken_by"), (cases.order_by("pk"), "lead")):
        first = rows.first()
        if first is not None:
            type(first).objects.filter(pk=first.pk).update(**{holder: gone})


def check_contacts(places: Sequence[Place], staff: Staff, today: date) -> None:
    """Most schools looked through their contacts this term; the known one has to."""
    looked = []
    for number, place in enumerate(places[1:], start=1):
        if lead := staff.holder(place.school.pk, [Role.DSL], today):
            ago = timedelta(days=(number * 7) % 200)
            looked.append(
                ContactCheck(school=place.school, checked_by_id=lead[1], checked_at=timezone.now() - ago)
            )
    ContactCheck.objects.bulk_create(looked)
