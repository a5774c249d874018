"""The life of an import: the moves of the worker, which runs as the portal; the rest are its owner's."""

from portal.bulk.enums import State
from portal.core.workflow import moves

WORKER, OWNER = "the portal", "the owner"

IMPORTS = moves(
    ("checked", [State.CHECKING], State.READY, WORKER, "Show what the file would change"),
    ("refuse", [State.CHECKING, State.APPLYING], State.UNUSABLE, WORKER, "Say why the file cannot be used"),
    ("apply", [State.READY], State.APPLYING, OWNER, "Import"),
    ("applied", [State.APPLYING], State.APPLIED, WORKER, "Keep what was imported"),
    ("look_again", [State.APPLYING], State.READY, WORKER, "Show what has changed meanwhile"),
    ("undo", [State.APPLIED], State.UNDOING, OWNER, "Undo"),
    ("undone", [State.UNDOING], State.UNDONE, WORKER, "Keep what was undone"),
    ("cannot_undo", [State.UNDOING], State.APPLIED, WORKER, "Say why it stays"),
    ("discard", [State.READY, State.UNUSABLE, State.FAILED], State.DISCARDED, OWNER, "Discard"),
    ("fail", [State.CHECKING, State.APPLYING, State.UNDOING], State.FAILED, WORKER, "Stop after a fault"),
)
