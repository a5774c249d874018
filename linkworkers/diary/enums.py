"""Kinds, states and readers of the diary."""

from django.db import models


class Kind(models.TextChoices):
    """Work with a school that is not a case."""

    VISIT = "visit", "Visit"
    CALL = "call", "Phone call"
    CONSULTATION = "consultation", "Consultation"
    MEETING = "meeting", "Meeting"
    ON_SITE = "on_site", "On-site day"
    EMAIL = "email", "Emails"


class Sessions(models.TextChoices):
    """How much of an on-site day."""

    BOTH = "both", "Morning and afternoon"
    MORNING = "am", "Morning"
    AFTERNOON = "pm", "Afternoon"


class State(models.TextChoices):
    PLANNED = "planned", "Planned"
    DONE = "done", "Done"
    NOT_HAPPENED = "not_happened", "Did not happen"


COLOURS = {State.PLANNED: "blue", State.DONE: "green", State.NOT_HAPPENED: "grey"}


class Audience(models.TextChoices):
    SHARED = "shared", "Shared with the school"
    LINK_WORKERS = "link_workers", "Only for link workers"


class Part(models.TextChoices):
    """What a line of an entry is; lines are added, never changed."""

    ASKED = "asked", "What was asked"
    ADVICE = "advice", "Advice given"
    SCHOOL_WILL = "school_will", "What the school will do"
    WHY_INTERNAL = "why_internal", "Why only for link workers"
    NOT_HAPPENED = "not_happened", "Why it did not happen"
    FOLLOWED_UP = "followed_up", "Followed up"
    CORRECTION = "correction", "Correction"


# Said when an entry is written; the others come later.
FIRST_PARTS = (Part.ASKED, Part.ADVICE, Part.SCHOOL_WILL, Part.WHY_INTERNAL, Part.NOT_HAPPENED)
