"""What emails say: references and links, never a detail."""

from collections.abc import Sequence
from email.utils import parseaddr
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from portal.notices import kinds
from portal.notices.models import Delivery, Notice


def compose(delivery: Delivery, notices: Sequence[Notice]) -> EmailMessage:
    """The email of a notice, or of a digest with its notices by group."""
    user = delivery.subject.user
    context = {"user": user, "site_url": settings.SITE_URL, "authority": settings.AUTHORITY}
    if delivery.digest:
        many = "one notice" if len(notices) == 1 else f"{len(notices)} notices"
        subject, template = f"{many} for you".capitalize(), "notices/digest.txt"
        context |= {"groups": _by_group(notices), "subject": subject}
    else:
        subject, template = notices[0].text, "notices/email.txt"
        context |= {"notice": notices[0]}
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return EmailMessage(
        subject=subject,
        body=render_to_string(template, context),
        to=[user.email],
        # The same at every attempt, so that a mail system knows the second for the first.
        headers={
            "Message-ID": f"<{delivery.subject.reference}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _by_group(notices: Sequence[Notice]) -> list[tuple[str, list[Notice]]]:
    rows = sorted(notices, key=lambda notice: (kinds.of(notice.kind).group, notice.created_at, notice.pk))
    return [(group.label, list(some)) for group, some in groupby(rows, key=lambda n: kinds.of(n.kind).group)]
