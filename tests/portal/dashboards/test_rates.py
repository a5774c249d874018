"""Rates of suspension: how they are counted, from which census, and what of them is hidden."""

from datetime import date, timedelta

import pytest
import time_machine

from exclusions.measures.enums import State as MeasureState
from exclusions.suspensions.enums import State, SuspensionKind
from portal.dashboards.models import Rate, RateYear
from portal.dashboards.rates.around import count_around
from portal.dashboards.rates.funnel import limits, position
from portal.dashboards.rates.periods import periods_of
from portal.dashboards.rates.phases import EducationPhase, phase_of
from portal.dashboards.rates.services import refresh_rates
from schools.headcounts.enums import Characteristic, Source
from schools.headcounts.models import Census, CensusCount
from schools.pupils.enums import FactKind
from schools.pupils.models import PupilFact
from schools.register.enums import Phase, Regime
from tests.factories import EnrolmentFactory, SchoolFactory
from tests.factories.measures import (
    DirectionFactory,
    MoveFactory,
    ReturnMeetingFactory,
    SeparationFactory,
    TimetableFactory,
)
from tests.factories.suspensions import SuspensionFactory

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 15)


def census(school, total, on=JANUARY, source=Source.COUNTED, **values):
    """A school's numbers; `values` are {"sex_F": 40}."""
    made = Census.objects.create(school=school, on=on, source=source)
    CensusCount.objects.create(census=made, characteristic=Characteristic.TOTAL, number=total)
    for name, number in values.items():
        characteristic, _, value = name.rpartition("_")
        CensusCount.objects.create(census=made, characteristic=characteristic, value=value, number=number)


def suspend(school, times=1, pupil=None, **more):
    pupil = pupil or EnrolmentFactory(school=school, pupil__sex="M").pupil
    for _ in range(times):
        SuspensionFactory(school=school, pupil=pupil, **{"starts_on": date(2026, 2, 2), **more})
    return pupil


def know(pupil, kind, value, since=date(2025, 1, 1)):
    PupilFact.objects.create(
        pupil=pupil, kind=kind, value=value, starts_on=since, source="census", as_at=since
    )


def counts(year=2025, period="spring", **where):
    """The counts of one row: headcount, suspensions, exclusions, pupils suspended; None where hidden."""
    where = {"phase": "total", "group": "total", "school": None, **where}
    row = Rate.objects.get(year__year=year, period=period, **where)
    return [row.shown(m) for m in ("headcount", "suspension", "perm_excl", "one_plus")]


@pytest.fixture
def today():
    with time_machine.travel("2026-11-23 10:00", tick=False):
        yield


def test_each_is_counted_in_its_term_and_year(today):
    school = SchoolFactory()
    census(school, 200)
    twice = suspend(school, 2)
    for _ in range(6):
        suspend(school)
    suspend(school, 5, pupil=twice, starts_on=date(2025, 10, 6))
    suspend(school, starts_on=date(2026, 4, 5), pupil=twice, times=5)
    refresh_rates()

    # Easter Sunday 2026 is 5 April: its suspensions still belong to the spring.
    assert counts() == [200, 13, 0, 7]
    assert counts(period="autumn") == [200, 5, 0, None]
    assert counts(period="year", school=school, phase="secondary") == [200, 18, 0, 7]
    row = Rate.objects.get(year__year=2025, period="spring", phase="total", group="total", school=None)
    assert (row.rate("suspension"), row.rate("one_plus"), row.rate("perm_excl")) == (6.5, 3.5, 0.0)


def test_what_is_not_published_is_not_counted(today):
    school = SchoolFactory()
    census(school, 100)
    for more in (
        {"kind": SuspensionKind.LUNCHTIME},
        {"state": State.CANCELLED},
        {"state": State.VOID},
        {"state": State.REINSTATED, "permanent": True},
        {"starts_on": date(2022, 10, 3)},
    ):
        suspend(school, times=6, **more)
    refresh_rates()
    assert counts() == [100, 0, 0, 0]


def test_one_pupil_at_two_schools_counts_twice_and_two_records_of_one_child_once(today):
    school, other = SchoolFactory(), SchoolFactory()
    for each in (school, other):
        census(each, 100)
        for _ in range(5):
            suspend(each)
    pupil = suspend(school)
    suspend(other, pupil=pupil)
    second = suspend(school)
    second.merged_into = pupil
    second.save()
    refresh_rates()
    assert counts() == [200, 13, 0, 12]


