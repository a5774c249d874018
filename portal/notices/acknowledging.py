"""Notices that a person must acknowledge: who owes it, saying so, reminding, and who has and has not."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.notices.models import Acknowledgement, AcknowledgementQuerySet, Notice

# Where nobody says by when: a day. Rooms that know the school's hours say it.
USUALLY_WITHIN = timedelta(days=1)
# Reminders after the first wait a day each; then the portal leaves it to whoever asked.
REMINDED_EVERY, MOST_REMINDERS = timedelta(days=1), 3
CHASE, UNANSWERED = "notice.chase", "notice.unanswered"


def ask(notices: Iterable[Notice], *, asker: User | None, by: datetime | None) -> None:
    """Owe an acknowledgement for each of these notices, until `by`."""
    due = by or timezone.now() + USUALLY_WITHIN
    Acknowledgement.objects.bulk_create(
        Acknowledgement(notice=notice, asker=asker, due_at=due, chase_at=due) for notice in notices
    )


@transaction.atomic
def acknowledge(*, reference: str, by: User) -> bool:
    """A person says that they have seen a notice of theirs, which also reads it. False where they had."""
    owed = Acknowledgement.objects.filter(notice__user=by, notice__reference=reference)
    now = timezone.now()
    if not owed.filter(acknowledged_at=None).update(acknowledged_at=now):
        return False
    Notice.objects.filter(user=by, reference=reference).unread().update(read_at=now)
    about = Notice.objects.get(user=by, reference=reference).about
    _read_reminders(by, about)
    record(by=by, kind=Kind.CHANGE, verb="notice.acknowledge", about=[about, reference])
    return True


def _read_reminders(person: User, about: str) -> None:
    """A reminder has done its work once nothing about the record is owed any more."""
    if not Acknowledgement.objects.owed_by(person).filter(notice__about=about).exists():
        reminders = Notice.objects.filter(user=person, about=about, kind=CHASE).unread()
        reminders.update(read_at=timezone.now())


def acknowledgements(about: str) -> AcknowledgementQuerySet:
    """What was asked about one record, with each person: the room says who may see it."""
    return Acknowledgement.objects.filter(notice__about=about).select_related("notice__user", "asker")


@transaction.atomic
def remind(*, acknowledgement: Acknowledgement, by: User) -> None:
    """Whoever asked reminds one person now. Raises Refused where they have acknowledged meanwhile."""
    owed = (
        Acknowledgement.objects.select_for_update(of=("self",)).owed().filter(pk=acknowledgement.pk).first()
    )
    if owed is None:
        raise Refused("They have acknowledged it meanwhile, or have no access any more.")
    _remind(owed)
    about = [owed.notice.about, owed.notice.reference]
    record(by=by, kind=Kind.CHANGE, verb="notice.remind", about=about)


def chase(at: datetime) -> int:
    """Remind everybody who is late, and tell whoever asked. Safe to run twice and by two at once.

    Gives back how many people were reminded.
    """
    late = Acknowledgement.objects.late(at).values_list("pk", flat=True)
    return sum(_chase(pk, at) for pk in list(late))


@transaction.atomic
def _chase(pk: int, at: datetime) -> bool:
    rows = Acknowledgement.objects.late(at).select_for_update(of=("self",))
    late = rows.select_related("notice__user", "asker").filter(pk=pk).first()
    if late is None:
        return False
    _remind(late)
    if late.asker and late.asker.is_active:
        _tell_asker(late)
    return True


def _remind(owed: Acknowledgement) -> None:
    owed.chases += 1
    is_last = owed.chases >= MOST_REMINDERS
    owed.chase_at = None if is_last else timezone.now() + REMINDED_EVERY
    owed.save(update_fields=["chases", "chase_at"])
    _send([owed.notice.user], CHASE, "please acknowledge that you have seen this.", owed, "notices:list")


def _tell_asker(late: Acknowledgement) -> None:
    assert late.asker is not None  # noqa: S101 -- _chase looked
    words = f"{late.notice.user.name} has not acknowledged it yet and was reminded."
    _send([late.asker], UNANSWERED, words, late, "notices:asked")


def _send(people: list[User], kind: str, words: str, owed: Acknowledgement, page: str) -> None:
    from portal.notices.services import notify  # noqa: PLC0415 -- notify asks for acknowledgements

    about = owed.notice.about
    notify(people=people, kind=kind, text=f"{about}: {words}"[:200], about=about, leads_to=reverse(page))
