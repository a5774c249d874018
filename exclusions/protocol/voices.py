"""What the child said last: it stands first on the page of a case. Rooms above add what was said there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from exclusions.protocol.models import Case, StageRecord
from portal.accounts.models import User


@dataclass(frozen=True)
class Voice:
    """`where` ends the sentence "What the child says, written down with ...": "the review"."""

    words: str
    at: datetime
    where: str


# Answers for who asks: some words are not for everybody who may see the case.
Source = Callable[[User, Case], Voice | None]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask this one too. Called once at start-up by each room."""
    if source not in _sources:
        _sources.append(source)


def newest(user: User, case: Case, records: list[StageRecord]) -> Voice | None:
    """The newest words of the child that this person may read, of the case's stages or of a room above."""
    found = [voice for source in _sources if (voice := source(user, case))]
    found += [voice for voice in map(_of_stage, records) if voice]
    return max(found, key=lambda voice: voice.at, default=None)


def _of_stage(record: StageRecord) -> Voice | None:
    fields = (spec["name"] for spec in record.stage.record if spec.get("voice"))
    words = next((said for name in fields if (said := record.recorded.get(name))), "")
    if not words or record.completed_at is None:
        return None
    return Voice(words, record.completed_at, f"the {record.stage.noun}")
