"""Telling people: in the portal at once, by email from an outbox that survives a dead mail server."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.notices import acknowledging, kinds, preferences
from portal.notices.enums import Way
from portal.notices.models import Delivery, Notice
from portal.notices.sending import send_after_commit


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
    The email leaves after the transaction commits, or together with others where the person wants it so.
    With `must_acknowledge` each is asked to say
    that they have seen it, and reminded from `acknowledge_by` (else a day later); `asker` sees who has.
    """
    known, people = kinds.known(kind), list(people)
    wishes, notices = preferences.wishes_of(people), []
    for person in people:
        way = preferences.way_for(known, wishes[person.pk], must_acknowledge=must_acknowledge)
        notice = Notice.objects.create(
            user=person, kind=kind, text=text, about=about, leads_to=leads_to, way=way
        )
        if way == Way.ONCE:
            send_after_commit(Delivery.objects.create(notice=notice, next_attempt_at=timezone.now()).pk)
        notices.append(notice)
    if must_acknowledge:
        acknowledging.ask(notices, asker=asker, by=acknowledge_by)
    return notices


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
def withdraw(*, about: str, unless: Callable[[User], bool]) -> int:
    """Take back notices about a record from those who may not know of it any more; unsent emails too.

    `unless` says of each person who was told whether they still may. Gives back how many were taken back.
    """
    told = Notice.objects.live().filter(about=about).select_related("user")
    gone = [notice.pk for notice in told if not unless(notice.user)]
    return Notice.objects.filter(pk__in=gone).update(withdrawn_at=timezone.now())
