"""What every verb on a sent concern does: lock, check the state, move, write down, tell the other side."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.enums import EntryKind, State
from exclusions.concerns.models import Concern, Entry, Mention, Seal, Triage
from exclusions.concerns.reading import NOTES
from exclusions.concerns.workflow import CONCERN
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment
from portal.notices.models import Notice
from portal.notices.services import notify
from schools.links.standing import people_with, standing_of


def locked(concern: Concern) -> Concern:
    """The concern as the database has it, held until the transaction ends."""
    return Concern.objects.select_for_update(of=("self",)).select_related("school").get(pk=concern.pk)


def refuse_wrong_state(concern: Concern, verb: str) -> None:
    """Raises WrongState, saying who did what when, where the verb does not fit the concern's state."""
    if not CONCERN.allows(verb, concern.state):
        raise WrongState(f"{concern.reference}: {_what_happened(concern)}")


def refuse_unseen(concern: Concern, seen_version: int, by: User) -> None:
    """Raises WrongState where the concern has changed since the version that the person has read."""
    if concern.version == seen_version:
        return
    last = Entry.objects.readable_by(by, concern).select_related("author").last()
    what = f"{last.get_kind_display().lower()}, {last.author}, {moment(last.at)}" if last else "see below"
    raise WrongState(
        f"{concern.reference} has changed since you opened it ({what}). Read what is new, then decide."
    )


def _what_happened(concern: Concern) -> str:
    if concern.state == State.DECIDED:
        triage = Triage.objects.select_related("decided_by").get(concern=concern)
        what = triage.get_decision_display()
        return f"{triage.decided_by} decided this on {moment(triage.decided_at)}: {what}."
    acts = concern.entries.exclude(verb="").exclude(kind__in=NOTES)
    last = acts.select_related("author").last()
    status = State(concern.state).label.lower()
    if last is None:
        return f"This concern is now: {status}."
    return f"{last.author} acted on it on {moment(last.at)}. It is now: {status}."


def needed(text: str, what: str) -> str:
    """The text without space around it and without NUL; raises Refused where nothing is left."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise Refused(f"Write {what}.")
    return text


def act(
    concern: Concern,
    verb: str,
    *,
    by: User,
    kind: EntryKind = EntryKind.STATUS,
    body: str = "",
    named: Iterable[Notice] = (),
    detail: dict[str, str] | None = None,
) -> datetime:
    """Move the locked concern by the table, count the change, and write entry and audit event.

    Gives back the moment that all of them carry.
    """
    before = concern.state
    concern.state = CONCERN.move(verb).target or concern.state
    concern.version += 1
    concern.save(update_fields=["state", "version", "changed_at", "acknowledged_at", "taken_by"])
    moved = {"before": before, "after": concern.state, **(detail or {})}
    return write_down(concern, verb, by=by, kind=kind, body=body, named=named, detail=moved)


def write_down(
    concern: Concern,
    verb: str,
    *,
    by: User,
    kind: EntryKind,
    body: str,
    named: Iterable[Notice] = (),
    detail: dict[str, str],
) -> datetime:
    """Entry, who is named in it by a notice, and audit event; the concern itself stays as it is.

    Gives the moment that they carry.
    """
    now, capacity = timezone.now(), standing_of(by).capacity(concern.school_id)
    entry = Entry.objects.create(
        concern=concern, kind=kind, verb=verb, author=by, capacity=capacity, at=now, body=body
    )
    Mention.objects.bulk_create(
        Mention(entry=entry, person=notice.user, notice=notice.reference) for notice in named
    )
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"concern.{verb}",
        about=about(concern),
        capacity=capacity,
        detail=detail,
    )
    return now


def acknowledge(concern: Concern, by: User) -> None:
    """A link worker has turned to the concern: the first one takes it."""
    concern.acknowledged_at = concern.acknowledged_at or timezone.now()
    if concern.taken_by_id is None:
        concern.taken_by = by


def about(concern: Concern) -> list[str]:
    """The references an audit event about the concern names: its own and its pupils'."""
    return [concern.reference, *concern.subjects.values_list("pupil__reference", flat=True)]


def readers_among(concern: Concern, people: QuerySet[User]) -> QuerySet[User]:
    """Of these people those who may know of the concern: where it is sealed, those it names."""
    seal = Seal.objects.live().filter(concern=concern).first()
    return people.filter(pk__in=seal.readers.values("pk")) if seal else people


def tell_link_workers(
    concern: Concern, verb: str, text: str, *, by: User | None, besides: Collection[User] = ()
) -> None:
    """Notice to those who triage at the concern's school, except the one who acted (None: the portal) and
    those who know already.
    """
    people = readers_among(concern, people_with(Power.TRIAGE, concern.school_id)).exclude(
        pk=by.pk if by else 0
    )
    _notify(concern, verb, text, [p for p in people if p not in besides], concern.get_absolute_url())


def tell_school(
    concern: Concern, verb: str, text: str, *, by: User | None, besides: Collection[User] = ()
) -> None:
    """Notice to the author and to those who answer for the school, except the one who acted and who knows.

    An author who no longer stands with the school is led to the receipt, which is theirs to keep.
    """
    answering = people_with(Power.ANSWER_FOR_SCHOOL, concern.school_id).exclude(pk=by.pk if by else 0)
    people = list(readers_among(concern, answering))
    _notify(concern, verb, text, [p for p in people if p not in besides], concern.get_absolute_url())
    author = concern.raised_by
    if author != by and author not in (*people, *besides) and author.is_active:
        may_read = Concern.objects.visible_to(author).filter(pk=concern.pk).exists()
        receipt = reverse("concerns:receipt", args=[concern.reference])
        _notify(concern, verb, text, [author], concern.get_absolute_url() if may_read else receipt)


def tell_named(
    concern: Concern, people: Collection[User], *, by: User, must_acknowledge: bool
) -> list[Notice]:
    """Notice to those who are named in an entry, in place of any other about it."""
    text = "you are asked to read it and say so." if must_acknowledge else "you are named in it."
    asks: dict[str, Any] = {"must_acknowledge": True, "asker": by} if must_acknowledge else {}
    return _notify(concern, "mention", text, list(people), concern.get_absolute_url(), **asks)


def _notify(
    concern: Concern, verb: str, text: str, people: list[User], leads_to: str, **asks: Any
) -> list[Notice]:
    return notify(
        people=people,
        kind=f"concern.{verb}",
        text=f"{concern.reference}: {text}",
        about=concern.reference,
        leads_to=leads_to,
        **asks,
    )
