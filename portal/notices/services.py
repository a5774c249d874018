"""Sending notices: in the portal at once, by email from an outbox that survives a dead mail server."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.notices import acknowledging
from portal.notices.models import Delivery, Notice

logger = structlog.get_logger("portal.notices")

# Minutes to wait after each failure; after the last the delivery is given up and shown as failed.
BACKOFF_MINUTES = (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)
# So long an email is one process's to send: longer than any mail server is waited for.
LEASE = timedelta(minutes=10)
# Stands where otherwise the name of an error does.
ACCESS_ENDED = "their access has ended, so it was not sent"


@transaction.atomic
def notify(
    *,
    people: Iterable[User],
    kind: str,
    text: str,
    about: str,
    leads_to: str,
    must_acknowledge: bool = False,
    asker: User | None = None,
    acknowledge_by: datetime | None = None,
) -> list[Notice]:
    """Tell people that something happened.

    `text` is a sentence with the reference and without any child's detail; `leads_to` is a path.
    The email leaves after the transaction commits. With `must_acknowledge` each is asked to say that they
    have seen it and reminded from `acknowledge_by` (a day later, unless said); `asker` sees who has.
    """
    notices = []
    for person in people:
        notice = Notice.objects.create(user=person, kind=kind, text=text, about=about, leads_to=leads_to)
        delivery = Delivery.objects.create(notice=notice, next_attempt_at=timezone.now())
        _send_after_commit(delivery.pk)
        notices.append(notice)
    if must_acknowledge:
        acknowledging.ask(notices, asker=asker, by=acknowledge_by)
    return notices


def _send_after_commit(delivery_id: int) -> None:
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
    if not delivery.notice.user.is_active:
        _save(delivery, error=ACCESS_ENDED, given_up_at=timezone.now())
        return
    try:
        _email(delivery.notice).send()
    # Whatever one email fails by, an address or a header that cannot be, the others still leave.
    except Exception as error:
        _note_failure(delivery, error)
    else:
        _save(delivery, error="", sent_at=timezone.now())


def _claimed(delivery_id: int) -> Delivery | None:
    """The email, as this process's to send for the time of the lease; None where it is another's, or done."""
    now = timezone.now()
    with transaction.atomic():
        due = Delivery.objects.waiting().filter(next_attempt_at__lte=now)
        rows = due.select_for_update(of=("self",)).select_related("notice__user")
        delivery = rows.filter(pk=delivery_id).first()
        if delivery is not None:
            _save(delivery, attempts=delivery.attempts + 1, next_attempt_at=now + LEASE)
        return delivery


def _save(delivery: Delivery, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=list(changed))


def _email(notice: Notice) -> EmailMessage:
    context = {"notice": notice, "site_url": settings.SITE_URL, "authority": settings.AUTHORITY}
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return EmailMessage(
        subject=notice.text,
        body=render_to_string("notices/email.txt", context),
        to=[notice.user.email],
        # The same at every attempt, so that a mail system knows the second for the first.
        headers={"Message-ID": f"<{notice.reference}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


def _note_failure(delivery: Delivery, error: Exception) -> None:
    name = type(error).__name__
    if delivery.attempts > len(BACKOFF_MINUTES):
        _save(delivery, error=name, given_up_at=timezone.now())
    else:
        wait = timedelta(minutes=BACKOFF_MINUTES[delivery.attempts - 1])
        _save(delivery, error=name, next_attempt_at=timezone.now() + wait)
    logger.warning("email_failed", delivery=delivery.pk, attempts=delivery.attempts, error=delivery.error)


def send_waiting() -> int:
    """Send every email whose time has come: what a lost worker or a dead mail server left behind."""
    due = Delivery.objects.waiting().filter(next_attempt_at__lte=timezone.now())
    ids = list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:500])
    for delivery_id in ids:
        send_delivery(delivery_id)
    return len(ids)


def count_unread(user: User) -> int:
    """How many notices a person has not read."""
    return Notice.objects.filter(user=user).unread().count()


def mark_read(*, by: User, reference: str | None = None) -> int:
    """A person has read a notice of theirs, or all of them. Gives back how many were new."""
    notices = Notice.objects.filter(user=by).unread()
    if reference is not None:
        notices = notices.filter(reference=reference)
    return notices.update(read_at=timezone.now())


@transaction.atomic
def retry_delivery(*, delivery: Delivery, by: User) -> None:
    """Send an email again that was given up or is still waiting."""
    delivery.attempts, delivery.given_up_at = 0, None
    delivery.next_attempt_at = timezone.now()
    delivery.save(update_fields=["attempts", "given_up_at", "next_attempt_at"])
    record(by=by, kind=Kind.CHANGE, verb="delivery.retry", about=[delivery.notice.reference])
    _send_after_commit(delivery.pk)
