"""What each rule of suspensions finds and what it leaves alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from exclusions.risk.models import RuleVersion
from exclusions.risk.services import find_alerts
from exclusions.suspensions.alerting import RULES
from exclusions.suspensions.enums import DayPart, State
from schools.register.enums import Phase
from tests.factories import EnrolmentFactory, SchoolFactory
from tests.factories.suspensions import SuspensionFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = MONDAY.date()
DAY = timedelta(days=1)
CODES = {rule.code for rule in RULES}


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own).pupil


def suspended(school, pupil, first, days=1, **more):
    parts = {first + n * DAY: DayPart.DAY for n in range(days)}
    return SuspensionFactory(school=school, pupil=pupil, starts_on=first, parts=parts, **more)


def found():
    return {alert.rule for alert in find_alerts(TODAY)} & CODES


def test_one_plain_suspension_raises_nothing(cast, pupil):
    suspended(cast.own, pupil, date(2026, 11, 16))
    assert found() == set()


def test_every_suspension_where_the_authority_asks_for_it(cast, pupil):
    RuleVersion.objects.create(rule="suspended", number=2, is_on=True, days=30, at_least=1)
    suspended(cast.own, pupil, date(2026, 11, 16))
    assert found() == {"suspended"}


def test_suspended_again_within_a_term_says_when(cast, pupil):
    first = suspended(cast.own, pupil, date(2026, 9, 21))
    second = suspended(cast.own, pupil, date(2026, 11, 16))

    (alert,) = find_alerts(TODAY)

    assert alert.rule == "suspended_again"
    assert alert.evidence == [first.reference, second.reference]
    assert alert.reasons[0] == "2 suspensions within 100 days"
    assert alert.reasons[1] == f"{first.reference}, 21 September 2026, 1 day"


def test_what_was_cancelled_does_not_count(cast, pupil):
    suspended(cast.own, pupil, date(2026, 9, 21), state=State.CANCELLED)
    suspended(cast.own, pupil, date(2026, 11, 16))
    assert found() == set()


@pytest.mark.parametrize(
    ("phase", "days", "rules"),
    [
        (Phase.PRIMARY, 5, {"days_in_year_primary", "suspended_again"}),
        (Phase.PRIMARY, 4, {"suspended_again"}),
        (Phase.SECONDARY, 5, {"suspended_again"}),
    ],
)
def test_days_within_three_terms_by_phase(cast, phase, days, rules):
    school = SchoolFactory(phase=phase)
    pupil = EnrolmentFactory(school=school).pupil
    suspended(school, pupil, date(2026, 1, 12), days - 2)
    suspended(school, pupil, date(2026, 11, 9), 1)
    suspended(school, pupil, date(2026, 11, 16), 1)
    assert found() == rules


def test_days_add_up_across_schools_and_the_last_school_hears(cast, pupil):
    suspended(cast.other, pupil, date(2026, 9, 14), 3)
    suspended(cast.own, pupil, date(2026, 11, 16), 2)

    alerts = {alert.rule: alert for alert in find_alerts(TODAY)}

    assert alerts["days_in_term"].school == cast.own
    assert alerts["days_in_term"].reasons[0] == "Suspended for 5 days in this term"


def test_days_of_the_term_before_do_not_count(cast, pupil):
    """No term dates: the statutory periods, of which the last ended on 31 July."""
    suspended(cast.own, pupil, date(2026, 7, 13), 4)
    suspended(cast.own, pupil, date(2026, 11, 16), 1)
    assert "days_in_term" not in found()


@pytest.mark.parametrize(("last_year", "raised"), [(True, False), (False, True)])
def test_near_the_limit_counts_the_academic_year(cast, pupil, last_year, raised):
    first = date(2026, 6, 1) if last_year else date(2026, 9, 7)
    for week in range(4):
        suspended(cast.own, pupil, first + 7 * week * DAY, 5)
    suspended(cast.own, pupil, date(2026, 11, 16), 1)
    assert ("days_to_the_limit" in found()) is raised


@pytest.mark.parametrize(
    "position", [{"looked_after": "Y"}, {"social_worker": "CIN"}, {"sen_provision": "E"}]
)
def test_somebody_stands_by_the_pupil_already(cast, pupil, position):
    suspended(cast.own, pupil, date(2026, 11, 16), **position)
    assert found() == {"suspended_with_support"}


@pytest.mark.parametrize(
    "position", [{"looked_after": "N"}, {"social_worker": "NONE"}, {"sen_provision": "K"}]
)
def test_nobody_does(cast, pupil, position):
    suspended(cast.own, pupil, date(2026, 11, 16), **position)
    assert found() == set()


@pytest.mark.parametrize("reasons", [{"reason_1": "OW"}, {"reason_3": "SB"}, {"reason_2": "DR"}])
def test_a_reason_that_may_point_to_harm(cast, pupil, reasons):
    suspended(cast.own, pupil, date(2026, 11, 16), **reasons)
    assert found() == {"reason_points_to_harm"}


def test_those_who_judge_risk_at_the_school_are_told(cast, pupil):
    suspended(cast.own, pupil, date(2026, 11, 20), reason_1="OW")
    find_alerts(TODAY)
    assert cast.dsl.notices.filter(kind="risk.alert").exists()
    assert not cast.dsl.notices.filter(text__contains=pupil.surname).exists()


def test_every_rule_ships_with_its_settings():
    assert set(RuleVersion.objects.values_list("rule", flat=True)) >= CODES


@pytest.mark.parametrize(
    ("year_group", "day", "rule"),
    [
        ("6", date(2026, 4, 20), "suspended_moving_up"),
        ("6", date(2026, 3, 9), None),
        ("7", date(2026, 10, 5), "suspended_moving_up"),
        ("7", date(2026, 2, 2), None),
        ("8", date(2026, 10, 5), None),
        ("10", date(2026, 5, 18), "suspended_in_exam_season"),
        ("11", date(2026, 6, 15), "suspended_in_exam_season"),
        ("11", date(2026, 7, 6), None),
        ("9", date(2026, 6, 15), None),
    ],
)
def test_the_years_that_change_schools_or_sit_examinations(cast, year_group, day, rule):
    SuspensionFactory(school=cast.own, starts_on=day, year_group=year_group)
    seen = {alert.rule for alert in find_alerts(day)} & {"suspended_moving_up", "suspended_in_exam_season"}
    assert seen == ({rule} if rule else set())


def test_records_of_one_child_count_together(cast):
    first = SuspensionFactory(school=cast.own, starts_on=date(2026, 10, 5))
    second = SuspensionFactory(school=cast.own, starts_on=date(2026, 10, 12))
    second.pupil.merged_into = first.pupil
    second.pupil.save()
    alerts = {alert.rule: alert for alert in find_alerts(date(2026, 10, 20))}
    assert alerts["suspended_again"].pupil == first.pupil
