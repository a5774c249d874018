"""What stands above the desk and on the home page: each count links to exactly the list it counts."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from exclusions.suspensions.desk.meetings import ahead, without_outcome
from exclusions.suspensions.models import Arrival, Duty, Step
from exclusions.suspensions.models.duties import LATE_CLOCKS
from portal.accounts.models import User
from portal.core.counting import TALLIED, count_to, counts_to, tally

WEEK = timedelta(days=7)
# What is found by looking at every record of some kind: few of many.
FEW = 200


@dataclass(frozen=True)
class Card:
    """One count, what it counts, and the list; beyond `most` nobody counts."""

    count: int
    label: str
    url: str
    most: int = TALLIED

    @property
    def shown(self) -> str:
        return tally(self.count, self.most)


def to_arrange() -> Any:
    """Whether no meeting of the board is arranged, of a duty's record."""
    arranged = Step.objects.standing().filter(suspension=OuterRef("suspension"), verb="set_meeting")
    return ~Exists(arranged)


def duty_cards(user: User, today: date) -> list[Card]:
    """Duties by when they are due, and last education that is to be found; one query."""
    rows = Duty.objects.visible_to(user).open()
    found = counts_to(
        TALLIED,
        overdue=rows.filter(by__lt=today, clock__in=LATE_CLOCKS),
        today=rows.filter(by=today),
        week=rows.filter(by__gt=today, by__lte=today + WEEK),
        later=rows.filter(by__gt=today + WEEK),
        education=rows.filter(code="sixth_day"),
    )
    words = {"overdue": "overdue", "today": "today", "week": "in the next 7 days", "later": "later"}
    desk = reverse("suspensions:desk")
    return [
        *(Card(found[when], label, f"{desk}?when={when}") for when, label in words.items()),
        Card(found["education"], "education from day 6 to find", reverse("suspensions:provisions")),
    ]


def work_cards(user: User, today: date) -> list[Card]:
    """What is to be found, arranged and written down; what is new, to whoever takes note of it."""
    open_duties = Duty.objects.visible_to(user).open()
    meetings = reverse("suspensions:meetings")
    steps = Step.objects.visible_to(user)
    found = counts_to(
        FEW,
        arrange=open_duties.filter(to_arrange(), code="board_meeting"),
        ahead=ahead(steps, today),
        past=without_outcome(steps, today),
    )
    arrange = f"{reverse('suspensions:desk')}?what=to_arrange"
    return [
        *new_cards(user),
        Card(found["arrange"], "board meetings to arrange", arrange, FEW),
        Card(found["ahead"], "meetings and reviews ahead", meetings, FEW),
        Card(found["past"], "past meetings without outcome", f"{meetings}?when=past", FEW),
    ]


def new_cards(user: User) -> list[Card]:
    """What nobody of one's team has taken note of; none for whoever belongs to no team."""
    if not user.has_perm("suspensions.take_note"):
        return []
    unseen = count_to(TALLIED, Arrival.objects.visible_to(user).unseen())
    return [Card(unseen, "new, not taken note of", reverse("suspensions:arrivals"))]
