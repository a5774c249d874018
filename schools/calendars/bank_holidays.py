"""Bank holidays of England: the published list, and the rule for years it does not speak about.

The list comes with the govuk-bank-holidays package and is read from disk: nothing is fetched.
"""

from datetime import date, timedelta
from functools import lru_cache

from govuk_bank_holidays.bank_holidays import BankHolidays

ONE_DAY = timedelta(days=1)
MONDAY = 0


@lru_cache(maxsize=1)
def published() -> frozenset[date]:
    """Bank holidays of England and Wales as published."""
    source = BankHolidays(use_cached_holidays=True)
    return frozenset(h["date"] for h in source.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


@lru_cache(maxsize=1)
def published_years() -> frozenset[int]:
    return frozenset(day.year for day in published())


@lru_cache(maxsize=64)
def of_year(year: int) -> frozenset[date]:
    """Bank holidays of a calendar year; by the rule where none are published."""
    if year in published_years():
        return frozenset(day for day in published() if day.year == year)
    return frozenset(by_rule(year))


def is_published(year: int) -> bool:
    return year in published_years()


def by_rule(year: int) -> list[date]:
    """The eight of an ordinary year (Banking and Financial Dealings Act 1971), weekends moved on."""
    easter = easter_sunday(year)
    new_year = date(year, 1, 1)
    christmas = _working_day(date(year, 12, 25))
    return [
        _working_day(new_year),
        easter - 2 * ONE_DAY,
        easter + ONE_DAY,
        _monday(date(year, 5, 1)),
        _monday(date(year, 5, 25)),
        _monday(date(year, 8, 25)),
        christmas,
        _working_day(max(date(year, 12, 26), christmas + ONE_DAY)),
    ]


def easter_sunday(year: int) -> date:
    """The anonymous Gregorian rule (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + ONE_DAY * max(0, 7 - day.weekday()) if day.weekday() > 4 else day


def _monday(earliest: date) -> date:
    return earliest + ONE_DAY * ((MONDAY - earliest.weekday()) % 7)
