"""Reading calendar files, honest ones and others."""

from datetime import date, timedelta

import pytest

from portal.bulk.reading import Unusable
from schools.calendars.arithmetic import Calendar
from schools.calendars.importing.events import MOST_BYTES, MOST_EVENTS, Event, read_events
from schools.calendars.importing.meaning import Stated, closures_in, terms_in
from tests.schools.calendars.importing.calendars import calendar, days, event

INSET = date(2026, 11, 23)


def read(*events) -> list[Event]:
    return read_events(calendar(*events), "dates.ics")


def day_of(*lines) -> tuple[date, date] | str:
    (found,) = read(event("INSET day", *lines))
    return found.problem or (found.first, found.last)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261124"], (INSET, INSET)),
        (["DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261126"], (INSET, date(2026, 11, 25))),
        (["DTSTART;VALUE=DATE:20261123"], (INSET, INSET)),
        (["DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261123"], (INSET, INSET)),
        (["DTSTART;VALUE=DATE:20261123", "DURATION:P2D"], (INSET, date(2026, 11, 24))),
        (["DTSTART:20261123T090000", "DTEND:20261123T153000"], (INSET, INSET)),
        (["DTSTART:20261123T000000", "DTEND:20261124T000000"], (INSET, INSET)),
        (["DTSTART;TZID=Europe/London:20261123T090000", "DTEND;TZID=Europe/London:20261123T150000"],
         (INSET, INSET)),
        # Midnight here in summer is 23:00 of the day before in UTC.
        (["DTSTART:20260630T230000Z", "DTEND:20260701T230000Z"], (date(2026, 7, 1), date(2026, 7, 1))),
        (["DTSTART;TZID=America/New_York:20261122T200000", "DTEND;TZID=America/New_York:20261122T210000"],
         (INSET, INSET)),
    ],
)  # fmt: skip
def test_the_days_of_an_event(lines, expected):
    assert day_of(*lines) == expected


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["DTSTART;VALUE=DATE:20261123", "RRULE:FREQ=WEEKLY"], "repeats by a rule"),
        (["DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261120"], "ends before it begins"),
        (["DTSTART:20261123T090000", "DTEND:20261122T080000"], "ends before it begins"),
        (["DTSTART;TZID=Nowhere/Atall:2026", "DTEND:1"], "cannot be read"),
        (["DTSTART:P2D"], "cannot be read"),
        (["DTSTART;VALUE=DATE:20261123", "DURATION:P99999999D"], "beyond the calendar"),
        ([], "has no first day"),
        (["DTSTART;VALUE=DATE:20261123", "DTSTART;VALUE=DATE:20261124"], "more than once"),
        (["DTSTART;VALUE=DATE:20269999"], "cannot be read"),
    ],
)
def test_an_event_without_days_says_why(lines, problem):
    assert problem in str(day_of(*lines))


