"""What every part of the demo's history is told with: one generator, one calendar, one batch."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from portal.accounts.enums import Role
from portal.demo.batch import Batch
from portal.demo.calendar import Calendars, SchoolDays
from portal.demo.people import Staff
from portal.demo.places import Place
from portal.demo.words import pick

HISTORY_DAYS = 730
FOR_THE_SCHOOL = (Role.DSL, Role.DEPUTY_DSL)
FOR_THE_AUTHORITY = (Role.LEAD_SOCIAL_WORKER, Role.DEPUTY_SOCIAL_WORKER)
OPENS, CLOSES = 8 * 60 + 10, 16 * 60 + 20


@dataclass(frozen=True)
class Actor:
    user_id: int
    role: Role


@dataclass
class World:
    rng: Random
    today: date
    staff: Staff
    calendars: Calendars
    batch: Batch
    officers: list[int]

    def __post_init__(self) -> None:
        days = self.calendars.shared
        # Nothing happens today yet: whatever the hour, no moment lies in the future.
        self.last_day = days.back(self.today, 1)
        self.past_days = days.between(self.today - timedelta(days=HISTORY_DAYS), days.back(self.today, 4))

    def days_of(self, place: Place) -> SchoolDays:
        return self.calendars.of(place.school.pk)

    def moment(self, on: date, not_before: datetime | None = None) -> datetime:
        """A minute of a school's working day, after another moment where that matters."""
        minute = OPENS + int(self.rng.random() * (CLOSES - OPENS))
        at = timezone.make_aware(datetime.combine(on, time(minute // 60, minute % 60)))
        if not_before is None or at > not_before:
            return at
        return not_before + timedelta(minutes=4 + int(self.rng.random() * 50))

    def somebody(self, place: Place, roles: tuple[Role, ...], on: date) -> Actor:
        """Who acted for the school or the authority on a day: mostly the first of the roles."""
        if self.rng.random() < 0.15:
            roles = roles[::-1]
        found = self.staff.holder(place.school.pk, roles, on)
        assert found is not None, f"Nobody stood with {place.school} on {on}."  # noqa: S101
        return Actor(user_id=found[1], role=found[0])

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def an_officer(self) -> Actor:
        return Actor(pick(self.rng, self.officers), Role.INCLUSION_OFFICER)
