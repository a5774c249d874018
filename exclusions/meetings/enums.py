"""Codes of meetings."""

from django.db.models import TextChoices


class MeetingState(TextChoices):
    FINDING = "finding", "Finding a date"
    FIXED = "fixed", "Date fixed"
    FINISHED = "finished", "Minutes finished"
    CANCELLED = "cancelled", "Cancelled"


OPEN_MEETINGS = (MeetingState.FINDING, MeetingState.FIXED)


class Suits(TextChoices):
    """What somebody answers to a proposed date."""

    YES = "yes", "Yes"
    IF_NEED_BE = "if_need_be", "If need be"
    NO = "no", "No"


class Attended(TextChoices):
    """How somebody took part."""

    PRESENT = "present", "Present"
    REMOTE = "remote", "Present, by phone or video"
    APOLOGIES = "apologies", "Sent apologies"
    IN_WRITING = "in_writing", "Contributed in writing"
    ABSENT = "absent", "Did not come"


class ReviewResult(TextChoices):
    CONTINUE = "continue", "Carry on with the plan"
    STEP_DOWN = "step_down", "Step down: less is needed now"
    STEP_UP = "step_up", "Step up: more is needed"
