"""How the email of a notice comes, and what a person may change of it."""

from enum import Enum

from django.db.models import TextChoices


class Way(TextChoices):
    """How the email of a notice comes. In the portal it stands at once in any case."""

    ONCE = "once", "At once"
    DAILY = "daily", "Once a day, together"
    WEEKLY = "weekly", "Once a week, together"
    PORTAL = "portal", "No email"


class Firm(Enum):
    """What a person's own choice may change."""

    CHOSEN = "comes as the person chooses"
    STATUTORY = "comes by email of its own, though not in quiet hours"
    URGENT = "comes by email at once, in quiet hours too"


TOGETHER = (Way.DAILY, Way.WEEKLY)