def test_groups_are_of_the_day_and_of_the_census(today):
    school = SchoolFactory()
    census(school, 100, sex_F=40, sex_M=60, free_meals_Y=30, ethnicity_WBRI=70, sen_provision_K=20)
    for _ in range(6):
        pupil = suspend(school, sen_provision="K", looked_after="")
        know(pupil, FactKind.FREE_MEALS, "Y")
        know(pupil, FactKind.ETHNICITY, "WENG")
        # It began after the suspension.
        know(suspend(school), FactKind.FREE_MEALS, "Y", since=date(2026, 3, 1))
    refresh_rates()

    assert counts(group="sex", value="M") == [60, 12, 0, 12]
    assert counts(group="sex", value="F") == [40, 0, 0, 0]
    assert counts(group="fsm", value="Y") == [30, 6, 0, 6]
    assert counts(group="fsm", value="N") == [70, 6, 0, 6]
    assert counts(group="sen", value="K") == [20, 6, 0, 6]
    # A finer code counts with its main group; whose ethnicity nobody knows is a row of its own.
    assert counts(group="ethnicity", value="WBRI") == [70, 6, 0, 6]
    assert counts(group="ethnicity", value="unknown") == [30, 6, 0, 6]


def test_what_schools_sent_stands_before_what_was_counted(today):
    school, other = SchoolFactory(), SchoolFactory()
    census(school, 90, sex_F=40, sex_M=50)
    census(school, 100, source=Source.IMPORTED, sex_F=45, sex_M=55)
    census(other, 50, sex_F=25, sex_M=25)
    refresh_rates()
    assert counts() == [150, 0, 0, 0]
    assert counts(group="sex", value="F") == [70, 0, 0, 0]


def test_until_january_the_running_year_goes_by_the_census_before(today):
    school = SchoolFactory()
    census(school, 100)
    suspend(school, 6, starts_on=date(2026, 11, 16))
    refresh_rates()
    assert counts(year=2026, period="autumn")[:2] == [100, 6]
    assert dict(RateYear.objects.values_list("year", "census_on"))[2026] == JANUARY
    assert [p.key for p in periods_of(2026, date(2026, 11, 23))] == ["autumn"]
    assert [(p.key, p.name) for p in periods_of(2026, date(2027, 2, 1))] == [
        ("autumn", "Autumn term"),
        ("spring", "Spring term"),
        ("year", "Autumn and spring term"),
    ]


def test_without_a_census_there_is_no_rate(today):
    suspend(SchoolFactory(), 6)
    refresh_rates()
    row = Rate.objects.get(year__year=2025, period="spring", phase="total", group="total", school=None)
    assert (row.suspension, row.headcount, row.rate("suspension")) == (6, None, None)


def test_small_counts_are_hidden_and_cannot_be_had_from_the_totals(today):
    small, large, largest = (SchoolFactory(name=name) for name in ("Small", "Large", "Largest"))
    for school, times in ((small, 3), (large, 8), (largest, 20)):
        census(school, 100)
        suspend(school, times)
    refresh_rates()

    assert counts(school=small, phase="secondary")[1] is None
    assert counts(school=large, phase="secondary")[1] is None
    assert counts(school=largest, phase="secondary")[1] == 20
    assert counts()[1] == 31
    # The year has no more than the spring, so it would tell.
    assert counts(school=small, phase="secondary", period="year")[1] is None


def test_of_fewer_than_ten_pupils_nothing_is_said(today):
    school = SchoolFactory()
    census(school, 100, ethnicity_WBRI=60, ethnicity_BCRB=31, ethnicity_WIRT=9)
    for code, times in (("WBRI", 20), ("BCRB", 12), ("WIRT", 7)):
        know(suspend(school, times), FactKind.ETHNICITY, code)
    refresh_rates()
    shown = {code: counts(group="ethnicity", value=code)[:2] for code in ("WBRI", "BCRB", "WIRT")}
    # The next smallest goes with it, since the total would tell.
    assert shown == {"WBRI": [60, 20], "BCRB": [31, None], "WIRT": [9, None]}
    assert counts()[1] == 39


def test_a_few_of_whom_it_is_not_known_hide_nobody_else(today):
    school = SchoolFactory()
    census(school, 203, sex_F=100, sex_M=100)
    for _ in range(12):
        suspend(school)
    refresh_rates()
    assert counts(group="sex", value="F") == [100, 0, 0, 0]
    assert counts(group="sex", value="M") == [100, 12, 0, 12]
    assert counts(group="sex", value="unknown") == [3, None, None, None]


