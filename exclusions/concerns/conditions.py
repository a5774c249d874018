"""Which concerns are meant by a word: said once for lists (`open()`) and for counting several at once."""

from datetime import date

from django.db.models import Q

from exclusions.concerns.enums import OPEN_STATES, WAITING_FOR_LINK_WORKER, State

OPEN = Q(state__in=OPEN_STATES)
# For the link worker to act.
WAITING = Q(state__in=WAITING_FOR_LINK_WORKER)
# For the school's answer.
WITH_SCHOOL = Q(state=State.WITH_SCHOOL)


def overdue(on: date) -> Q:
    """Open, and the day of decision has passed."""
    return OPEN & Q(decide_by__lt=on)


def unseen(on: date) -> Q:
    """Open, and nobody has turned to it by the day on which somebody ought to have."""
    return OPEN & Q(acknowledged_at=None, acknowledge_by__lt=on)
