"""What the law asks of an off-site direction, by which day: written from domain.md 1.9, not from the code."""

from datetime import UTC, date, datetime, time

import pytest

from exclusions.measures.directions.rules import RULES
from exclusions.measures.dues import Clock, Story, next_of, owed
from exclusions.measures.models import Direction, MeasureStep
from schools.calendars.arithmetic import Calendar
from schools.register.enums import Regime

CALENDAR = Calendar(
    terms=(
        (date(2026, 4, 13), date(2026, 7, 21)),
        (date(2026, 9, 3), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 5), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 7, 21)),
    ),
    closures=frozenset([date(2026, 11, 20)]),
)
MONDAY = date(2026, 11, 16)


def direction(**columns):
    given = {
        "starts_on": MONDAY,
        "planned_end_on": date(2027, 2, 12),
        "review_weeks": 4,
        "session_starts": time(9),
        "recorded_at": datetime(2026, 11, 10, 12, tzinfo=UTC),
    }
    return Direction(**given | columns)


def step(verb, day, number=2):
    return MeasureStep(verb=verb, on=day, number=number)


def dues(measure, *steps, regime=Regime.MAINTAINED):
    """{code: (day, clock, done on)}"""
    found = owed(RULES, Story(measure, regime, list(steps)), CALENDAR)
    return {each.due.code: (each.due.by, each.due.clock, each.done_on) for each in found}


def test_everything_that_is_owed_before_it_begins():
    assert dues(direction()) == {
        # Two school days before Monday: Friday, Thursday.
        "tell_parents": (date(2026, 11, 12), Clock.BY, None),
        "review": (date(2026, 12, 14), Clock.BY, None),
        "may_demand": (date(2027, 1, 25), Clock.NOT_BEFORE, None),
        "end": (date(2027, 2, 12), Clock.SHOULD, None),
    }


@pytest.mark.parametrize(
    ("starts_on", "by"),
    [
        (date(2026, 11, 18), date(2026, 11, 16)),  # a Wednesday
        (date(2026, 11, 24), date(2026, 11, 19)),  # a Tuesday after an INSET day on Friday
        (date(2026, 11, 2), date(2026, 10, 22)),  # the first day after half-term
        (date(2027, 1, 5), date(2026, 12, 17)),  # the first day of a term
        (date(2026, 5, 5), date(2026, 4, 30)),  # the Tuesday after a bank holiday
    ],
)
def test_two_school_days_of_notice(starts_on, by):
    assert dues(direction(starts_on=starts_on))["tell_parents"][0] == by


@pytest.mark.parametrize(
    ("regime", "starts_on", "clock"),
    [
        (Regime.MAINTAINED, date(2026, 7, 1), Clock.BY),
        (Regime.MAINTAINED, date(2026, 9, 7), Clock.BY),
        # Academies and units only from 26 July 2026 on.
        (Regime.ACADEMY, date(2026, 7, 21), Clock.SHOULD),
        (Regime.ACADEMY, date(2026, 7, 26), Clock.BY),
        (Regime.PRU, date(2026, 7, 25), Clock.SHOULD),
        (Regime.PRU, date(2026, 9, 7), Clock.BY),
        (Regime.OUT_OF_SCOPE, date(2026, 9, 7), Clock.SHOULD),
    ],
)
def test_whom_the_regulations_bind_from_when(regime, starts_on, clock):
    assert dues(direction(starts_on=starts_on), regime=regime)["tell_parents"][1] == clock


def test_the_authority_is_told_where_there_is_a_plan_by_the_record_itself():
    owing = dues(direction(has_plan=True))

    assert owing["tell_authority"] == (date(2026, 11, 12), Clock.BY, date(2026, 11, 10))
    assert "tell_authority" not in dues(direction())


def test_reviews_run_from_the_last_one_to_the_planned_end():
    after_one = dues(direction(), step("review", date(2026, 12, 10)))
    near_its_end = dues(direction(), step("review", date(2027, 1, 20)))

    assert after_one["review"] == (date(2027, 1, 7), Clock.BY, None)
    assert "review" not in near_its_end


@pytest.mark.parametrize(
    ("reviews", "owing"),
    [
        ([], (date(2027, 2, 8), Clock.SHOULD, None)),
        # Ten weeks before 25 January are 16 November: a review of that day is too long ago.
        ([date(2026, 11, 16)], (date(2027, 2, 8), Clock.SHOULD, None)),
        ([date(2026, 11, 17)], None),
        ([date(2027, 2, 1)], (date(2027, 2, 8), Clock.SHOULD, date(2027, 2, 1))),
    ],
)
def test_a_review_that_was_demanded(reviews, owing):
    demand = step("demand", date(2027, 1, 25), number=9)
    steps = [step("review", day, number) for number, day in enumerate(reviews, start=2)]

    assert dues(direction(), demand, *steps).get("review_demanded") == owing


def test_once_it_has_ended_only_what_was_done_is_left():
    ended = direction(state="ended", ended_on=date(2026, 12, 18))

    assert dues(ended, step("tell_parents", date(2026, 11, 11))) == {
        "tell_parents": (date(2026, 11, 12), Clock.BY, date(2026, 11, 11)),
        "end": (date(2027, 2, 12), Clock.SHOULD, date(2026, 12, 18)),
    }


def test_a_record_made_in_error_owes_nothing():
    assert dues(direction(state="void")) == {}


def test_what_comes_first_is_what_is_open_and_can_be_late():
    told = owed(
        RULES, Story(direction(), Regime.MAINTAINED, [step("tell_parents", date(2026, 11, 11))]), CALENDAR
    )

    assert next_of(told).due.code == "review"
    assert all(each.due.source and each.due.rule for each in told)
