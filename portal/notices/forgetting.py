"""Forgetting notices that have served their purpose (`Retention.WORKING`), and the emails of them."""

from datetime import datetime, timedelta

from django.db.models import Q

from portal.notices.models import Delivery, Digest, Notice, NoticeQuerySet

KEPT = timedelta(days=30)
MOST_AT_ONCE = 1000


def forget_old(at: datetime) -> int:
    """Delete notices that were read, or taken back, 30 days before `at`, with their emails; how many.

    Kept: what nobody has read yet; what was to be acknowledged, as long as its record (decision 30); what an
    email still waits to tell of. A digest goes after the last of its notices. Safe to run twice.
    """
    before, gone = at - KEPT, 0
    # Some at a time: nobody waits long for a row that is being deleted.
    while keys := list(_old(before).values_list("pk", flat=True)[:MOST_AT_ONCE]):
        Notice.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    waiting = Delivery.objects.waiting().filter(digest__isnull=False).values("digest")
    Digest.objects.filter(made_at__lt=before, notices=None).exclude(pk__in=waiting).delete()
    return gone


def _old(before: datetime) -> NoticeQuerySet:
    over = Q(read_at__lt=before) | Q(withdrawn_at__lt=before)
    waiting = Delivery.objects.waiting().filter(notice__isnull=False).values("notice")
    return Notice.objects.filter(over, acknowledgement=None).exclude(pk__in=waiting).order_by()
