"""Emails to invited people outside the portal, from what is owed to each: claimed, sent, tried again.

Decision 17 for notices; here the row that is behind is itself the outbox, so that whoever was told of two
changes in one minute gets the last only.
"""

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from exclusions.meetings.invitations import email_to
from exclusions.meetings.models import Invitee
from portal.notices.sending import BACKOFF_MINUTES, LEASE

logger = structlog.get_logger("portal.meetings")
MOST_A_ROUND = 500


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
    name = type(error).__name__
    is_over = invitee.mail_attempts > len(BACKOFF_MINUTES)
    wait = timedelta(minutes=BACKOFF_MINUTES[min(invitee.mail_attempts, len(BACKOFF_MINUTES)) - 1])
    Invitee.objects.filter(pk=invitee.pk, mail_next_at=invitee.mail_next_at).update(
        mail_error=name, mail_next_at=None if is_over else timezone.now() + wait
    )
    logger.warning("invitation_failed", invitee=invitee.pk, attempts=invitee.mail_attempts, error=name)
