"""Telling invited people: a notice to those of the portal, an email with a private link to those outside."""

from django.utils import timezone

from exclusions.meetings.models import Invitee, Meeting
from portal.accounts.models import User
from portal.core.templatetags.portal import moment
from portal.notices.services import notify


def tell_everybody(meeting: Meeting, by: User) -> None:
    """Something that invited people must know has changed. The caller has locked the meeting and saves it."""
    meeting.sequence += 1
    expected = meeting.invitees.expected()
    owe_email(list(expected.exclude(email="")))
    people = [one.user for one in expected.select_related("user") if one.user and one.user != by]
    _notify(people, meeting)


def tell_invited(meeting: Meeting, invitee: Invitee, by: User) -> None:
    """Somebody has just been invited."""
    if invitee.email:
        owe_email([invitee])
    elif invitee.user and invitee.user != by:
        _notify([invitee.user], meeting)


def owe_email(invitees: list[Invitee]) -> None:
    """Note that these are owed an email; it leaves after the transaction commits, or with the next round."""
    from exclusions.meetings.tasks import send_invitation  # noqa: PLC0415 -- task leaf

    now = timezone.now()
    for invitee in invitees:
        invitee.mail_next_at, invitee.mail_attempts, invitee.mail_error = now, 0, ""
        invitee.save(update_fields=["mail_next_at", "mail_attempts", "mail_error"])
        send_invitation.delay_on_commit(invitee_id=invitee.pk)


def _notify(people: list[User], meeting: Meeting) -> None:
    notify(
        people=people,
        kind="meeting.invite",
        text=f"{meeting.reference}: {_news(meeting)}"[:200],
        about=meeting.reference,
        leads_to=meeting.get_absolute_url(),
    )


def _news(meeting: Meeting) -> str:
    match meeting.state:
        case "cancelled":
            return "the meeting is cancelled."
        case "fixed":
            return f"you are invited to a meeting on {moment(meeting.starts_at)}."
        case _:
            return "you are invited to a meeting. Say which dates suit you."
