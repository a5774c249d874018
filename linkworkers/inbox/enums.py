from django.db.models import TextChoices


class Clock(TextChoices):
    """The two promises made for a concern (domain.md 5.3)."""

    ACKNOWLEDGE = "acknowledge", "Nobody has looked at it"
    DECIDE = "decide", "The decision is overdue"


class Rung(TextChoices):
    """Who is told of a concern that is late, one after the other."""

    OWNER = "owner", "Its owner"
    DEPUTY = "deputy", "The deputy social worker"
    HEAD = "head", "The head of service"
    BOARD = "board", "The inclusion board’s list"
