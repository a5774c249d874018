"""Words added to a sent concern in any state: messages, internal notes, additions to the record."""

from django.db import transaction

from exclusions.concerns.enums import ADDITIONS, EntryKind
from exclusions.concerns.models import Concern
from exclusions.concerns.services.acting import (
    act,
    locked,
    needed,
    refuse_wrong_state,
    tell_link_workers,
    tell_school,
)
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.errors import Refused
from schools.links.standing import standing_of


@transaction.atomic
def write_message(*, concern: Concern, body: str, internal: bool, by: User) -> Concern:
    """Write to the other side, or, with `internal`, a note that only those who triage here read.

    Raises Refused for an internal note by anybody else.
    """
    concern = locked(concern)
    refuse_wrong_state(concern, "write")
    body = needed(body, "your message")
    triages = concern.school_id in standing_of(by).scope(Power.TRIAGE)
    if internal and not triages:
        raise Refused("Only the school’s link social workers may write internal notes.")
    kind = EntryKind.INTERNAL if internal else EntryKind.MESSAGE
    act(concern, "write", by=by, kind=kind, body=body, detail={"kind": kind})
    if internal:
        tell_link_workers(concern, "note", "there is a new internal note.", by=by)
    else:
        _tell_others(concern, by, triages)
    return concern


def _tell_others(concern: Concern, by: User, triages: bool) -> None:
    """Whoever stands on neither side, a head of service say, writes to both."""
    answers = concern.school_id in standing_of(by).scope(Power.ANSWER_FOR_SCHOOL)
    if not triages:
        tell_link_workers(concern, "write", "there is a new message.", by=by)
    if not answers:
        tell_school(concern, "write", "there is a new message.", by=by)


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
