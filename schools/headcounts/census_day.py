"""The days of the spring school census: the third Thursday of January (DfE, complete the school census)."""

from datetime import date, timedelta

THURSDAY = 3


def census_day(year: int) -> date:
    """The day of the January census of a calendar year."""
    first = date(year, 1, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 14)


def last_census_day(on: date) -> date:
    """The latest day of a January census up to a day, that day included."""
    this_year = census_day(on.year)
    return this_year if this_year <= on else census_day(on.year - 1)
