"""The life of a prepared file: the worker's moves run as the portal, the last one is its owner's too."""

from portal.core.workflow import moves
from portal.exports.enums import State

WORKER, OWNER = "the portal", "the owner"

FILES = moves(
    ("finish", [State.PREPARING], State.READY, WORKER, "Keep the file for its owner"),
    ("fail", [State.PREPARING], State.FAILED, WORKER, "Say why there is no file"),
    ("forget", [State.READY, State.FAILED], State.GONE, WORKER, "Delete what is too old"),
    ("delete", [State.READY], State.GONE, OWNER, "Delete the file"),
)
