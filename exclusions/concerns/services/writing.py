"""Words added to a sent concern in any state: messages, internal notes, additions to the record."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from exclusions.concerns.enums import ADDITIONS, EntryKind
from exclusions.concerns.models import Concern
from exclusions.concerns.reading import READ_WITH, kinds_written_at
from exclusions.concerns.services.acting import (
    act,
    locked,
    needed,
    readers_among,
    refuse_wrong_state,
    tell_link_workers,
    tell_named,
    tell_school,
    write_down,
)
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.errors import Refused
from schools.links.standing import people_with, standing_of


@transaction.atomic
def write_message(
    *,
    concern: Concern,
    body: str,
    by: User,
    kind: EntryKind = EntryKind.MESSAGE,
    named: Collection[User] = (),
    must_acknowledge: bool = False,
) -> Concern:
    """Write to both sides, or a note that one side keeps to itself, and tell those who are `named` in it.

    With `must_acknowledge` they are asked to say that they have read it, and reminded until they do. Raises
    Refused for a kind of note that this person does not read, and for somebody named who does not read it:
    nobody learns of a concern by being named.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "write")
    body = needed(body, "your message")
    if kind not in kinds_written_at(by, concern.school_id):
        raise Refused("You may not write such a note. Choose who reads it.")
    _refuse_strangers(concern, kind, named)
    told = tell_named(concern, named, by=by, must_acknowledge=must_acknowledge)
    said: dict[str, Any] = {"kind": kind, "body": body, "named": told, "detail": {"kind": kind}}
    if kind == EntryKind.SCHOOL_NOTE:
        # Nothing that the other side sees of the concern tells that there is a note.
        write_down(concern, "write", by=by, **said)
    else:
        act(concern, "write", by=by, **said)
    _tell_others(concern, kind, by, named)
    return concern


def _refuse_strangers(concern: Concern, kind: EntryKind, named: Collection[User]) -> None:
    readers = readers_among(concern, people_with(READ_WITH[kind], concern.school_id))
    if set(named) - set(readers):
        raise Refused("Name only people who may read this.")


def _tell_others(concern: Concern, kind: EntryKind, by: User, named: Collection[User]) -> None:
    """The other side of a message: whoever stands on neither, a head of service say, writes to both.

    A note is told to its own side: of the school's, only those who are named, who are told already.
    """
    new = "there is a new message."
    if kind == EntryKind.INTERNAL:
        tell_link_workers(concern, "note", "there is a new internal note.", by=by, besides=named)
    if kind != EntryKind.MESSAGE:
        return
    standing = standing_of(by)
    if concern.school_id not in standing.scope(Power.TRIAGE):
        tell_link_workers(concern, "write", new, by=by, besides=named)
    if concern.school_id not in standing.scope(Power.ANSWER_FOR_SCHOOL):
        tell_school(concern, "write", new, by=by, besides=named)


@transaction.atomic
def add_to_record(*, concern: Concern, body: str, by: User, kind: EntryKind = EntryKind.ADDITION) -> Concern:
    """The school adds to its record: more, what it did next, a correction, or what came of it.

    What it first sent stays as it was and stands beside the correction. Raises Refused for a kind that is
    no addition, and without words.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "add")
    if kind not in ADDITIONS:
        raise Refused("Choose what you are adding.")
    body = needed(body, "what you want to add")
    act(concern, "add", by=by, kind=kind, body=body, detail={"kind": kind})
    tell_link_workers(concern, "add", "the school has added to the record.", by=by)
    return concern
