"""Alerts: what each rule finds and what it does not, when it speaks again, and who settles it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from exclusions.concerns.enums import Category
from exclusions.concerns.models import ConcernSubject
from exclusions.risk.enums import AlertState, Level
from exclusions.risk.models import Alert, RuleVersion
from exclusions.risk.reading import tell
from exclusions.risk.services import find_alerts, set_rule, settle_alert
from exclusions.risk.workflow import ALERT
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from schools.register.enums import Phase
from tests.factories import AlertFactory, ConcernFactory, EnrolmentFactory, RiskViewFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own).pupil


def raised(cast, pupil, category=Category.BULLYING, days_ago=1, **kwargs):
    at = timezone.now() - timedelta(days=days_ago)
    return ConcernFactory(school=cast.own, pupil=pupil, categories=[category], raised_at=at, **kwargs)


def found() -> list[str]:
    return sorted(alert.rule for alert in find_alerts(TODAY))


@pytest.mark.parametrize(
    ("category", "rule"),
    [
        (Category.MISSING, "missing"),
        (Category.EXPLOITATION, "exploitation"),
        (Category.EXCLUSION_RISK, "exclusion_named"),
    ],
)
def test_a_concern_of_a_kind_that_a_rule_names(cast, pupil, category, rule):
    concern = raised(cast, pupil, category)

    (alert,) = find_alerts(TODAY)

    assert (alert.rule, alert.version, alert.pupil, alert.school) == (rule, 1, pupil, cast.own)
    (told,) = tell(cast.dsl, [alert])
    assert (alert.evidence, alert.reasons, told.concerns) == ([], [], [concern])
    assert told.reasons == [
        f"1 concern of the kind “{category.label}” within 90 days",
        f"{concern.reference}, 22 November 2026",
    ]


def test_concerns_again_and_again_count_only_within_the_days_and_about_the_pupil(cast, pupil):
    raised(cast, pupil, days_ago=200)
    raised(cast, pupil, days_ago=20)
    raised(cast, pupil, days_ago=10)
    witnessed = raised(cast, EnrolmentFactory(school=cast.own).pupil)
    ConcernSubject.objects.create(concern=witnessed, pupil=pupil, part="witness")
    assert found() == []

    raised(cast, pupil)
    assert found() == ["repeated_concerns"]


def test_harmed_by_others_more_than_once(cast, pupil):
    for days_ago in (300, 2):
        concern = raised(cast, EnrolmentFactory(school=cast.own).pupil, days_ago=days_ago)
        assert found() == []
        ConcernSubject.objects.create(concern=concern, pupil=pupil, part="harmed")

    assert found() == ["harmed_again"]


def test_a_high_judgement_of_exclusion_and_none_that_was_lowered_since(cast, pupil):
    RiskViewFactory(pupil=pupil, school=cast.own, level=Level.HIGH)
    lowered = RiskViewFactory(school=cast.own, level=Level.HIGH)
    RiskViewFactory(pupil=lowered.pupil, school=cast.own, level=Level.LOW)

    assert [(alert.rule, alert.pupil) for alert in find_alerts(TODAY)] == [("judged_high", pupil)]


def test_a_second_look_raises_nothing_and_tells_nobody_again(cast, pupil):
    raised(cast, pupil, Category.MISSING)
    assert found() == ["missing"]
    told = Notice.objects.filter(kind="risk.alert")
    people = set(told.values_list("user__email", flat=True))

    assert found() == []
    assert people == {
        f"{name}@example.org"
        for name in (
            "dsl",
            "deputy_dsl",
            "inclusion_lead",
            "lead_social_worker",
            "deputy_social_worker",
            "on_site_social_worker",
        )
    }
    assert told.count() == len(people)


def test_what_is_older_than_a_week_is_listed_and_rings_nobody_up(cast, pupil):
    raised(cast, pupil, Category.MISSING, days_ago=8)

    assert found() == ["missing"]
    assert not Notice.objects.exists()


def test_what_was_settled_comes_back_only_with_something_new(cast, pupil, clock):
    raised(cast, pupil, Category.MISSING)
    (alert,) = find_alerts(TODAY)
    settle_alert(alert=alert, verb="dismiss", because="Was at the dentist.", by=cast.dsl)
    assert found() == []

    clock.shift(timedelta(hours=1))
    raised(cast, pupil, Category.MISSING, days_ago=0)
    assert found() == ["missing"]


def test_two_settle_one_alert_and_the_second_is_told_who_was_first(cast):
    alert = AlertFactory(school=cast.own)
    settle_alert(alert=alert, verb="act", because="Case opened.", by=cast.lead_social_worker)

    with pytest.raises(WrongState, match=r"Lead Social Worker settled this on .*: acted on"):
        settle_alert(alert=alert, verb="dismiss", because="Nothing.", by=cast.dsl)
    alert.refresh_from_db()
    assert (alert.state, alert.settled_because) == (AlertState.ACTED_ON, "Case opened.")


def test_settling_needs_words(cast):
    with pytest.raises(Refused, match="Write what you did"):
        settle_alert(alert=AlertFactory(school=cast.own), verb="act", because=" ", by=cast.dsl)


@pytest.mark.parametrize("state", AlertState)
@pytest.mark.parametrize(("verb", "leads_to"), [("act", "acted_on"), ("dismiss", "dismissed")])
def test_the_table_of_moves(state, verb, leads_to):
    assert ALERT.allows(verb, state) is (state == "open")
    assert ALERT.move(verb).target == leads_to


def setting(**changes):
    return {"is_on": True, "days": 90, "at_least": 1, "phases": [], "seen": 1, **changes}


def test_a_rule_set_anew_is_a_new_version_and_the_alert_names_it(cast, pupil):
    raised(cast, pupil, Category.MISSING)
    set_rule(rule="missing", by=cast.administrator, **setting(at_least=2))
    assert found() == []
    set_rule(rule="missing", by=cast.administrator, **setting(days=30, seen=2))

    assert [(alert.rule, alert.version) for alert in find_alerts(TODAY)] == [("missing", 3)]
    assert RuleVersion.objects.filter(rule="missing").count() == 3


def test_a_rule_that_is_off_or_for_other_schools_finds_nothing(cast, pupil):
    raised(cast, pupil, Category.MISSING)
    raised(cast, pupil, Category.EXPLOITATION)
    elsewhere = next(phase for phase in Phase if phase != cast.own.phase)
    set_rule(rule="missing", by=cast.administrator, **setting(is_on=False))
    set_rule(rule="exploitation", by=cast.administrator, **setting(phases=[elsewhere.value]))

    assert found() == []


def test_the_same_settings_again_change_nothing_and_the_second_of_two_must_look_again(cast):
    assert set_rule(rule="missing", by=cast.administrator, **setting()).number == 1
    set_rule(rule="missing", by=cast.administrator, **setting(days=10))

    with pytest.raises(WrongState, match="has set this rule since"):
        set_rule(rule="missing", by=cast.inclusion_officer, **setting(days=20))


@pytest.mark.parametrize("changes", [{"days": 0}, {"days": 9999}, {"at_least": 0}, {"phases": [99]}])
def test_numbers_out_of_bounds_are_refused(cast, changes):
    with pytest.raises(Refused, match="Choose 1 to"):
        set_rule(rule="missing", by=cast.administrator, **setting(**changes))


def test_looking_costs_the_same_however_many_concerns_raise_nothing(cast, django_assert_num_queries):
    def look() -> int:
        with django_assert_num_queries(RuleVersion.objects.newest().filter(is_on=True).count() * 2 + 1):
            assert found() == []

    look()
    for _ in range(5):
        raised(cast, EnrolmentFactory(school=cast.own).pupil)
    look()
    assert not Alert.objects.exists()
