"""The terms a file may be of, and the census that asks for each."""

from dataclasses import dataclass
from datetime import date

from schools.calendars.arithmetic import academic_year_of
from schools.calendars.periods import published_terms

YEARS_BACK = 3
# Suspensions are collected two terms later, so that reviews have ended (domain.md 4.1).
ASKED_BY = ("summer", "autumn", "spring")


@dataclass(frozen=True)
class Period:
    """A term: `key` stands in addresses, `asked_by` names the census that asks for it."""

    key: str
    name: str
    starts_on: date
    ends_on: date
    asked_by: str


def periods(today: date) -> list[Period]:
    """The terms that have begun, the newest first, of this academic year and the three before it."""
    this_year = academic_year_of(today)
    found = [each for year in range(this_year - YEARS_BACK, this_year + 1) for each in _of_year(year)]
    return [each for each in reversed(found) if each.starts_on <= today]


def _of_year(year: int) -> list[Period]:
    # A term in autumn is asked for in the next summer; spring and summer terms from the next autumn on.
    asked = (year + 1, year + 1, year + 2)
    return [
        Period(
            f"{year}-{term.name.split()[0].lower()}",
            f"{term.name} {year}/{(year + 1) % 100:02d}",
            term.starts_on,
            term.ends_on,
            f"{census} census {asked_in}",
        )
        for term, census, asked_in in zip(published_terms(year), ASKED_BY, asked, strict=True)
    ]
