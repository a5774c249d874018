"""Writing minutes: each part is saved by itself, with the version that its page had read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from exclusions.meetings.models import Meeting, Part
from exclusions.meetings.parts import PartField
from exclusions.meetings.services.locking import lock, write_down
from portal.accounts.models import User
from portal.core.errors import Refused

LONGEST = 20_000


@dataclass(frozen=True)
class Typed:
    """What a page sends of a part: its text, and the version it was typed over (0: there was none)."""

    text: str
    version: int


@dataclass
class Saved:
    """`parts` by name as they are now; `clashes` names those that somebody else has changed meanwhile:
    what was typed there is not saved, and the page shows both.
    """

    parts: dict[str, Part] = field(default_factory=dict)
    clashes: list[str] = field(default_factory=list)


@transaction.atomic
def save_parts(
    *, meeting: Meeting, typed: Mapping[str, Typed], asked: Iterable[PartField], by: User
) -> Saved:
    """Save what was typed. A part that nobody else changed is saved whatever becomes of the others.

    `asked` are the parts that this meeting has; others are passed over. The same text again changes nothing.
    Raises WrongState where the minutes are finished, Refused where a text is too long or a choice is none.
    Saves are not audited one by one: the first of each person is, and the finishing.
    """
    # One save at a time: a part that is new to both can then be made by one of them only.
    meeting = lock(meeting, "minute")
    saved = Saved({part.name: part for part in meeting.parts.select_related("saved_by")})
    is_first = not any(part.saved_by_id == by.pk for part in saved.parts.values())
    changed = 0
    parts = {part.name: part for part in asked}
    for name in typed.keys() & parts.keys():
        _check(parts[name], typed[name].text)
        if _clashes(saved.parts.get(name), typed[name], parts[name], by):
            saved.clashes.append(name)
        else:
            changed += _save(saved, meeting, name, typed[name].text, by)
    if changed:
        meeting.revision += 1
        meeting.save(update_fields=["revision", "changed_at"])
        if is_first:
            write_down(meeting, "minute", by)
    return saved


def _check(part: PartField, text: str) -> None:
    if len(text) > LONGEST:
        raise Refused(f"“{part.label}” is longer than {LONGEST:,} characters. Put the rest into a paper.")
    if part.choices and text and text not in dict(part.choices):
        raise Refused(f"Choose one of the answers to “{part.label}”.")


def _clashes(part: Part | None, typed: Typed, field: PartField, by: User) -> bool:
    """Somebody else changed it since, and saving this text would lose what they wrote."""
    if part is None or part.version == typed.version:
        return False
    if field.choices:
        return part.text != typed.text and part.saved_by_id != by.pk
    # What holds the other text whole overwrites nothing: a later save of one's own, or both put together.
    return part.text not in typed.text


def _save(saved: Saved, meeting: Meeting, name: str, text: str, by: User) -> bool:
    text = text.replace("\0", "")
    part = saved.parts.get(name)
    if (part.text if part else "") == text:
        return False
    if part is None:
        part = Part(meeting=meeting, name=name, version=0)
    part.text, part.saved_by, part.saved_at = text, by, timezone.now()
    part.version += 1
    part.save()
    saved.parts[name] = part
    return True