def test_cancelled_events_are_left_out():
    cancelled = event("INSET day", "DTSTART;VALUE=DATE:20261123", "STATUS:CANCELLED")

    assert read(cancelled, days("A", "20261123")) == [Event(2, "A", INSET, INSET)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not a calendar file"),
        (b"PK\x03\x04 a workbook", "is not a calendar file"),
        (b"Name,First day,Last day\n", "is not a calendar file"),
        (b"BEGIN:VCALENDAR\0", "is not a calendar file"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "without events"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "without events"),
        (b"BEGIN:VCALENDAR\r\n\x85\x99;;;::\r\n", "is broken"),
        (b" " * (MOST_BYTES + 1), "is larger than 2 MB"),
        (calendar(days("Term day", "20260901") * (MOST_EVENTS + 1)), "more than 5,000 events"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_in_a_sentence(content, words):
    with pytest.raises(Unusable, match=words):
        read_events(content, "dates.ics")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(encoding):
    content = calendar(days("Congé – été", "20261123")).decode().encode(encoding)

    assert [found.summary for found in read_events(content, "dates.ics")] == ["Congé – été"]


def stated(*rows) -> list[Stated]:
    return [Stated(number, name, date(*first), date(*last)) for number, name, first, last in rows]


def test_terms_stated_as_they_are_with_closures_passed_over():
    events = read(
        days("Autumn Term 1", "20260902", "20261024"),
        days("INSET day", "20260901", "20260902"),
        days("October half-term", "20261024", "20261102"),
        days("Bank holiday", "20261225"),
        days("Northmere: Autumn Term 2", "20261102", "20261219"),
    )

    assert terms_in(events) == stated(
        (1, "Autumn Term 1", (2026, 9, 2), (2026, 10, 23)),
        (5, "Autumn Term 2", (2026, 11, 2), (2026, 12, 18)),
    )


def test_terms_from_their_first_and_last_days():
    events = read(
        days("Autumn term ends", "20261218"),
        days("Autumn term starts", "20260902"),
        days("First day of spring term", "20270104"),
        days("Last day of spring term", "20270325"),
    )

    assert terms_in(events) == stated(
        (2, "Autumn term", (2026, 9, 2), (2026, 12, 18)),
        (3, "spring term", (2027, 1, 4), (2027, 3, 25)),
    )


def test_a_first_day_without_a_last_is_a_problem():
    problems = terms_in(read(days("Autumn term starts", "20260902"), days("Spring term starts", "20270104")))

    assert [one.problem for one in problems] == [
        "is the first day of a term whose last day is not in the file"
    ] * 2


def test_terms_from_school_days_and_the_days_missing_among_them():
    weekdays = [date(2026, 9, 2) + timedelta(days=n) for n in range(52)]
    weekdays = [day for day in weekdays if day.weekday() < 5 and day != date(2026, 10, 9)]
    after = date(2026, 11, 2)
    events = read(*(days("Term day (Week 1)", f"{day:%Y%m%d}") for day in [*weekdays, after]))

    assert terms_in(events) == stated(
        (1, "Autumn term 1", (2026, 9, 2), (2026, 10, 23)),
        (len(weekdays) + 1, "Autumn term 2", (2026, 11, 2), (2026, 11, 2)),
    )
    assert [(one.first, one.name) for one in closures_in(events)] == [
        (date(2026, 10, 9), "No school day in the calendar")
    ]


def test_what_is_no_date_of_terms_is_a_problem_and_not_a_term():
    (one,) = terms_in(read(days("Parents’ evening", "20261123")))

    assert "can be told by its name" in one.problem


def test_closures_by_their_names():
    events = read(
        days("INSET Day", "20260901"),
        days("Staff training", "20261102", "20261104"),
        days("School closed: polling", "20270506"),
        days("Autumn term 1", "20260902", "20261024"),
        days("Concert", "20261101"),
    )

    assert [(one.first, one.last) for one in closures_in(events)] == [
        (date(2026, 9, 1), date(2026, 9, 1)),
        (date(2026, 11, 2), date(2026, 11, 3)),
        (date(2027, 5, 6), date(2027, 5, 6)),
    ]


def test_events_as_long_as_all_time_are_taken_in_no_time():
    """Neither makes terms nor days, one by one, of what no school means."""
    ages = [
        days(name, "00010103", "99991230") for name in ("INSET day", "Summer holiday") for _ in range(500)
    ]
    events = read(*ages, days("Term day", "00010104"), days("Term day", "99981231"))

    assert [one for one in terms_in(events) if one.last - one.first > timedelta(days=130)] == []
    assert len(closures_in(events)) == 500


# What Sheffield publishes for 2026 to 2027.
SHEFFIELD = [
    ("Autumn term 1", date(2026, 9, 1), date(2026, 10, 23)),
    ("Autumn term 2", date(2026, 11, 2), date(2026, 12, 18)),
    ("Spring term 1", date(2027, 1, 4), date(2027, 2, 12)),
    ("Spring term 2", date(2027, 2, 22), date(2027, 3, 25)),
    ("Summer term 1", date(2027, 4, 12), date(2027, 5, 28)),
    ("Summer term 2", date(2027, 6, 7), date(2027, 7, 21)),
]


def real(shared_data, name) -> list[Event]:
    return read_events((shared_data / "calendars" / name).read_bytes(), name)


@pytest.mark.parametrize("name", ["term_dates--term_dates.ics", "term_dates--school_holidays.ics"])
def test_a_real_authority_by_its_days_and_by_its_holidays(shared_data, name):
    terms = terms_in(real(shared_data, name))

    assert len(terms) == 18
    assert not [one for one in terms if one.problem]
    assert [(one.name, one.first, one.last) for one in terms[6:12]] == SHEFFIELD


def test_a_real_schools_calendar_counts_its_days(shared_data):
    events = real(shared_data, "term_dates--sutc__school_dates.ics")
    terms = tuple((one.first, one.last) for one in terms_in(events))
    closures = frozenset(one.first for one in closures_in(events))

    imported = Calendar(terms, closures)

    # The file has one event for each school day.
    assert imported.count(date(2025, 8, 1), date(2028, 7, 31)) == len(events) == 575
