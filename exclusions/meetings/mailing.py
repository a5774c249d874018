"""Emails to invited people outside the portal, from what is owed to each: claimed, sent, tried again.

Decision 17 for notices; here the row that is behind is itself the outbox, so that whoever was told of two
changes in one minute gets the last only.
"""

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from exclusions.meetings.invitations import email_to
from exclusions.meetings.models import Invitee, InviteeQuerySet
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.notices.outside import OutsideEmail, Sender
from portal.notices.sending import BACKOFF_MINUTES, LEASE, reason

logger = structlog.get_logger("portal.meetings")
MOST_A_ROUND, MOST_SHOWN = 500, 100


def send_owed() -> int:
    """Send every email whose time has come; gives back how many were tried. Safe to run twice."""
    due = Invitee.objects.filter(mail_next_at__lte=timezone.now()).order_by("mail_next_at")
    ids = list(due.values_list("pk", flat=True)[:MOST_A_ROUND])
    for pk in ids:
        send_invitation(pk)
    return len(ids)


def send_invitation(invitee_id: int) -> None:
    """Try once to send what one person is owed. Nothing is locked while the mail server is asked."""
    invitee = _claimed(invitee_id)
    if invitee is None:
        return
    try:
        email_to(invitee).send()
    # Whatever one email fails by, the others still leave.
    except Exception as error:
        _note_failure(invitee, error)
    else:
        _note_sent(invitee)


@transaction.atomic
def _claimed(invitee_id: int) -> Invitee | None:
    now = timezone.now()
    rows = Invitee.objects.select_for_update(of=("self",)).select_related("meeting__chair")
    invitee = rows.filter(pk=invitee_id, mail_next_at__lte=now).first()
    if invitee is not None:
        invitee.mail_attempts += 1
        invitee.mail_next_at = now + LEASE
        invitee.save(update_fields=["mail_attempts", "mail_next_at"])
    return invitee


@transaction.atomic
def _note_sent(sent: Invitee) -> None:
    """Nothing more is owed, unless something changed while it was sent: then the claim was renewed."""
    invitee = Invitee.objects.select_for_update().get(pk=sent.pk)
    invitee.told_sequence, invitee.told_at, invitee.mail_error = sent.meeting.sequence, timezone.now(), ""
    if invitee.mail_next_at == sent.mail_next_at:
        invitee.mail_next_at = None
    invitee.save(update_fields=["told_sequence", "told_at", "mail_error", "mail_next_at"])


def _note_failure(invitee: Invitee, error: Exception) -> None:
    name = reason(error)[:60]
    is_over = invitee.mail_attempts > len(BACKOFF_MINUTES)
    wait = timedelta(minutes=BACKOFF_MINUTES[min(invitee.mail_attempts, len(BACKOFF_MINUTES)) - 1])
    Invitee.objects.filter(pk=invitee.pk, mail_next_at=invitee.mail_next_at).update(
        mail_error=name, mail_next_at=None if is_over else timezone.now() + wait
    )
    logger.warning("invitation_failed", invitee=invitee.pk, attempts=invitee.mail_attempts, error=name)


def in_trouble() -> list[OutsideEmail]:
    """Emails that failed and have not arrived, given up or not: for administrators, who see no meeting."""
    return [
        OutsideEmail(
            reference=one.reference,
            to=one.get_agency_display(),
            what=f"Meeting {one.meeting.reference}",
            attempts=one.mail_attempts,
            error=one.mail_error,
            next_at=one.mail_next_at,
        )
        for one in _failed().select_related("meeting").order_by("-pk")[:MOST_SHOWN]
    ]


@transaction.atomic
def retry(reference: str, by: User) -> bool:
    """Have an email tried again at once that failed; False where it has arrived meanwhile."""
    invitee = _failed().select_for_update().filter(reference=reference).first()
    if invitee is None:
        return False
    invitee.mail_attempts, invitee.mail_next_at = 0, timezone.now()
    invitee.save(update_fields=["mail_attempts", "mail_next_at"])
    record(by=by, kind=Kind.CHANGE, verb="delivery.retry", about=[invitee.meeting.reference])
    from exclusions.meetings.tasks import send_invitation as send  # noqa: PLC0415 -- task leaf

    send.delay_on_commit(invitee_id=invitee.pk)
    return True


def _failed() -> InviteeQuerySet:
    return Invitee.objects.exclude(mail_error="")


OUTSIDE = Sender("meetings", in_trouble, retry)
