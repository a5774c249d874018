"""Sending emails from the outbox: each is claimed, then sent (decision 17)."""

import smtplib
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.notices import kinds
from portal.notices.emails import compose
from portal.notices.enums import Firm
from portal.notices.models import Delivery, Notice
from portal.notices.preferences import wishes_of
from portal.notices.quiet import quiet_until

logger = structlog.get_logger("portal.notices")

# Minutes to wait after each failure; after the last the delivery is given up and shown as failed.
BACKOFF_MINUTES = (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)
# So long an email is one process's to send: longer than any mail server is waited for.
LEASE = timedelta(minutes=10)
# Stands where otherwise the name of an error does.
ACCESS_ENDED = "their access has ended, so it was not sent"
NOT_THEIRS = "they may not read what it is about any more, so it was not sent"
NO_NEWS = "everything in it had been read, so it was not sent"


def send_after_commit(delivery_id: int) -> None:
    from portal.notices.tasks import send  # noqa: PLC0415 -- task leaf

    send.delay_on_commit(delivery_id=delivery_id)


def send_delivery(delivery_id: int) -> None:
    """Try once to send one email; a failure is noted and tried again later. Safe to run twice.

    Nothing is locked while the mail server is asked. Whoever dies after it has taken the email and before
    that is written down leaves it to be sent again once the claim has run out, with the same Message-ID.
    """
    delivery = _claimed(delivery_id)
    if delivery is None:
        return
    notices = _to_tell(delivery)
    if not notices:
        _save(delivery, error=_why_not(delivery), given_up_at=timezone.now())
        return
    try:
        compose(delivery, notices).send()
    # Whatever one email fails by, an address or a header that cannot be, the others still leave.
    except Exception as error:
        _note_failure(delivery, error)
    else:
        _save(delivery, error="", sent_at=timezone.now(), failing_since=None)


def _claimed(delivery_id: int) -> Delivery | None:
    """The email, as this process's to send for the time of the lease; None where it is another's, done, or
    its reader is not to be disturbed now.
    """
    now = timezone.now()
    with transaction.atomic():
        due = Delivery.objects.waiting().filter(next_attempt_at__lte=now)
        rows = due.select_for_update(of=("self",)).select_related("notice__user", "digest__user")
        delivery = rows.filter(pk=delivery_id).first()
        if delivery is None:
            return None
        if later := _left_alone_until(delivery, now):
            _save(delivery, next_attempt_at=later)
            return None
        _save(delivery, attempts=delivery.attempts + 1, next_attempt_at=now + LEASE)
        return delivery


def _left_alone_until(delivery: Delivery, now: datetime) -> datetime | None:
    if delivery.notice and kinds.of(delivery.notice.kind).firm is Firm.URGENT:
        return None
    user = delivery.subject.user
    return quiet_until(user, now, wishes_of([user])[user.pk])


def _to_tell(delivery: Delivery) -> list[Notice]:
    """The notices it still has to tell: none to those whose access has ended, none they may not read now,
    none that was taken back; of a digest those that are news.
    """
    if not delivery.subject.user.is_active:
        return []
    if delivery.notice:
        return readable([delivery.notice]) if delivery.notice.withdrawn_at is None else []
    assert delivery.digest is not None  # noqa: S101 -- of a notice or a digest
    return readable(
        list(delivery.digest.notices.unread().select_related("user").order_by("created_at", "pk"))
    )


def readable(notices: list[Notice]) -> list[Notice]:
    """Those of one person's notices that are about records they may read still; a query a group."""
    found: list[Notice] = []
    by_group = defaultdict(list)
    for notice in notices:
        by_group[kinds.of(notice.kind).group].append(notice)
    for group, some in by_group.items():
        may = group.read_by(some[0].user, {notice.about for notice in some if notice.about})
        found += [notice for notice in some if not notice.about or notice.about in may]
    return sorted(found, key=lambda notice: (notice.created_at, notice.pk))


def _why_not(delivery: Delivery) -> str:
    if not delivery.subject.user.is_active:
        return ACCESS_ENDED
    return NOT_THEIRS if delivery.notice else NO_NEWS


def _save(delivery: Delivery, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=list(changed))


def _note_failure(delivery: Delivery, error: Exception) -> None:
    name, since = reason(error), delivery.failing_since or timezone.now()
    _save(delivery, failing_since=since if is_unreachable(error) else None)
    if delivery.attempts > len(BACKOFF_MINUTES):
        _save(delivery, error=name, given_up_at=timezone.now())
    else:
        wait = timedelta(minutes=BACKOFF_MINUTES[delivery.attempts - 1])
        _save(delivery, error=name, next_attempt_at=timezone.now() + wait)
    logger.warning("email_failed", delivery=delivery.pk, attempts=delivery.attempts, error=delivery.error)


def reason(error: Exception) -> str:
    """The class of an error, with the mail server's code: never what it says, which may quote the email."""
    code = getattr(error, "smtp_code", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()), (None,))[0]
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def is_unreachable(error: Exception) -> bool:
    """Whether the server itself does not answer or turns everybody away, and not this one email."""
    mine = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
    return isinstance(error, OSError) and not isinstance(error, mine)


def send_waiting() -> int:
    """Send every email whose time has come: what a lost worker or a dead mail server left behind."""
    due = Delivery.objects.waiting().filter(next_attempt_at__lte=timezone.now())
    ids = list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:500])
    for delivery_id in ids:
        send_delivery(delivery_id)
    return len(ids)


@transaction.atomic
def retry_delivery(*, delivery: Delivery, by: User) -> None:
    """Send an email again that was given up or is still waiting."""
    delivery.attempts, delivery.given_up_at = 0, None
    delivery.next_attempt_at = timezone.now()
    delivery.save(update_fields=["attempts", "given_up_at", "next_attempt_at"])
    record(by=by, kind=Kind.CHANGE, verb="delivery.retry", about=[delivery.subject.reference])
    send_after_commit(delivery.pk)
