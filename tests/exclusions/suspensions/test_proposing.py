"""The days that the calendar proposes, from an example worked out by hand and as properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exclusions.suspensions.enums import DayPart
from exclusions.suspensions.proposing import NOT_DUE, propose
from schools.calendars.arithmetic import Calendar

TERM = (date(2026, 9, 3), date(2026, 12, 18))
INSET = date(2026, 11, 20)
CALENDAR = Calendar((TERM,), frozenset([INSET]))
THU, FRI, MON, TUE = date(2026, 11, 19), INSET, date(2026, 11, 23), date(2026, 11, 24)
DAY, AM, PM, LUNCH = DayPart.DAY, DayPart.MORNING, DayPart.AFTERNOON, DayPart.LUNCHTIME


def parts(*args, **kwargs):
    return dict(propose(CALENDAR, *args, **kwargs).excluded.parts)


def test_weekends_and_closures_are_passed_over():
    proposal = propose(CALENDAR, THU, 4)

    assert dict(proposal.excluded.parts) == {THU: DAY, MON: DAY}
    assert [(day.on, day.part, day.is_open) for day in proposal.days] == [
        (THU, DAY, True),
        (FRI, None, False),
        (MON, DAY, True),
    ]


@pytest.mark.parametrize(
    ("sessions", "more", "expected"),
    [
        (1, {}, {THU: AM}),
        (1, {"from_afternoon": True}, {THU: PM}),
        (3, {"from_afternoon": True}, {THU: PM, MON: DAY}),
        (2, {"from_afternoon": True}, {THU: PM, MON: AM}),
        (2, {"lunchtimes": True}, {THU: LUNCH, MON: LUNCH}),
        # Set by hand: the walk goes on until the length is reached.
        (4, {"set_by_hand": {THU: "am"}}, {THU: AM, MON: DAY, TUE: AM}),
        (2, {"set_by_hand": {THU: NOT_DUE}}, {MON: DAY}),
        # What cannot be is passed over.
        (2, {"set_by_hand": {THU: "lunch", MON: "nonsense"}}, {THU: DAY}),
        (2, {"lunchtimes": True, "set_by_hand": {THU: "day"}}, {THU: LUNCH, MON: LUNCH}),
        (2, {"set_by_hand": {FRI: "day"}}, {THU: DAY}),
    ],
)
def test_the_walk(sessions, more, expected):
    assert parts(THU, sessions, **more) == expected


def test_a_calendar_that_gives_out_says_so():
    nothing = {THU + timedelta(days=n): NOT_DUE for n in range(300)}

    assert propose(CALENDAR, THU, 2, set_by_hand=nothing).is_short


@given(
    first=st.dates(date(2026, 9, 3), date(2026, 11, 1)),
    sessions=st.integers(1, 30),
    from_afternoon=st.booleans(),
    by_hand=st.dictionaries(
        st.dates(date(2026, 9, 3), date(2026, 12, 18)), st.sampled_from(["day", "am", "pm", NOT_DUE, "x"])
    ),
)
def test_the_length_is_what_was_decided(first, sessions, from_afternoon, by_hand):
    proposal = propose(CALENDAR, first, sessions, from_afternoon=from_afternoon, set_by_hand=by_hand)

    assert proposal.is_short or proposal.excluded.sessions == sessions
    assert all(CALENDAR.is_school_day(day) and day >= first for day in proposal.excluded.dates)
