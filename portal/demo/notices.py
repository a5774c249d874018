"""Notices in all states: to acknowledge, acknowledged, in a digest; emails waiting, failed, given up."""

from datetime import time, timedelta

from django.utils import timezone

from exclusions.concerns.models import Concern
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.demo.people import demo_people
from portal.notices.acknowledging import acknowledge
from portal.notices.models import Delivery, Digest, Notice
from portal.notices.preferences import set_preferences
from portal.notices.services import notify


def show_notices() -> None:
    people = demo_people()
    dsl, head, worker = people[Role.DSL], people[Role.HEADTEACHER], people[Role.LEAD_SOCIAL_WORKER]
    _ask_to_acknowledge(dsl, head, asker=worker)
    _want_digests(people[Role.HEAD_OF_SERVICE], ways={"concerns": "daily", "cases": "weekly"})
    _show_a_digest(people[Role.HEAD_OF_SERVICE])
    Delivery.objects.waiting().update(attempts=1, sent_at=timezone.now())
    _show_failures(dsl, head)


def _ask_to_acknowledge(*people: User, asker: User) -> None:
    readable = Concern.objects.unsealed()
    for person in people:
        readable = readable & Concern.objects.visible_to(person)
    concern = readable.open().order_by("-raised_at", "pk").first()
    if concern is None:
        return
    _, seen = notify(
        people=people,
        kind="concern.write",
        text=f"{concern.reference}: please read the new message today.",
        about=concern.reference,
        leads_to=concern.get_absolute_url(),
        must_acknowledge=True,
        asker=asker,
    )
    acknowledge(reference=seen.reference, by=seen.user)


def _want_digests(person: User, ways: dict[str, str]) -> None:
    set_preferences(by=person, ways=ways, quiet_from=time(18), quiet_to=time(8), quiet_days=True, weekly_on=0)


def _show_a_digest(person: User) -> None:
    """One that was sent this morning, with the newest notices of this person."""
    digest = Digest.objects.create(user=person, way="daily")
    newest = list(Notice.objects.filter(user=person).values_list("pk", flat=True)[:5])
    Notice.objects.filter(pk__in=newest).update(digest=digest, way="daily")
    now = timezone.now()
    Delivery.objects.create(digest=digest, next_attempt_at=now, attempts=1, sent_at=now)


def _show_failures(*people: User) -> None:
    """An address that was refused, a server that was too slow once and is asked again, and one that waits."""
    now = timezone.now()
    fates = (
        {"attempts": 8, "error": "SMTPRecipientsRefused 550", "given_up_at": now},
        {"attempts": 2, "error": "SMTPDataError 451", "next_attempt_at": now + timedelta(minutes=5)},
        {"attempts": 0, "next_attempt_at": now + timedelta(hours=8)},
    )
    newest = Delivery.objects.filter(notice__user__in=people).order_by("-pk").values_list("pk", flat=True)
    for key, fate in zip(list(newest[: len(fates)]), fates, strict=False):
        Delivery.objects.filter(pk=key).update(sent_at=None, **fate)
