"""Moving a pupil's safeguarding file to the next school, with receipt (KCSIE; domain.md 8.2)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.errors import WrongState
from portal.core.templatetags.portal import plain_date
from portal.notices.services import notify
from schools.calendars.services import add_school_days
from schools.links.standing import people_with
from schools.pupils import holdings
from schools.pupils.enums import TransferReason, TransferState
from schools.pupils.models import Pupil, SafeguardingTransfer
from schools.pupils.services.acting import note_down
from schools.pupils.workflow import TRANSFER
from schools.register.models import School

# Within 5 school days of the pupil's first day at the next school.
SCHOOL_DAYS = 5


@transaction.atomic
def start_transfer(
    *,
    pupil: Pupil,
    from_school: School,
    to_school: School,
    first_day: date,
    reason: TransferReason,
    by: User,
) -> SafeguardingTransfer:
    """Ask the former school for its safeguarding file; one under way between the two schools is kept.

    Both schools' safeguarding leads are told, and the next school's link workers where something about
    the pupil is still open.
    """
    due = add_school_days(first_day, SCHOOL_DAYS, to_school.pk)
    transfer, is_new = SafeguardingTransfer.objects.exclude(state=TransferState.RECEIVED).get_or_create(
        pupil=pupil,
        from_school=from_school,
        to_school=to_school,
        defaults={
            "first_day": first_day,
            "due_on": due.on,
            "due_estimated": due.is_estimated,
            "reason": reason,
            "started_by": by,
        },
    )
    if is_new:
        note_down("transfer.start", pupil, by, school=from_school, detail={"transfer": transfer.reference})
        when = f"by {plain_date(due.on)}"
        _tell(transfer, from_school, f"send a pupil’s safeguarding file to the next school {when}.")
        _tell(transfer, to_school, f"a pupil’s safeguarding file is to reach you {when}.")
        _tell_link_workers(transfer)
    return transfer


@transaction.atomic
def send_file(*, transfer: SafeguardingTransfer, how: str, by: User) -> SafeguardingTransfer:
    """The former school says that the file was sent, and how. What it holds is counted now.

    Raises WrongState where the file is not waiting to be sent.
    """
    transfer = _move(transfer, "send")
    transfer.sent_by, transfer.sent_at, transfer.sent_how = by, timezone.now(), how
    transfer.holds = holdings.held(transfer.pupil, transfer.from_school)
    transfer.save(update_fields=["state", "sent_by", "sent_at", "sent_how", "holds"])
    _note("transfer.send", transfer, transfer.from_school, by)
    _tell(
        transfer,
        transfer.to_school,
        "a safeguarding file was sent to you. Confirm that you have it.",
    )
    return transfer


@transaction.atomic
def receive_file(*, transfer: SafeguardingTransfer, by: User) -> SafeguardingTransfer:
    """The next school confirms: from now on its readers of concerns read the file's chronology.

    Raises WrongState where the file is not on its way.
    """
    transfer = _move(transfer, "receive")
    transfer.received_by, transfer.received_at = by, timezone.now()
    transfer.save(update_fields=["state", "received_by", "received_at"])
    _note("transfer.receive", transfer, transfer.to_school, by)
    _tell(
        transfer,
        transfer.from_school,
        "the next school has the safeguarding file. Keep the receipt.",
    )
    return transfer


@transaction.atomic
def refuse_file(*, transfer: SafeguardingTransfer, because: str, by: User) -> SafeguardingTransfer:
    """The next school says what has not arrived; the former school sends it again.

    Raises WrongState where the file is not on its way.
    """
    transfer = _move(transfer, "refuse")
    transfer.refused_by, transfer.refused_at, transfer.refused_because = by, timezone.now(), because
    transfer.save(update_fields=["state", "refused_by", "refused_at", "refused_because"])
    _note("transfer.refuse", transfer, transfer.to_school, by)
    _tell(
        transfer,
        transfer.from_school,
        "the safeguarding file did not arrive complete. Send it again.",
    )
    return transfer


def _move(transfer: SafeguardingTransfer, verb: str) -> SafeguardingTransfer:
    transfer = (
        SafeguardingTransfer.objects.select_for_update(of=("self",))
        .select_related("pupil", "from_school", "to_school")
        .get(pk=transfer.pk)
    )
    if not TRANSFER.allows(verb, transfer.state):
        now = transfer.get_state_display().lower()
        raise WrongState(f"Somebody was quicker: {transfer} is now “{now}”. Look at it again.")
    transfer.state = TRANSFER.move(verb).target or transfer.state
    return transfer


def _note(verb: str, transfer: SafeguardingTransfer, school: School, by: User) -> None:
    note_down(verb, transfer.pupil, by, school=school, detail={"transfer": transfer.reference})


def _tell(transfer: SafeguardingTransfer, school: School, text: str) -> None:
    notify(
        people=people_with(Power.ANSWER_FOR_SCHOOL, school.pk),
        kind="transfer.move",
        text=f"{transfer}: {text}",
        about=transfer.reference,
        leads_to=transfer.get_absolute_url(),
    )


def _tell_link_workers(transfer: SafeguardingTransfer) -> None:
    """Something is open: whoever stands with the next school should know before the file arrives."""
    if not holdings.open_work(transfer.pupil, transfer.from_school):
        return
    notify(
        people=people_with(Power.TRIAGE, transfer.to_school_id),
        kind="transfer.follow",
        text=f"{transfer}: a pupil with open work comes to you on {plain_date(transfer.first_day)}.",
        about=transfer.reference,
        leads_to=transfer.get_absolute_url(),
    )
