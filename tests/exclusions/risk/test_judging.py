"""Judgements and warnings: what is written, what stays, and who reads it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from exclusions.risk.enums import Harm, Level
from exclusions.risk.factors import FACTORS, STRENGTHS
from exclusions.risk.models import RiskView, WarningNote
from exclusions.risk.services import Judged, end_warning, judge, keep_warning, warn
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from schools.calendars.services import add_school_days
from schools.pupils.chronology import chronology
from tests.factories import EnrolmentFactory, RiskViewFactory, WarningNoteFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own).pupil


def judged(**changes) -> Judged:
    return Judged(**{"level": Level.HIGH, "rationale": "Two suspensions since half-term.", **changes})


def test_a_judgement_is_kept_with_its_reasons_and_the_day_of_its_level(cast, pupil):
    view = judge(
        pupil=pupil,
        school=cast.own,
        harm=Harm.EXCLUSION,
        judged=judged(factors=["absent", "needs_unmet"], strengths=["club"]),
        by=cast.dsl,
    )

    assert (view.factor_labels, view.strength_labels) == (
        ["Learning or other needs that are not met yet", "Often absent or late"],
        ["A club, faith group or job"],
    )
    assert view.review_on == add_school_days(MONDAY.date(), 15, school_id=cast.own.pk).on
    assert view.capacity == "Designated safeguarding lead"
    event = Event.objects.get(verb="risk.judge")
    assert event.detail == {"harm": "exclusion", "level": 3}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"rationale": "  "}, "Write why"),
        ({"level": 9}, "Choose a level"),
        ({"factors": ["ethnicity"]}, "not in it: ethnicity"),
        ({"review_on": date(2026, 11, 23)}, "after today"),
    ],
)
def test_what_is_missing_or_unknown_is_refused(cast, pupil, changes, says):
    with pytest.raises(Refused, match=says):
        judge(pupil=pupil, school=cast.own, harm=Harm.EXCLUSION, judged=judged(**changes), by=cast.dsl)
    assert not RiskView.objects.exists()


def test_the_latest_of_each_harm_is_current_also_at_a_moment_of_the_past(cast, pupil, clock):
    first = RiskViewFactory(pupil=pupil, school=cast.own, level=Level.LOW)
    other = RiskViewFactory(pupil=pupil, school=cast.own, harm=Harm.OUTSIDE_HOME)
    clock.shift(timedelta(days=1))
    second = RiskViewFactory(pupil=pupil, school=cast.own, level=Level.HIGH)

    assert set(RiskView.objects.current()) == {other, second}
    assert set(RiskView.objects.current(at=timezone.now() - timedelta(hours=1))) == {first, other}


def test_the_database_refuses_to_change_a_judgement_or_the_words_of_a_warning(cast, pupil):
    view, note = RiskViewFactory(pupil=pupil, school=cast.own), WarningNoteFactory(school=cast.own)
    for change in (
        lambda: RiskView.objects.filter(pk=view.pk).update(level=Level.LOW),
        lambda: WarningNote.objects.filter(pk=note.pk).update(text="Nothing."),
        lambda: WarningNote.objects.filter(pk=note.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_warning_is_kept_and_ended_with_a_reason_once(cast, pupil):
    soon, later = date(2026, 12, 1), date(2027, 1, 11)
    note = warn(pupil=pupil, school=cast.own, text="Ring the aunt.", review_on=soon, by=cast.dsl)
    assert keep_warning(note=note, until=later, by=cast.deputy_dsl).review_on == later
    with pytest.raises(Refused, match="Write why"):
        end_warning(note=note, because=" ", by=cast.dsl)
    end_warning(note=note, because="The number has changed.", by=cast.dsl)

    with pytest.raises(WrongState, match="already"):
        end_warning(note=note, because="Again.", by=cast.deputy_dsl)
    note.refresh_from_db()
    assert (note.ended_because, note.ended_by) == ("The number has changed.", cast.dsl)


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("dsl", True),
        ("headteacher", True),
        ("lead_social_worker", True),
        ("head_of_service", True),
        ("senco", False),
        ("welfare_officer", False),
        ("inclusion_officer", False),
        ("administrator", False),
        ("other_dsl", False),
        ("board_member", False),
    ],
)
def test_who_reads_judgements_reads_concerns(cast, pupil, name, reads):
    RiskViewFactory(pupil=pupil, school=cast.own)
    WarningNoteFactory(pupil=pupil, school=cast.own)
    person = cast.people[name]

    assert RiskView.objects.visible_to(person).exists() is reads
    assert WarningNote.objects.visible_to(person).exists() is reads
    told = sorted(h.title for h in chronology(person, pupil, only=["risk"]))
    assert told == (["Risk of exclusion: medium", "Warning"] if reads else [])


def test_no_factor_is_who_a_child_is():
    never = ("ethnic", "race", "sex", "gender", "relig", "free school meal", "poverty", "postcode", "address")
    groups = [group for by_harm in (FACTORS, STRENGTHS) for groups in by_harm.values() for group in groups]
    labels = [label.lower() for _, choices in groups for _, label in choices]

    assert [label for label in labels if any(word in label for word in never)] == []
