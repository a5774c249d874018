from django.db.models import TextChoices


class Holder(TextChoices):
    """For whom a private link is."""

    YOUNG_PERSON = "young_person", "The young person"
    FAMILY = "family", "Family"


class Area(TextChoices):
    """Where in a young person's life a place is (domain.md 6.1, contexts)."""

    HOME = "home", "At home"
    SCHOOL = "school", "At school"
    WAY = "way", "On the way"
    NEIGHBOURHOOD = "neighbourhood", "Around where I live"
    ONLINE = "online", "Online"


class Feeling(TextChoices):
    """How a place feels (domain.md 6.3)."""

    SAFE = "safe", "Safe"
    MIXED = "mixed", "It depends"
    UNSAFE = "unsafe", "Not safe"


class TimeBand(TextChoices):
    ANY = "any", "Any time"
    MORNING = "morning", "Before school"
    DAY = "day", "During the school day"
    AFTERNOON = "afternoon", "After school"
    NIGHT = "night", "Evening or night"
    WEEKEND = "weekend", "At the weekend"


class Progress(TextChoices):
    NOT_YET = "not_yet", "Not yet"
    ON_THE_WAY = "on_the_way", "On the way"
    DONE = "done", "Done"
