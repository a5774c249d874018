"""The terms and years that rates are of: those of the published statistics, not of a school's calendar."""

from dataclasses import dataclass
from datetime import date

from schools.calendars.arithmetic import academic_year_of
from schools.calendars.periods import published_terms

AUTUMN, SPRING, SUMMER, YEAR = "autumn", "spring", "summer", "year"
TERMS = (AUTUMN, SPRING, SUMMER)
LABELS = {AUTUMN: "Autumn term", SPRING: "Spring term", SUMMER: "Summer term"}
# How the published files call a year of which one term is still to come, and a whole one (domain.md 4.2).
TWO_TERMS, WHOLE = "Autumn and spring term", "Academic year"
YEARS_KEPT = 3


@dataclass(frozen=True)
class Period:
    """`key` is a term, or `year` for all terms so far, where there is more than one; `name` as published."""

    year: int
    key: str
    name: str
    starts_on: date
    ends_on: date

    @property
    def title(self) -> str:
        return f"{self.name} {self.year}/{(self.year + 1) % 100:02d}"

    @property
    def code(self) -> str:
        """What stands in addresses: `2026-autumn`."""
        return f"{self.year}-{self.key}"

    @property
    def time_period(self) -> str:
        """`202627`, as in the published files."""
        return f"{self.year}{(self.year + 1) % 100:02d}"


def periods_of(year: int, today: date) -> list[Period]:
    """The terms of an academic year that have begun, and all of them together where there are several."""
    terms = [
        Period(year, key, LABELS[key], term.starts_on, term.ends_on)
        for key, term in zip(TERMS, published_terms(year), strict=True)
        if term.starts_on <= today
    ]
    if len(terms) < 2:
        return terms
    name = WHOLE if len(terms) == len(TERMS) else TWO_TERMS
    return [*terms, Period(year, YEAR, name, terms[0].starts_on, terms[-1].ends_on)]


def years_kept(today: date) -> list[int]:
    """The academic years of which rates are kept, the newest first."""
    this_year = academic_year_of(today)
    return [this_year - back for back in range(YEARS_KEPT)]
