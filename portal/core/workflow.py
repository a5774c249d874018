"""Workflows as tables: from, to, verb, who. Rooms write the table, everything else reads it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """One line of a workflow table.

    `target` is None where the verb leaves the state as it is (a message, an addition).
    `power` is what the person must hold at the record's school.
    """

    verb: str
    sources: frozenset[str]
    target: str | None
    power: str
    label: str


@dataclass(frozen=True)
class Workflow:
    """The moves of one kind of record. Pure data: no queries, no side effects."""

    moves: tuple[Move, ...]

    def move(self, verb: str) -> Move:
        """The line for a verb. A verb that is not in the table is a programming error: KeyError."""
        for move in self.moves:
            if move.verb == verb:
                return move
        raise KeyError(verb)

    def allows(self, verb: str, state: str) -> bool:
        """Whether the verb fits the state, whoever asks."""
        return state in self.move(verb).sources

    def verbs_from(self, state: str) -> list[Move]:
        """The moves that start in this state, in the order of the table."""
        return [move for move in self.moves if state in move.sources]


def moves(*rows: tuple[str, Iterable[str], str | None, str, str]) -> Workflow:
    """Build a workflow from rows of (verb, sources, target, power, label)."""
    return Workflow(
        tuple(
            Move(verb, frozenset(sources), target, power, label)
            for verb, sources, target, power, label in rows
        )
    )
