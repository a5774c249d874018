"""What is judged, the stated levels, and the states of an alert."""

from django.db.models import IntegerChoices, TextChoices


class Harm(TextChoices):
    """What a judgement is about. Each has its own levels' words, factors and strengths."""

    EXCLUSION = "exclusion", "Exclusion"
    OUTSIDE_HOME = "outside_home", "Harm outside the home"


class Level(IntegerChoices):
    LOW = 1, "Low"
    MEDIUM = 2, "Medium"
    HIGH = 3, "High"
    IMMEDIATE = 4, "Immediate"


COLOURS = {Level.LOW: "green", Level.MEDIUM: "yellow", Level.HIGH: "orange", Level.IMMEDIATE: "red"}

# What each level means, so that two people mean the same by it.
MEANINGS = {
    Harm.EXCLUSION: {
        Level.LOW: "What the school does for every child is enough.",
        Level.MEDIUM: "Behaviour or absence has changed; the school gives help of its own and watches.",
        Level.HIGH: "Suspensions, or help that has not worked: without more support exclusion is likely.",
        Level.IMMEDIATE: "The head is considering exclusion now.",
    },
    Harm.OUTSIDE_HOME: {
        Level.LOW: "Safe in the places and with the people the child spends time with, as far as we know.",
        Level.MEDIUM: "Some signs of harm by people or in places outside the home; adults can keep it small.",
        Level.HIGH: "Harm is happening or likely, and the adults around the child cannot stop it alone.",
        Level.IMMEDIATE: "Serious harm is likely in the coming days.",
    },
}
# School days until a judgement is looked at again, where nobody chose a day (domain.md 5.3, stage 4).
REVIEW_DAYS = {Level.LOW: 30, Level.MEDIUM: 30, Level.HIGH: 15, Level.IMMEDIATE: 5}


class AlertState(TextChoices):
    OPEN = "open", "Open"
    ACTED_ON = "acted_on", "Acted on"
    DISMISSED = "dismissed", "Nothing to do"
