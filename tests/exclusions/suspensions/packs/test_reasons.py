"""Reason codes by the day of the event."""

from datetime import date

import pytest

from exclusions.suspensions.packs.reasons import group_of, groups, problem_with, reason_sets, reasons_on

BEFORE, AFTER = date(2026, 7, 31), date(2026, 8, 1)


def test_the_sets_and_when_they_hold():
    assert len(reasons_on(BEFORE).reasons) == 16
    assert len(reasons_on(AFTER).reasons) == 29
    assert reasons_on(date(2015, 1, 1)) == reason_sets()[0]
    assert set(reasons_on(BEFORE).labels()) < set(reasons_on(AFTER).labels())


@pytest.mark.parametrize(
    ("codes", "day", "words"),
    [
        (["PP"], BEFORE, ""),
        (["PP", "DB", "VA"], AFTER, ""),
        (["MB"], AFTER, ""),
        (["MB"], BEFORE, "MB is no reason code of the 2020/21 set"),
        (["OT"], AFTER, "OT is no reason code"),
        ([], AFTER, "at least one"),
        (["PP", "PA", "VP", "VA"], AFTER, "no more than 3"),
        (["PP", "PP"], AFTER, "once"),
    ],
)
def test_what_is_wrong_with_reasons_is_said(codes, day, words):
    said = problem_with(codes, day)
    assert words in said
    assert bool(said) is bool(words)


def test_new_codes_are_counted_with_old_ones():
    assert {code: group_of(code) for code in ("LD", "CB", "VR", "BW", "TB", "SB", "MB", "AB", "PP")} == {
        "LD": "DB",
        "CB": "DB",
        "VR": "DA",
        "BW": "OW",
        "TB": "BU",
        "SB": "SM",
        "MB": "SEX",
        "AB": "SEX",
        "PP": "PP",
    }
    assert set(groups()) >= {"DB", "DA", "SEX", "MP", "OS"}
