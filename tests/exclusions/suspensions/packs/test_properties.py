"""What must hold of any suspension: sessions add up, a greater total never owes less, deadlines are days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import SESSIONS_OF, DayPart, SuspensionKind
from exclusions.suspensions.packs import Facts, pack_for
from exclusions.suspensions.packs.dues import Clock
from exclusions.suspensions.packs.thresholds import TERM, YEAR, crossed, newly_crossed
from exclusions.suspensions.packs.totals import run_start, term_totals, year_totals
from schools.calendars.periods import statutory_term
from schools.register.enums import Regime
from tests.exclusions.suspensions.packs.school_year import THREE_TERMS

SCHOOL_DAYS = [
    day for n in range(690) if THREE_TERMS.is_school_day(day := date(2025, 9, 1) + timedelta(days=n))
]
dates = st.sampled_from(SCHOOL_DAYS)
parts = st.sampled_from([DayPart.DAY, DayPart.MORNING, DayPart.AFTERNOON])
histories = st.lists(st.dictionaries(dates, parts, min_size=1, max_size=12).map(Days.of), max_size=6)
some_days = st.dictionaries(dates, parts, min_size=1, max_size=12).map(Days.of)
regimes = st.sampled_from([Regime.MAINTAINED, Regime.PRU, Regime.ACADEMY])


@given(histories, some_days)
def test_every_session_lies_in_one_term_and_one_year(history, own):
    everything = [*history, own]
    total = sum(days.sessions for days in everything)
    year_sum = sum(each.sessions for each in year_totals(everything, own))
    term_sum = sum(each.sessions for each in term_totals(everything, own, THREE_TERMS))

    assert own.sessions <= term_sum <= year_sum <= total
    assert sum(SESSIONS_OF[part] for _, part in own.parts) == own.sessions


@given(histories, some_days)
def test_a_run_has_no_school_day_left_out(history, own):
    start = run_start(history, own, THREE_TERMS)
    suspended = {day for days in (*history, own) for day in days.dates}

    run = [day for day in SCHOOL_DAYS if start <= day <= own.last]
    assert run
    assert set(run) <= suspended
    assert start <= own.last
    assert THREE_TERMS.add(start, -1).on not in suspended


@given(st.integers(0, 120), st.integers(0, 40))
def test_totals_only_ever_cross_more(before, added):
    for thresholds in (TERM, YEAR):
        old, new = crossed(thresholds, before), crossed(thresholds, before + added)
        assert set(old) <= set(new)
        assert set(newly_crossed(thresholds, before, before + added)) == set(new) - set(old)


def facts_of(days, regime, total):
    return Facts(
        kind=SuspensionKind.SUSPENSION,
        regime=regime,
        starts_on=days.first,
        days=days,
        term_sessions=total,
        run_starts_on=run_start([], days, THREE_TERMS),
        term_ends_on=date(2027, 7, 31),
        represented_on=days.first,
    )


@given(some_days, regimes, st.integers(0, 60), st.integers(1, 30))
def test_a_greater_total_never_owes_the_board_less(days, regime, total, more):
    pack = pack_for(days.first)
    fewer, greater = (
        {due.code: due for due in pack.dues(facts_of(days, regime, each), THREE_TERMS)}
        for each in (total, total + more)
    )

    strength = ("consider_representations", "board_meeting")
    assert [code in fewer for code in strength] != [False, False]
    if "board_meeting" in fewer:
        assert greater["board_meeting"].by <= fewer["board_meeting"].by
    assert ("tell_board" in fewer) <= ("tell_board" in greater)


@given(some_days, regimes, st.integers(0, 60), st.booleans(), st.booleans())
def test_deadlines_in_school_days_are_school_days(days, regime, total, looked_after, permanent):
    facts = Facts(
        kind=SuspensionKind.PERMANENT if permanent else SuspensionKind.SUSPENSION,
        regime=regime,
        starts_on=days.first,
        days=Days() if permanent else days,
        term_sessions=total,
        run_starts_on=days.first,
        term_ends_on=statutory_term(THREE_TERMS, days.first).ends_on,
        looked_after=looked_after,
    )
    for due in pack_for(days.first).dues(facts, THREE_TERMS):
        assert due.source
        if due.by and due.clock == Clock.BY and due.code != "provision_notice":
            assert THREE_TERMS.is_school_day(due.by) or due.is_estimated, due
        if due.by and due.code != "provision_notice":
            assert due.by >= days.first
