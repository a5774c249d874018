"""Each rule of the packs by itself: whom it reaches, by when, and where it does not apply."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import DayPart, SuspensionKind
from exclusions.suspensions.packs import PACKS, Facts, PanelOutcome, Who, pack_for
from exclusions.suspensions.packs.board import ReviewClass, review_class
from exclusions.suspensions.packs.dues import Clock, carried_out_on
from schools.register.enums import Regime
from tests.exclusions.suspensions.packs.school_year import THREE_TERMS

MONDAY = date(2026, 11, 2)


def whole_days(*dates):
    return Days.of((day, DayPart.DAY) for day in dates)


def suspension(days=None, **more):
    days = days or whole_days(MONDAY, date(2026, 11, 3))
    given = {
        "kind": SuspensionKind.SUSPENSION,
        "regime": Regime.MAINTAINED,
        "starts_on": days.first,
        "days": days,
        "term_sessions": days.sessions,
        "run_starts_on": days.first,
        "term_ends_on": date(2027, 1, 3),
    }
    return Facts(**{**given, **more})


def permanent(**more):
    given = {"kind": SuspensionKind.PERMANENT, "regime": Regime.MAINTAINED, "starts_on": MONDAY}
    return Facts(**{**given, **more})


def dues(facts, calendar=THREE_TERMS):
    found = pack_for(facts.starts_on).dues(facts, calendar)
    assert len({due.code for due in found}) == len(found)
    return {due.code: due for due in found}


def test_a_short_suspension_owes_the_plain_notices():
    found = dues(suspension())

    assert set(found) == {
        "tell_parents",
        "section_104",
        "report_board",
        "tell_authority",
        "set_work",
        "reintegration",
    }
    assert found["tell_parents"].clock == Clock.WITHOUT_DELAY
    assert found["tell_parents"].by == MONDAY
    assert found["report_board"].by == date(2026, 12, 18)
    assert found["reintegration"].by == date(2026, 11, 5)
    assert all(due.rule and due.source and due.because for due in found.values())


def test_a_permanent_exclusion_owes_everything_at_once():
    found = dues(permanent(looked_after=True, has_social_worker=True, lives_elsewhere=True))

    assert set(found) == {
        "tell_parents",
        "section_104",
        "tell_board",
        "tell_authority",
        "tell_home_authority",
        "tell_social_worker",
        "tell_virtual_school",
        "sixth_day",
        "provision_notice",
        "first_day_education",
        "set_work",
        "board_meeting",
        "interim_pep",
    }
    assert found["sixth_day"].by == date(2026, 11, 9)
    assert found["sixth_day"].who == Who.HOME_AUTHORITY
    assert found["provision_notice"].by == date(2026, 11, 7)
    assert found["board_meeting"].by == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("sessions", "represented", "misses_test", "expected"),
    [
        (10, False, False, ReviewClass.E0),
        (10, True, False, ReviewClass.E),
        (10, True, True, ReviewClass.C),
        (11, False, False, ReviewClass.D0),
        (11, True, False, ReviewClass.D),
        (30, True, False, ReviewClass.D),
        (30, False, True, ReviewClass.C),
        (31, False, False, ReviewClass.B),
        (31, True, True, ReviewClass.B),
    ],
)
def test_the_class_of_the_boards_review(sessions, represented, misses_test, expected):
    facts = suspension(
        term_sessions=sessions, represented_on=MONDAY if represented else None, misses_test=misses_test
    )
    assert review_class(facts) == expected


@pytest.mark.parametrize(
    ("sessions", "represented", "by"),
    [
        (31, None, date(2026, 11, 23)),
        (30, None, None),
        (30, date(2026, 11, 5), date(2027, 1, 25)),
        (10, date(2026, 11, 5), None),
    ],
)
def test_the_boards_last_day(sessions, represented, by):
    found = dues(suspension(term_sessions=sessions, represented_on=represented))
    assert ("board_meeting" in found) is (by is not None)
    if by:
        assert found["board_meeting"].by == by


def test_the_boards_time_runs_from_the_notice_it_got():
    found = dues(permanent(noticed_on=date(2026, 11, 4)))
    assert found["board_meeting"].by == date(2026, 11, 25)
    assert carried_out_on("tell_board", permanent(noticed_on=date(2026, 11, 4))) == date(2026, 11, 4)


def test_lunchtimes_count_half_a_day_and_owe_no_education():
    lunches = Days.of(
        (date(2026, 11, day), DayPart.LUNCHTIME) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16)
    )
    facts = suspension(lunches, kind=SuspensionKind.LUNCHTIME)

    found = dues(facts)

    assert facts.term_sessions == 11
    assert "tell_board" in found
    assert {"section_104", "sixth_day", "set_work", "reintegration"}.isdisjoint(found)


@pytest.mark.parametrize(
    ("run_starts_on", "by"),
    [(MONDAY, None), (date(2026, 10, 23), date(2026, 11, 6)), (date(2026, 10, 22), date(2026, 11, 5))],
)
def test_consecutive_suspensions_add_up_to_the_sixth_day(run_starts_on, by):
    """From Monday to Friday; half-term lies in the week before."""
    week = whole_days(*(date(2026, 11, day) for day in range(2, 7)))
    found = dues(suspension(week, run_starts_on=run_starts_on))

    assert ("sixth_day" in found) is (by is not None)
    if by:
        assert found["sixth_day"].by == by
        assert found["sixth_day"].who == Who.BOARD


def test_a_suspension_after_the_sixth_day_owes_education_from_its_first_day():
    """Nobody is late for days before it was decided: the notice about it is due at once."""
    facts = suspension(whole_days(date(2026, 11, 11), date(2026, 11, 12)), run_starts_on=MONDAY)
    found = dues(facts)

    assert found["sixth_day"].by == date(2026, 11, 11)
    assert "Go on" in found["sixth_day"].what
    assert found["provision_notice"].by == date(2026, 11, 11)
    assert found["provision_notice"].clock == Clock.WITHOUT_DELAY


@pytest.mark.parametrize("spared", [{"of_compulsory_age": False}, {"last_exam_on": date(2026, 5, 1)}])
def test_no_sixth_day_beyond_school_age_or_the_last_examination(spared):
    assert "sixth_day" not in dues(permanent(**spared))


def test_a_missed_examination_moves_the_board_before_it():
    found = dues(suspension(misses_test=True, test_on=date(2026, 11, 11)))

    assert found["board_before_test"].by == date(2026, 11, 10)
    assert "chair may decide alone" in found["board_before_test"].what
    assert found["board_meeting"].by == date(2026, 11, 23)
    assert "tell_board" in found
    assert dues(suspension(misses_test=True, test_on=MONDAY))["board_before_test"].by == MONDAY


def test_papers_once_the_meeting_is_arranged():
    found = dues(permanent(board_meets_on=date(2026, 11, 19)))
    assert found["board_papers"].by == date(2026, 11, 12)
    assert found["board_papers"].clock == Clock.SHOULD


def test_who_is_invited_follows_the_pupil_and_the_kind_of_school():
    plain = dues(permanent(board_meets_on=date(2026, 11, 19)))["board_papers"].because
    assert "the local authority" in plain
    assert "where the parents ask" not in plain
    assert "social worker" not in plain

    known = {"looked_after": True, "has_social_worker": True, "regime": Regime.ACADEMY}
    academy = dues(permanent(board_meets_on=date(2026, 11, 19), **known))["board_papers"].because
    for wanted in ("the social worker", "the virtual school head", "where the parents ask for it"):
        assert wanted in academy
    assert len(academy) <= 400


def declined(**more):
    return permanent(board_decided_on=date(2026, 11, 20), decision_told_on=date(2026, 11, 23), **more)


def test_the_last_day_to_apply_and_the_first_off_the_roll():
    found = dues(declined())

    assert found["review_application"].by == date(2026, 12, 14)
    assert not found["review_application"].is_late(date(2027, 7, 1))
    assert found["remove_from_roll"].by == date(2026, 12, 15)
    waived = dues(declined(waived_on=date(2026, 11, 25)))
    assert "review_application" not in waived
    assert waived["remove_from_roll"].by == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("regime", "who"),
    [(Regime.MAINTAINED, Who.AUTHORITY), (Regime.PRU, Who.AUTHORITY), (Regime.ACADEMY, Who.TRUST)],
)
def test_who_arranges_the_review(regime, who):
    facts = replace(declined(applied_on=date(2026, 12, 4)), regime=regime)
    found = dues(facts)
    assert (found["review_hearing"].by, found["review_hearing"].who) == (date(2027, 1, 8), who)
    assert "remove_from_roll" not in found


def test_reconsideration_and_its_price():
    facts = declined(
        applied_on=date(2026, 12, 4), panel_told_on=date(2027, 1, 12), panel_outcome=PanelOutcome.QUASHED
    )
    found = dues(facts)
    assert found["reconsideration"].by == date(2027, 1, 26)
    assert "£4,000" in found["reconsideration"].what
    recommended = dues(replace(facts, panel_outcome=PanelOutcome.RECOMMENDED))
    assert "£4,000" not in recommended["reconsideration"].what
    upheld = dues(replace(facts, panel_outcome=PanelOutcome.UPHELD, review_ended_on=date(2027, 1, 12)))
    assert "reconsideration" not in upheld
    assert upheld["remove_from_roll"].by == date(2027, 1, 12)


def test_cancelling_ends_what_was_to_come_and_tells_the_same_people():
    facts = permanent(cancelled_on=date(2026, 11, 5), has_social_worker=True, term_ends_on=date(2027, 1, 3))
    found = dues(facts)

    assert {
        "tell_parents_cancelled",
        "tell_board_cancelled",
        "tell_authority_cancelled",
        "tell_social_worker_cancelled",
        "let_back",
        "offer_meeting",
        "report_cancelled",
    } <= set(found)
    assert {"sixth_day", "board_meeting", "set_work", "tell_home_authority_cancelled"}.isdisjoint(found)
    assert found["report_cancelled"].by == date(2026, 12, 18)


def test_cancelled_after_the_term_it_began_in_is_reported_at_once():
    last_day = whole_days(date(2026, 12, 18))
    found = dues(suspension(last_day, cancelled_on=date(2026, 12, 21)))
    assert found["report_cancelled"].by == date(2026, 12, 21)


def test_schools_outside_the_regulations_owe_nothing():
    assert dues(permanent(regime=Regime.OUT_OF_SCOPE)) == {}


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2019, 5, 1), "EXCL-2024-08"),
        (date(2026, 7, 25), "EXCL-2024-08"),
        (date(2026, 7, 26), "EXCL-2026-07"),
        (date(2031, 1, 1), "EXCL-2026-07"),
    ],
)
def test_the_pack_is_that_of_the_first_day(day, code):
    assert pack_for(day).code == code


def test_an_interim_review_is_asked_for_from_2026_on():
    before = suspension(whole_days(date(2026, 6, 15)), looked_after=True)
    after = suspension(looked_after=True)
    assert "interim_pep" not in dues(before)
    assert "interim_pep" in dues(after)


def test_packs_join_without_a_gap_and_name_each_rule_once():
    for earlier, later in pairwise(PACKS):
        assert (later.starts_on - earlier.ends_on).days == 1
    for pack in PACKS:
        codes = [rule.code for rule in pack.rules]
        assert len(set(codes)) == len(codes)
