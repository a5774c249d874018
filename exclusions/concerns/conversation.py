"""A concern's timeline as one person reads it: each line with its audience, its readers, who was named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from exclusions.concerns.enums import EntryKind
from exclusions.concerns.models import Concern, Entry, Look
from exclusions.concerns.news import look
from exclusions.concerns.reading import NOTES
from portal.accounts.models import User
from portal.notices.acknowledging import acknowledgements
from portal.notices.models import Acknowledgement

# What happened, in words, by the verb of a status entry.
HAPPENED = {
    "take": "Taken by a link social worker",
    "decide": "Decided",
    "correct": "Decision corrected",
    "withdraw": "Decision withdrawn: it is looked at again",
    "sign": "Decided, and signed by a second person",
    "hand_over": "Handed over",
    "release": "Put back into the queue",
    "give": "Given to a colleague",
    "rate": "The school said whether it helped",
    "refer_sent": "Referral sent to the front door",
    "refer_answered": "The front door has answered",
    "seal": "Sealed to named people",
    "unseal": "Seal lifted",
}


@dataclass(frozen=True)
class Line:
    """One line of the timeline, ready for the page; `readers` are others who have read it, and when."""

    title: str
    author: User
    capacity: str
    at: datetime
    body: str = ""
    only_for: str = ""
    is_new: bool = False
    # Somebody waits for it to be read; what happened by itself is not marked.
    is_words: bool = False
    readers: tuple[tuple[User, datetime], ...] = ()
    # With what each was asked to acknowledge, where they were.
    named: tuple[tuple[User, Acknowledgement | None], ...] = ()


class Conversation:
    """The entries of a concern that this person reads, with every look at it: in three queries."""

    def __init__(self, user: User, concern: Concern) -> None:
        self.user, self.concern = user, concern
        rows = Entry.objects.readable_by(user, concern).select_related("author")
        self.entries = list(rows.prefetch_related("mentions__person"))
        self.looks = list(Look.objects.filter(concern=concern).select_related("user"))
        asked = acknowledgements(concern.reference)
        self.asked = {owed.notice.reference: owed for owed in asked} if self._asks() else {}

    def _asks(self) -> bool:
        return any(mention.notice for entry in self.entries for mention in entry.mentions.all())

    def open(self) -> "Conversation":
        """The person looks at it: what was new to them is read from now on, and still marked on this page."""
        look(self.user, self.concern, self.entries, self.looks)
        return self

    @property
    def lines(self) -> list[Line]:
        """Everything since the concern was sent, the newest first; its sending is the last line."""
        lines = [self._line(entry) for entry in reversed(self.entries)]
        return [*lines, self._sent()]

    def _line(self, entry: Entry) -> Line:
        is_words = entry.kind != EntryKind.STATUS
        label = str(EntryKind(entry.kind).label)
        return Line(
            title=label if is_words else HAPPENED.get(entry.verb, label),
            author=entry.author,
            capacity=entry.capacity,
            at=entry.at,
            body=entry.body,
            only_for=NOTES.get(EntryKind(entry.kind), ""),
            is_new=entry.author_id != self.user.pk and self._looked_before(entry.at),
            is_words=is_words,
            readers=self._readers(entry.at, entry.author_id, entry.kind) if is_words else (),
            named=tuple((each.person, self.asked.get(each.notice)) for each in entry.mentions.all()),
        )

    def _sent(self) -> Line:
        concern = self.concern
        readers = self._readers(concern.raised_at, concern.raised_by_id)
        return Line(
            "Sent", concern.raised_by, concern.raised_as, concern.raised_at, is_words=True, readers=readers
        )

    def _looked_before(self, moment: datetime) -> bool:
        """The person has looked, or sent the concern, before that moment and not since."""
        own = [seen.up_to for seen in self.looks if seen.user_id == self.user.pk]
        if self.concern.raised_by_id == self.user.pk:
            own.append(self.concern.raised_at)
        return bool(own) and max(own) < moment

    def _readers(self, moment: datetime, author: int, kind: str = "") -> tuple[tuple[User, datetime], ...]:
        """Others who have seen what was said at that moment, with when they first did."""
        first: dict[User, datetime] = {}
        for seen in self._who_could_read(kind):
            if seen.up_to >= moment and seen.user_id != author:
                first.setdefault(seen.user, seen.at)
        return tuple(first.items())

    def _who_could_read(self, kind: str) -> Iterable[Look]:
        """A note was shown to those only who read such notes when they looked."""
        return (seen for seen in self.looks if kind not in NOTES or kind in seen.notes.split())
