"""On which days a person is not at work: what the portal asks before it emails them."""

from datetime import date

from portal.accounts.models import User
from schools.calendars import bank_holidays
from schools.calendars.services import prepare_calendars
from schools.links.models import FROM_THE_AUTHORITY
from schools.links.standing import standing_of

SATURDAY = 5


def is_day_off(user: User, day: date) -> bool:
    """Weekends and bank holidays for everybody; for people of schools each day none of theirs is open.

    Who works for the authority works in the holidays too.
    """
    if day.weekday() >= SATURDAY or day in bank_holidays.of_year(day.year):
        return True
    schools = _schools_of(user)
    return bool(schools) and not any(
        calendar.is_school_day(day) for calendar in prepare_calendars(schools).values()
    )


def _schools_of(user: User) -> set[int]:
    """The schools somebody works at, as far as they work for no one else."""
    standing = standing_of(user)
    if standing.authority_roles or any(role in FROM_THE_AUTHORITY for role, _ in standing.school_roles):
        return set()
    return {school for _, school in standing.school_roles}