def test_alternative_provision_is_in_no_total(today):
    unit = SchoolFactory(type_code=14, phase=Phase.NOT_APPLICABLE, regime=Regime.PRU)
    census(unit, 50)
    suspend(unit, 9)
    refresh_rates()
    assert counts(phase="ap") == [50, 9, 0, None]
    assert not Rate.objects.filter(phase="total").exists()


@pytest.mark.parametrize(
    ("school", "expected"),
    [
        ((1, Phase.PRIMARY, 11, "maintained"), EducationPhase.PRIMARY),
        ((28, Phase.ALL_THROUGH, 18, "academy"), EducationPhase.SECONDARY),
        ((7, Phase.NOT_APPLICABLE, 19, "maintained"), EducationPhase.SPECIAL),
        ((38, Phase.NOT_APPLICABLE, 16, "academy"), EducationPhase.ALTERNATIVE),
        ((35, Phase.NOT_APPLICABLE, 16, "academy"), EducationPhase.SECONDARY),
        ((11, Phase.NOT_APPLICABLE, 18, "out_of_scope"), None),
    ],
)
def test_phases_are_those_of_the_published_files(school, expected):
    assert phase_of(*school) == expected


def test_only_what_changed_is_counted_again(today):
    school = SchoolFactory()
    census(school, 100)
    suspend(school, 6)
    with time_machine.travel("2026-11-23 08:00", tick=False):
        assert refresh_rates() == [2026, 2025, 2024]
    Census.objects.update(taken_at="2026-01-16T08:00Z")
    suspend(school)
    assert refresh_rates() == [2025]
    assert refresh_rates() == []
    with time_machine.travel("2026-11-24 08:00", tick=False):
        # What has begun turns with the day, in the running year.
        assert refresh_rates()[0] == 2026


def test_the_number_of_queries_does_not_grow(today, django_assert_max_num_queries):
    for _ in range(2):
        for _ in range(3):
            school = SchoolFactory()
            census(school, 100, sex_F=50, sex_M=50)
            suspend(school, 4)
        with django_assert_max_num_queries(75):
            refresh_rates(full=True)


def test_measures_of_a_year_are_counted(today):
    for days in (20, 91, 120, 30, 40, 50, 60, 70, 80, 100):
        begins = date(2025, 9, 15)
        DirectionFactory(starts_on=begins, planned_end_on=begins + timedelta(days=days))
    # It ended before its planned day, or has not lasted so long yet.
    DirectionFactory(starts_on=date(2025, 9, 15), planned_end_on=date(2026, 6, 1), ended_on=date(2025, 9, 30))
    DirectionFactory(starts_on=date(2026, 9, 14), planned_end_on=date(2027, 6, 1))
    for state in (*[MeasureState.SUSTAINED] * 6, *[MeasureState.NOT_SUSTAINED] * 5, MeasureState.REFUSED):
        MoveFactory(starts_on=date(2025, 11, 3), state=state)
    for late in (*[0] * 7, *[1] * 6):
        day = date(2026, 2, 2)
        ReturnMeetingFactory(starts_on=day + timedelta(days=late), due_on=day)
    SeparationFactory(starts_on=date(2025, 10, 6))
    suspend(SchoolFactory(), 6, state=State.CANCELLED)

    found = count_around(2025, date(2026, 11, 23)).totals

    assert found == {
        "moves": 11,
        "moves_sustained": 6,
        "moves_not_sustained": 5,
        "moves_open": 0,
        "directions": 11,
        "directions_long": None,
        "directions_short": None,
        "separations": None,
        "separations_long": None,
        "separations_short": 0,
        "timetables": 0,
        "timetables_long": 0,
        "timetables_short": 0,
        "meetings": 13,
        "meetings_in_time": 7,
        "meetings_late": 6,
        "cancelled": 6,
    }


def test_what_lasted_beyond_its_limit_is_counted_school_by_school(today):
    one, other = SchoolFactory(), SchoolFactory()
    begins = date(2025, 9, 15)
    for days in (*[42] * 6, *[43] * 7):
        TimetableFactory(school=one, starts_on=begins, planned_end_on=begins + timedelta(days=days))
    for days in (*[10] * 5, *[30] * 8):
        SeparationFactory(school=other, starts_on=begins, ended_on=begins + timedelta(days=days))

    found = count_around(2025, date(2026, 11, 23)).schools

    assert set(found) == {one.pk, other.pk}
    assert {name: number for name, number in found[one.pk].items() if number} == {
        "timetables": 13,
        "timetables_long": 7,
        "timetables_short": 6,
    }
    assert {name: number for name, number in found[other.pk].items() if number} == {
        "separations": 13,
        "separations_long": 8,
        "separations_short": 5,
    }


