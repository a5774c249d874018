"""Emails to people without an account, which rooms above write and send themselves: administrators see those
that have not arrived beside the outbox, and have them tried again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import User


@dataclass(frozen=True)
class OutsideEmail:
    """One that failed and has not arrived. `to` says what they are, "Police": never a name, which may be a
    family's. `next_at` is None where it was given up.
    """

    reference: str
    to: str
    what: str
    attempts: int
    error: str
    next_at: datetime | None


@dataclass(frozen=True)
class Sender:
    """A room that sends: those of its emails that are in trouble, and how one is tried again.

    `retry` takes the reference and the administrator; False where it is in trouble no more.
    """

    code: str
    in_trouble: Callable[[], list[OutsideEmail]]
    retry: Callable[[str, User], bool]


_senders: dict[str, Sender] = {}


def register(sender: Sender) -> None:
    """Add a room. Called once at start-up."""
    _senders[sender.code] = sender


def sender_of(code: str) -> Sender | None:
    return _senders.get(code)


def in_trouble() -> list[tuple[str, OutsideEmail]]:
    """Every one that has not arrived, with the code of its sender."""
    return [(code, email) for code, sender in _senders.items() for email in sender.in_trouble()]
