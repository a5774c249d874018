"""Inviting people and taking them off; what else is put before the meeting: items and papers."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from exclusions.meetings.enums import MeetingState
from exclusions.meetings.models import AgendaItem, Invitee, Meeting, Paper
from exclusions.meetings.services.locking import lock, save
from exclusions.meetings.services.telling import owe_email, tell_invited
from exclusions.plans.enums import Agency
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.files.services import keep_file

MOST_INVITED, MOST_PAPERS, MOST_ITEMS = 30, 15, 30


@dataclass(frozen=True)
class Guest:
    """Whom to invite: a person of the portal, or somebody by name, with an email where they get a link."""

    agency: Agency
    user: User | None = None
    name: str = ""
    email: str = ""


@transaction.atomic
def invite(*, meeting: Meeting, guest: Guest, by: User) -> Invitee:
    """Invite somebody and tell them. Raises Refused where they are invited already or may not read it."""
    meeting = lock(meeting, "invite")
    expected = meeting.invitees.expected()
    if expected.count() >= MOST_INVITED:
        raise Refused(f"A meeting has at most {MOST_INVITED} people.")
    if guest.user and not guest.user.has_perm("meetings.see_meeting", meeting):
        raise Refused(f"{guest.user} may not read this case: invite them by email instead.")
    same = {"user": guest.user} if guest.user else {"name__iexact": guest.name, "email__iexact": guest.email}
    if expected.filter(**same).exists():
        raise Refused(f"{guest.user or guest.name} is invited already.")
    invitee = Invitee.objects.create(
        meeting=meeting,
        user=guest.user,
        name=guest.user.name if guest.user else guest.name,
        agency=guest.agency,
        email="" if guest.user else guest.email,
        invited_by=by,
    )
    tell_invited(meeting, invitee, by)
    save(meeting, "invite", by, invitee=invitee.reference, agency=guest.agency.value)
    return invitee


@transaction.atomic
def take_off(*, meeting: Meeting, invitee: Invitee, by: User) -> None:
    """Somebody is no longer invited: their link ends, their entry is cancelled, they stay on record."""
    meeting = lock(meeting, "invite")
    invitee = meeting.invitees.expected().select_for_update(of=("self",)).get(pk=invitee.pk)
    invitee.is_off = True
    invitee.save(update_fields=["is_off"])
    if invitee.email and invitee.told_sequence is not None and meeting.state == MeetingState.FIXED:
        owe_email([invitee])
    save(meeting, "take_off", by, invitee=invitee.reference)


@transaction.atomic
def add_item(*, meeting: Meeting, text: str, by: User) -> AgendaItem:
    """Put something on the agenda."""
    meeting = lock(meeting, "change")
    if meeting.items.filter(is_off=False).count() >= MOST_ITEMS:
        raise Refused(f"An agenda has at most {MOST_ITEMS} items.")
    item = AgendaItem.objects.create(meeting=meeting, text=text, by=by)
    save(meeting, "add_item", by)
    return item


@transaction.atomic
def strike_item(*, meeting: Meeting, item: AgendaItem, by: User) -> None:
    """Take an item off the agenda; it stays on record as struck."""
    meeting = lock(meeting, "change")
    meeting.items.filter(pk=item.pk).update(is_off=True)
    save(meeting, "strike_item", by)


@transaction.atomic
def add_paper(*, meeting: Meeting, upload: UploadedFile, by: User) -> Paper:
    """Keep a paper for the meeting. Raises ValidationError, saying how to mend it."""
    meeting = lock(meeting, "change")
    if meeting.papers.count() >= MOST_PAPERS:
        raise ValidationError(f"A meeting holds {MOST_PAPERS} papers. Put several into one document.")
    paper = keep_file(Paper, upload=upload, by=by, meeting=meeting)
    save(meeting, "add_paper", by, paper=paper.reference)
    return paper