def test_no_school_s_few_measures_can_be_had_from_the_totals(today):
    few, many, more = SchoolFactory(), SchoolFactory(), SchoolFactory()
    for school, times in ((few, 2), (many, 9), (more, 12)):
        for _ in range(times):
            MoveFactory(school=school, starts_on=date(2025, 11, 3), state=MeasureState.SUSTAINED)
    found = count_around(2025, date(2026, 11, 23))
    assert found.totals["moves"] == 23
    # The next smallest is hidden beside it, since the total less the third would tell.
    assert {school: counts["moves"] for school, counts in found.schools.items()} == {
        few.pk: None,
        many.pk: None,
        more.pk: 12,
    }


def reasons(measure="suspension", period="spring", year=2025):
    return RateYear.objects.get(year=year).reasons[measure][period]


def test_every_reason_given_counts_by_code_and_group(today):
    school = SchoolFactory()
    suspend(school, 6, reason_1="PP", reason_2="DB")
    suspend(school, 7, reason_1="DB", reason_2="", reason_3="")
    suspend(school, 8, kind=SuspensionKind.LUNCHTIME, reason_1="TH")
    suspend(school, 9, state=State.CANCELLED, reason_1="TH")
    suspend(SchoolFactory(type_code=14), 10, reason_1="TH")
    refresh_rates()
    assert reasons() == {"PP": 6, "group:PP": 6, "DB": 13, "group:DB": 13, "all": 19}
    assert reasons("perm_excl") == {"all": 0}


def test_a_code_of_the_new_set_stands_with_the_old_one_in_its_group(today):
    school = SchoolFactory()
    suspend(school, 6, starts_on=date(2026, 10, 5), reason_1="LD")
    suspend(school, 7, starts_on=date(2026, 10, 5), reason_1="CB")
    refresh_rates()
    found = reasons(period="autumn", year=2026)
    assert found == {"LD": 6, "CB": 7, "group:DB": 13, "all": 13}


def test_a_reason_given_seldom_cannot_be_had_from_the_others(today):
    school = SchoolFactory()
    suspend(school, 9, reason_1="PP")
    suspend(school, 6, reason_1="TH")
    suspend(school, 2, reason_1="SM")
    refresh_rates()
    found = reasons()
    assert (found["all"], found["PP"], found["SM"], found["group:SM"], found["TH"]) == (
        17,
        9,
        None,
        None,
        None,
    )
    # Nor from the terms and their year.
    year = reasons(period="year")
    assert (year["all"], year["PP"], year["SM"]) == (17, 9, None)


def test_a_year_that_an_earlier_release_counted_is_counted_again(today):
    refresh_rates()
    RateYear.objects.filter(year=2025).update(reasons={})
    assert refresh_rates() == [2025]


def test_limits_of_a_funnel():
    # 5 of 100 pupils: 5 +- 1.96 * sqrt(.05 * .95 / 400) = 2.86 to 7.14.
    assert [round(limit, 2) for limit in limits(0.05, 400, 1.96)] == [2.86, 7.14]
    assert limits(0.01, 20, 1.96)[0] == 0.0


@pytest.mark.parametrize(
    ("suspended", "pupils", "words"),
    [
        (20, 400, "within 2.86 to 7.14"),
        (30, 400, "above the 95% limit of 7.14"),
        (40, 400, "above the 99.8% limit of 8.37"),
        (11, 400, "below the 95% limit of 2.86"),
        (6, 400, "below the 99.8% limit of 1.63"),
        (10, 90, "too few"),
        (10, None, "too few"),
        (10, 0, "too few"),
    ],
)
def test_where_a_school_lies_among_its_phase(suspended, pupils, words):
    phase = Rate(one_plus=500, headcount=10_000)
    assert position(Rate(one_plus=suspended, headcount=pupils), phase) == words


def test_no_position_tells_of_a_hidden_number():
    phase, school = Rate(one_plus=500, headcount=10_000), Rate(one_plus=20, headcount=400)
    hidden = Rate(one_plus=20, headcount=400, hidden=["one_plus"])
    few = Rate(one_plus=500, headcount=10_000, hidden=["one_plus"])
    assert (position(hidden, phase), position(school, few), position(school, None)) == ("too few",) * 3
