"""A school's year for tests, in plain days: 2026/27 and its neighbours, three terms with half-terms."""

from datetime import date, timedelta

from schools.calendars.arithmetic import Calendar

DAY = timedelta(days=1)


def span(first, last):
    return (date.fromisoformat(first), date.fromisoformat(last))


def days_between(first, last):
    one, other = span(first, last)
    return {one + n * DAY for n in range((other - one).days + 1)}


# Half-terms and training days are closures inside three terms.
CLOSED = frozenset(
    days_between("2025-10-27", "2025-10-31")
    | days_between("2026-02-16", "2026-02-20")
    | days_between("2026-05-25", "2026-05-29")
    | days_between("2026-10-26", "2026-10-30")
    | days_between("2027-02-15", "2027-02-19")
    | days_between("2027-05-31", "2027-06-04")
)
THREE_TERMS = Calendar(
    terms=(
        span("2025-09-02", "2025-12-19"),
        span("2026-01-05", "2026-03-27"),
        span("2026-04-13", "2026-07-21"),
        span("2026-09-02", "2026-12-18"),
        span("2027-01-04", "2027-03-25"),
        span("2027-04-12", "2027-07-21"),
    ),
    closures=CLOSED,
)
