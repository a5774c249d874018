"""Digests: the notices a person wants together become one email, in the morning or on their weekday."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.notices.enums import Way
from portal.notices.models import Delivery, Digest, Notice, Preference
from portal.notices.preferences import wishes_of
from portal.notices.quiet import quiet_until
from portal.notices.sending import send_after_commit

DAYS_OF_WEEK = 7


def make_digests(at: datetime) -> int:
    """Put together what people want together, as far as its time has come; gives back how many emails.

    Safe to run twice and by two workers at once: each notice goes into one digest.
    """
    pairs = Notice.objects.for_digests().filter(user__is_active=True).order_by("user", "way")
    waiting = list(pairs.values_list("user", "way").distinct())
    people = {user.pk: user for user in User.objects.filter(pk__in={user for user, _ in waiting})}
    wishes = wishes_of(people.values())
    return sum(_make(people[key], Way(way), wishes[key], at) for key, way in waiting)


def _make(user: User, way: Way, wishes: Preference, at: datetime) -> bool:
    if quiet_until(user, at, wishes):
        return False
    until = _last_time(way, wishes, at)
    with transaction.atomic():
        digest = Digest.objects.create(user=user, way=way)
        mine = Notice.objects.for_digests().filter(user=user, way=way, created_at__lt=until)
        if not mine.update(digest=digest):  # nothing yet, or another worker was quicker
            transaction.set_rollback(True)
            return False
        send_after_commit(Delivery.objects.create(digest=digest, next_attempt_at=timezone.now()).pk)
    return True


def _last_time(way: Way, wishes: Preference, at: datetime) -> datetime:
    """The latest moment, at the end of quiet hours, at which such a digest was to be made."""
    local = timezone.localtime(at)
    day = local.date() if local.time() >= wishes.quiet_to else local.date() - timedelta(days=1)
    if way == Way.WEEKLY:
        day -= timedelta(days=(day.weekday() - wishes.weekly_on) % DAYS_OF_WEEK)
    return timezone.make_aware(datetime.combine(day, wishes.quiet_to))
