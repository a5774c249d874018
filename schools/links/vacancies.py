"""How many schools have no lead social worker: counted once in a while and after every change of a link."""

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from portal.accounts.enums import Role
from schools.links.models import Link
from schools.register.models import School

# What changes without a link changing, a school that opens or closes, shows within so many seconds.
CACHE_SECONDS = 300


def count_without_lead() -> int:
    """Live schools with no lead social worker today."""
    known: int | None = cache.get(_key())
    if known is None:
        lead = Link.objects.active(timezone.localdate()).filter(
            school=OuterRef("pk"), capacity=Role.LEAD_SOCIAL_WORKER, user__is_active=True
        )
        known = School.objects.live().filter(~Exists(lead)).count()
        cache.set(_key(), known, CACHE_SECONDS)
    return known


def forget_count() -> None:
    """A link has changed: count anew once that is committed."""
    key = _key()
    transaction.on_commit(lambda: cache.delete(key))


def _key() -> str:
    return f"links:without-lead:{timezone.localdate().isoformat()}"
