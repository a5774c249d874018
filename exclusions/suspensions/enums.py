"""Codes of the statutory record; codes of kinds are the school census's (domain.md 2.1)."""

from django.db.models import TextChoices


class SuspensionKind(TextChoices):
    SUSPENSION = "SUSP", "Suspension"
    PERMANENT = "PERM", "Permanent exclusion"
    LUNCHTIME = "LNCH", "Lunchtime suspension"


class State(TextChoices):
    """Where a suspension or permanent exclusion stands in the statutory process (domain.md 1.5 to 1.8)."""

    RECORDED = "recorded", "Recorded"
    DECLINED = "declined", "Board did not reinstate"
    IN_REVIEW = "in_review", "Before the review panel"
    TO_RECONSIDER = "to_reconsider", "Board must reconsider"
    UPHELD = "upheld", "Stands after review"
    REINSTATED = "reinstated", "Pupil reinstated"
    REMOVED = "removed", "Removed from the roll"
    CANCELLED = "cancelled", "Cancelled"
    VOID = "void", "Recorded in error"


# Nothing more is owed: the pupil is back, or was never meant.
ENDED_EARLY = (State.REINSTATED, State.CANCELLED, State.VOID)
# It stands: neither undone by somebody with the power to do so nor a mistake of recording.
STANDING = tuple(state for state in State if state not in ENDED_EARLY)


class DayPart(TextChoices):
    """What of a day is suspended. Only sessions that the pupil was due to attend count (domain.md 1.4)."""

    DAY = "day", "All day"
    MORNING = "am", "Morning"
    AFTERNOON = "pm", "Afternoon"
    LUNCHTIME = "lunch", "Lunchtime"


# Two sessions a day; a lunchtime counts as one for the legal thresholds (domain.md 1.4).
SESSIONS_OF = {DayPart.DAY: 2, DayPart.MORNING: 1, DayPart.AFTERNOON: 1, DayPart.LUNCHTIME: 1}


class MissedTest(TextChoices):
    """What the pupil would sit while suspended: the board must then meet before it, where it can."""

    EXAM = "exam", "A public examination"
    CURRICULUM_TEST = "test", "A national curriculum test"


class ToldHow(TextChoices):
    LETTER = "letter", "Letter"
    EMAIL = "email", "Email"
    BY_HAND = "hand", "In person, with the letter"
    PHONE = "phone", "By phone, letter to follow"


class Origin(TextChoices):
    PORTAL = "portal", "Recorded in the portal"
    IMPORT = "import", "Imported from the school’s system"
