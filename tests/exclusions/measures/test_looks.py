"""What the authority is asked to look at: found once, with reasons, by officers alone, never a blame."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exclusions.measures.enums import State
from exclusions.measures.looks.services import find_looks
from exclusions.measures.looks.sources import SOURCES
from exclusions.measures.models import Look, LookNote, LookState
from exclusions.protocol.enums import CaseState
from exclusions.suspensions.duties.services import derive_pupil
from portal.audit.models import Event
from tests.cast import EVERYONE
from tests.factories import (
    CaseFactory,
    EnrolmentFactory,
    LookFactory,
    MeasureStepFactory,
    MoveFactory,
    SuspensionFactory,
    TimetableFactory,
)

NOW = datetime(2026, 12, 14, 9, 0, tzinfo=ZoneInfo("Europe/London"))
TODAY = NOW.date()
WORDS_OF_BLAME = ("off-roll", "illegal", "unlawful", "suspect", "wrongdoing")
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def left(school, on, reason="moved", **more):
    return EnrolmentFactory(
        school=school, starts_on=date(2024, 9, 2), ends_on=on, leaving_reason=reason, **more
    )


def excluded(pupil, school, on=date(2026, 11, 16)):
    """A permanent exclusion, cancelled: the plainest case of which the board is told."""
    suspension = SuspensionFactory(school=school, pupil=pupil, starts_on=on, permanent=True)
    derive_pupil(pupil, why="Recorded")
    return suspension


def found():
    find_looks(TODAY)
    return {(look.source, look.pupil_id, look.on) for look in Look.objects.all()}


def test_home_education_and_no_next_school_by_what_the_roll_says(cast):
    home = left(cast.own, date(2026, 12, 4), "home_educated")
    away = left(cast.own, date(2026, 12, 3), "away")
    left(cast.own, date(2026, 12, 2), "moved")
    left(cast.own, date(2026, 5, 1), "home_educated")
    left(cast.own, date(2026, 12, 18), "home_educated")

    assert found() == {
        ("home_educated", home.pupil_id, home.ends_on),
        ("no_next_school", away.pupil_id, away.ends_on),
    }
    assert Look.objects.get(source="home_educated").reasons == [
        "Left for education at home on 4 December 2026"
    ]


@pytest.mark.parametrize(
    ("left_on", "reason", "is_found"),
    [
        # Ten school days after Monday 16 November, an INSET day between, are Tuesday the 1st.
        (date(2026, 12, 1), "moved", True),
        (date(2026, 12, 2), "moved", False),
        (date(2026, 11, 16), "moved", True),
        (date(2026, 11, 13), "moved", False),
        (date(2026, 12, 1), "excluded", False),
    ],
)
def test_a_roll_left_within_ten_school_days_of_a_warning(cast, left_on, reason, is_found):
    enrolment = left(cast.own, left_on, reason)
    suspension = excluded(enrolment.pupil, cast.own)

    expected = {("left_after_warning", enrolment.pupil_id, left_on)} if is_found else set()
    assert found() == expected
    if is_found:
        look = Look.objects.get()
        assert look.evidence == [suspension.reference]
        assert look.reasons[1] == ("Permanent exclusion from 16 November 2026, of which the board is told")


def test_a_short_suspension_warns_of_nothing(cast):
    enrolment = left(cast.own, date(2026, 11, 18))
    SuspensionFactory(school=cast.own, pupil=enrolment.pupil)
    derive_pupil(enrolment.pupil, why="Recorded")

    assert found() == set()


def test_a_managed_move_after_a_warning_a_complaint_and_a_long_timetable(cast):
    move = MoveFactory(school=cast.own, state=State.MOVED, starts_on=date(2026, 11, 20))
    excluded(move.pupil, cast.own)
    pressed = MoveFactory(school=cast.own)
    MeasureStepFactory(measure=pressed, verb="complain", on=date(2026, 12, 1))
    long = TimetableFactory(school=cast.own, starts_on=date(2026, 11, 1))
    TimetableFactory(school=cast.own, starts_on=date(2026, 11, 2))

    assert found() == {
        ("moved_after_warning", move.pupil_id, date(2026, 11, 20)),
        ("pressed", pressed.pupil_id, date(2026, 12, 1)),
        ("part_time", long.pupil_id, date(2026, 11, 1)),
    }


def test_what_cases_say(cast):
    considered = CaseFactory(school=cast.own, head_considering_exclusion=True, opened_at=NOW)
    left_soon = left(cast.own, date(2026, 12, 11), pupil=considered.pupil)
    closed = CaseFactory(school=cast.own)
    outcome = closed.version.outcomes.get(code="EHE")
    type(closed).objects.filter(pk=closed.pk).update(state=CaseState.CLOSED, closed_at=NOW, outcome=outcome)
    type(considered).objects.filter(pk=considered.pk).update(
        opened_at=datetime(2026, 12, 7, 9, tzinfo=NOW.tzinfo)
    )

    assert found() == {
        ("left_while_considered", left_soon.pupil_id, date(2026, 12, 11)),
        ("case_home_educated", closed.pupil_id, TODAY),
    }


def test_found_once_also_after_it_was_looked_at(cast):
    left(cast.own, date(2026, 12, 4), "home_educated")

    assert (find_looks(TODAY), find_looks(TODAY)) == (1, 0)
    Look.objects.update(state=LookState.LOOKED)
    assert find_looks(TODAY) == 0


@pytest.mark.parametrize("name", EVERYONE)
def test_for_officers_alone(cast, as_person, name):
    look = LookFactory(school=cast.own)
    browser = as_person(name)
    is_officer = name == "inclusion_officer"

    assert Look.objects.visible_to(cast.people[name]).exists() == is_officer
    assert browser.get(reverse("measures:looks")).status_code == (200 if is_officer else 403)
    assert browser.get(look.get_absolute_url()).status_code == (200 if is_officer else 404)


def noted(**more):
    return {
        "looked_at": "Spoke with the mother.",
        "pressure": "no",
        "parents_say": "We wanted it.",
        "concluded": "no_sign",
        "seen_revision": "1",
        **more,
    }


def test_an_officer_writes_down_what_was_found(cast, as_person):
    look = LookFactory(school=cast.own)
    browser, address = as_person("inclusion_officer"), look.get_absolute_url()

    asked = browser.post(address, noted(concluded="asked", once_token="a"))
    browser.post(address, noted(concluded="asked", once_token="a"))
    look.refresh_from_db()
    assert (asked["Location"], look.state, look.notes.count()) == (address, LookState.OPEN, 1)
    stale = browser.post(address, noted())
    assert "A colleague has written something meanwhile" in stale.content.decode()
    assert "Spoke with the mother." in stale.content.decode()
    browser.post(address, noted(seen_revision="2"))

    look.refresh_from_db()
    assert look.state == LookState.LOOKED
    page = browser.get(address).content.decode()
    assert "Nothing to follow up" in page
    assert "We wanted it." in page
    assert Event.objects.filter(verb="look.note").count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        LookNote.objects.update(concluded="no_sign")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"looked_at": ""}, "Write what you looked at"),
        ({"pressure": ""}, "Say whether anybody was pressed"),
        ({"concluded": "guilty"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_named(cast, as_person, changed, error):
    look = LookFactory(school=cast.own)

    answer = as_person("inclusion_officer").post(look.get_absolute_url(), noted(**changed))

    assert error in answer.content.decode()
    assert not LookNote.objects.exists()


def test_no_word_of_blame_on_any_screen(cast, as_person):
    browser = as_person("inclusion_officer")
    looks = [LookFactory(school=cast.own, source=code) for code in SOURCES]

    pages = [browser.get(reverse("measures:looks")), *(browser.get(row.get_absolute_url()) for row in looks)]

    for page in pages:
        text = page.content.decode().lower()
        assert [word for word in WORDS_OF_BLAME if word in text] == []


def test_the_list_has_filters_and_a_fixed_number_of_queries(cast, as_person):
    browser, address = as_person("inclusion_officer"), reverse("measures:looks")
    LookFactory(school=cast.own, state=LookState.LOOKED)
    counts = []
    for more in (1, 2):
        LookFactory.create_batch(more, school=cast.own)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(address)
        counts.append(len(queries))

    assert len(page.context["table"].rows) == 3
    assert counts[0] == counts[1]
    assert len(browser.get(address, {"state": "all"}).context["table"].rows) == 4
    assert len(browser.get(address, {"source": "pressed"}).context["table"].rows) == 0
    assert len(browser.get(address, {"school": "990002"}).context["table"].rows) == 0
