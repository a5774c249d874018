"""Coming onto a roll, moving up, and leaving."""

from datetime import date

import pytest
from django.utils import timezone

from portal.core.errors import Refused, WrongState
from schools.pupils.enums import LeavingReason
from schools.pupils.models import Enrolment
from schools.pupils.services import MovedUp, OnAnotherRoll, change_year_group, enrol, leave, move_up
from schools.pupils.years import expected_year, next_year
from tests.factories import EnrolmentFactory, PupilFactory, SchoolFactory

FIRST = date(2026, 9, 1)
TODAY = date(2026, 11, 23)


def put(pupil, school, **changes):
    said = {"year_group": "8", "starts_on": FIRST, "by": None}
    return enrol(pupil=pupil, school=school, **{**said, **changes})


@pytest.mark.parametrize(
    ("there", "here", "allowed"),
    [
        ("C", "C", False),
        ("C", "M", False),
        ("C", "S", False),
        ("C", "G", True),
        ("M", "C", False),
        ("M", "M", False),
        ("M", "S", True),
        ("S", "M", True),
        ("S", "C", False),
        ("S", "S", True),
        ("G", "C", True),
    ],
)
def test_which_registrations_stand_beside_each_other(db, there, here, allowed):
    pupil = EnrolmentFactory(status=there).pupil

    if allowed:
        assert put(pupil, SchoolFactory(), status=here).status == here
    else:
        with pytest.raises(OnAnotherRoll) as refusal:
            put(pupil, SchoolFactory(), status=here)
        assert "Invented School" not in str(refusal.value)


def test_nobody_is_on_one_roll_twice(db):
    enrolment = EnrolmentFactory()

    with pytest.raises(Refused, match="on this school’s roll already"):
        put(enrolment.pupil, enrolment.school)
    enrolment.ends_on = date(2026, 7, 20)
    enrolment.save()
    assert put(enrolment.pupil, enrolment.school)


def test_days_that_cannot_be_are_refused(db):
    pupil, school = PupilFactory(born_on=date(2013, 3, 14)), SchoolFactory()

    for days in (
        {"starts_on": date(2013, 3, 13)},
        {"starts_on": FIRST, "ends_on": date(2026, 8, 31)},
        {"starts_on": date(2206, 9, 1)},
    ):
        with pytest.raises(Refused):
            put(pupil, school, **days)
    with pytest.raises(Refused, match="year group"):
        put(pupil, school, year_group="99")


def test_leaving_keeps_why_and_where_to(db):
    enrolment, other = EnrolmentFactory(), SchoolFactory()
    today = timezone.localdate()

    left = leave(enrolment=enrolment, ends_on=today, by=None, reason=LeavingReason.MOVED, destination=other)

    assert (left.ends_on, left.leaving_reason, left.destination) == (today, "moved", other)
    with pytest.raises(Refused, match="another school"):
        leave(
            enrolment=enrolment,
            ends_on=today,
            by=None,
            reason=LeavingReason.MOVED,
            destination=enrolment.school,
        )
    Enrolment.objects.update(ends_on=date(2025, 1, 1))
    with pytest.raises(WrongState):
        leave(enrolment=enrolment, ends_on=today, by=None, reason=LeavingReason.OTHER)


def test_everybody_moves_up_once_a_year(db):
    school = SchoolFactory(high_age=16)
    due = {year: EnrolmentFactory(school=school, year_group=year) for year in ("7", "10", "11", "X")}
    new = EnrolmentFactory(school=school, year_group="7", starts_on=FIRST)
    elsewhere = EnrolmentFactory(year_group="7")

    assert move_up(school=school, by=None, on=TODAY) == MovedUp(moved=2, stayed=2)
    assert move_up(school=school, by=None, on=TODAY) == MovedUp(moved=0, stayed=2)

    def year(enrolment):
        enrolment.refresh_from_db()
        return enrolment.year_group

    assert [year(e) for e in due.values()] == ["8", "11", "11", "X"]
    assert (year(new), year(elsewhere)) == ("7", "7")


def test_a_year_group_changes_from_a_day_on_roll(db):
    enrolment = EnrolmentFactory(starts_on=FIRST)

    changed = change_year_group(enrolment=enrolment, year_group="9", since=FIRST, by=None)

    assert (changed.year_group, changed.year_since) == ("9", FIRST)
    with pytest.raises(Refused):
        change_year_group(enrolment=enrolment, year_group="9", since=date(2026, 8, 1), by=None)


def test_years_follow_each_other():
    years = ["N1", "N2", "R", "1", "13", "14", "X"]

    assert [next_year(y) for y in years] == ["N2", "R", "1", "2", "14", None, None]


@pytest.mark.parametrize(
    ("born_on", "year"),
    [
        (date(2021, 9, 1), "R"),
        (date(2022, 8, 31), "R"),
        (date(2021, 8, 31), "1"),
        (date(2015, 8, 31), "7"),
        (date(2015, 9, 1), "6"),
        (date(1990, 1, 1), None),
        (date(2026, 1, 1), None),
    ],
)
def test_the_year_of_an_age(born_on, year):
    assert expected_year(born_on, TODAY) == year
