from django.db.models import TextChoices


class State(TextChoices):
    CHECKING = "checking", "Being checked"
    READY = "ready", "Checked"
    UNUSABLE = "unusable", "The file cannot be used"
    APPLYING = "applying", "Being imported"
    APPLIED = "applied", "Imported"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    DISCARDED = "discarded", "Discarded"
    FAILED = "failed", "Stopped by a fault of the portal"


# The worker has it: nobody else may touch it, and the page looks again by itself.
AT_WORK = (State.CHECKING, State.APPLYING, State.UNDOING)
STATE_COLOURS = {
    State.CHECKING: "blue",
    State.READY: "yellow",
    State.UNUSABLE: "red",
    State.APPLYING: "blue",
    State.APPLIED: "green",
    State.UNDOING: "blue",
    State.UNDONE: "grey",
    State.DISCARDED: "grey",
    State.FAILED: "red",
}


class Fate(TextChoices):
    """What becomes of a row."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    REJECTED = "rejected", "Rejected"
