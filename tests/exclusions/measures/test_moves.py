"""A managed move: agreed before anybody is asked, answered by the other school, permanent, followed up."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from exclusions.measures.dues import Story, owed
from exclusions.measures.enums import State
from exclusions.measures.kinds import KINDS
from exclusions.measures.models import Measure, MeasureStep, Move
from exclusions.measures.moves.rules import RULES
from exclusions.measures.services import take_step
from exclusions.suspensions.models import Suspension
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from schools.calendars.services import calendar_for
from schools.pupils.models import Enrolment, SafeguardingTransfer
from schools.register.enums import Regime
from tests.exclusions.measures.conftest import on

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=ZoneInfo("Europe/London"))
TODAY = NOW.date()
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def typed(**more):
    content = {
        "to_school": "990002",
        "reasons": "A fresh start.",
        "tried": "A mentor.",
        "pupil_view": "I know two there.",
        "risk": "Leaves the room when teased.",
    }
    return {**content, **more}


@pytest.fixture
def move(cast, pupil, as_person):
    url = reverse("measures:new", args=["moves", pupil.reference, cast.own.urn])
    as_person("dsl").post(url, typed())
    return Move.objects.get()


def take(move, verb, by, day=TODAY, **given):
    move.refresh_from_db()
    return take_step(measure=move, verb=verb, on=day, by=by, seen_revision=move.revision, **given)


def agree(move, by):
    take(move, "consent", by, extras={"party": "parents", "evidence": "Signed form"})


def test_from_talks_to_twelve_weeks(cast, pupil, move, clock):
    assert (move.state, move.to_school, move.shared_on) == (State.TALKS, cast.other, None)
    with pytest.raises(Refused, match="The parents have not agreed yet"):
        take(move, "ask", cast.dsl)
    agree(move, cast.dsl)
    take(move, "ask", cast.dsl)
    take(move, "accept", cast.other_dsl, extras={"moves_on": date(2026, 11, 23)})
    take(move, "plan", cast.other_dsl, note="Tutor every morning.")
    clock.move_to(datetime(2026, 11, 24, 9, tzinfo=NOW.tzinfo))
    take(move, "move", cast.other_dsl, date(2026, 11, 23))

    move.refresh_from_db()
    assert (move.state, move.starts_on, move.support) == (
        State.MOVED,
        date(2026, 11, 23),
        "Tutor every morning.",
    )
    # Four weeks on is in the last week before Christmas.
    assert (move.next_due_on, move.next_due) == (date(2027, 1, 5), "See how it goes after 4 weeks")
    rolls = Enrolment.objects.filter(pupil=pupil).order_by("pk")
    assert list(rolls.values_list("school", "starts_on", "ends_on", "year_group")) == [
        (cast.own.pk, date(2024, 9, 2), date(2026, 11, 22), "9"),
        (cast.other.pk, date(2026, 11, 23), None, "9"),
    ]
    file = SafeguardingTransfer.objects.get(pupil=pupil)
    assert (file.from_school, file.to_school, file.first_day) == (cast.own, cast.other, date(2026, 11, 23))

    clock.move_to(datetime(2027, 2, 14, 9, tzinfo=NOW.tzinfo))
    with pytest.raises(Refused, match="Twelve weeks are over on 15 February 2027"):
        take(move, "sustain", cast.other_dsl, date(2027, 2, 14), note="Well.")
    clock.move_to(datetime(2027, 2, 22, 9, tzinfo=NOW.tzinfo))
    take(move, "sustain", cast.other_dsl, date(2027, 2, 22), note="Well.")
    move.refresh_from_db()
    assert (move.state, move.next_due_on) == (State.SUSTAINED, None)


def test_the_other_school_reads_it_from_the_day_it_is_asked_and_only_it_answers(cast, as_person, move):
    there, here = as_person("other_dsl"), as_person("dsl")
    accept = reverse("measures:step", args=[move.reference, "accept"])
    assert there.get(move.get_absolute_url()).status_code == 404
    assert there.get(accept).status_code == 404

    agree(move, cast.dsl)
    take(move, "ask", cast.dsl)

    page = there.get(move.get_absolute_url()).content.decode()
    assert "Leaves the room when teased." in page
    assert "Our school takes the pupil" in page
    assert "Correct this record" not in page
    assert here.get(accept).status_code == 403
    assert "Our school takes the pupil" not in here.get(move.get_absolute_url()).content.decode()
    sent = {**on("on", TODAY), **on("moves_on", date(2026, 11, 16)), "seen_revision": "3"}
    early = there.post(accept, sent)
    assert "before the day on which the school accepted" in early.content.decode()
    told = {n.user for n in Notice.objects.filter(kind="move.ask")}
    assert cast.other_dsl in told
    assert cast.inclusion_officer in told


def test_a_refusal_has_a_reason_and_ends_it(cast, move):
    agree(move, cast.dsl)
    take(move, "ask", cast.dsl)
    with pytest.raises(Refused, match="Write: why not"):
        take(move, "refuse", cast.other_dsl)

    take(move, "refuse", cast.other_dsl, note="Year 9 is full, and three pupils are in conflict.")

    move.refresh_from_db()
    assert (move.state, move.ended_on) == (State.REFUSED, TODAY)
    with pytest.raises(WrongState):
        take(move, "accept", cast.other_dsl, extras={"moves_on": TODAY})


def test_talks_that_come_to_nothing_are_never_seen_elsewhere(cast, move):
    take(move, "withdraw", cast.dsl, note="The mother does not want it.")

    assert not Measure.objects.visible_to(cast.other_dsl).exists()


@pytest.mark.parametrize(
    ("more", "is_refused"),
    [
        (on("planned_end_on", date(2027, 2, 12)), True),
        ({**on("starts_on", date(2026, 7, 26)), **on("planned_end_on", date(2026, 10, 2))}, True),
        ({**on("starts_on", date(2026, 7, 25)), **on("planned_end_on", date(2026, 10, 2))}, False),
        ({}, False),
    ],
)
def test_no_trial_from_26_july_2026(cast, pupil, as_person, more, is_refused):
    url = reverse("measures:new", args=["moves", pupil.reference, cast.own.urn])

    answer = as_person("dsl").post(url, typed(**more))

    assert (answer.status_code, Move.objects.exists()) == ((200, False) if is_refused else (302, True))
    if is_refused:
        assert "The only way to try first is an off-site direction" in " ".join(
            answer.content.decode().split()
        )


def test_whoever_was_pressed_is_heard_at_any_time(cast, as_person, move):
    Notice.objects.all().delete()

    take(move, "complain", cast.dsl, note="Felt that it was this or exclusion.", extras={"party": "parents"})

    (told,) = Notice.objects.filter(user=cast.inclusion_officer)
    assert told.text == (
        f"{move.reference}: somebody says that they were pressed into a managed move. Please look."
    )
    move.refresh_from_db()
    assert move.state == State.TALKS
    page = as_person("inclusion_officer").get(move.get_absolute_url()).content.decode()
    assert "Felt that it was this or exclusion." in page


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"to_school": ""}, "Enter the number of the receiving school"),
        ({"to_school": "990001"}, "That is this school"),
        ({"risk": ""}, "Write what the receiving school must know"),
        ({"tried": ""}, "Write what was tried first"),
    ],
)
def test_what_is_missing_is_named(cast, pupil, as_person, changed, error):
    url = reverse("measures:new", args=["moves", pupil.reference, cast.own.urn])

    answer = as_person("dsl").post(url, typed(**changed))

    assert error in answer.content.decode()
    assert not Move.objects.exists()


def test_one_move_at_a_time_and_what_a_roll_has_already_stays(cast, pupil, as_person, move):
    url = reverse("measures:new", args=["moves", pupil.reference, cast.own.urn])
    again = as_person("dsl").post(url, typed())

    assert f"open already: {move.reference}" in again.content.decode()


def test_check_ins_by_the_day_on_the_roll(cast, move):
    step = MeasureStep(verb="move", on=date(2026, 11, 23), number=2)
    check_in = MeasureStep(verb="check_in", on=date(2027, 1, 6), number=3, detail={"weeks": "4"})
    story = Story(Move(starts_on=date(2026, 11, 23), state=State.MOVED), Regime.ACADEMY, [step, check_in])

    found = owed(RULES, story, calendar_for(cast.own.pk))

    assert {each.due.code: (each.due.by, each.done_on) for each in found if "check" in each.due.code} == {
        "check_in_4": (date(2027, 1, 5), date(2027, 1, 6)),
        "check_in_8": (date(2027, 1, 18), None),
        # In half-term: the first day after it.
        "check_in_12": (date(2027, 2, 22), None),
    }


def test_a_move_is_no_suspension(cast, move):
    assert not Suspension.objects.exists()
    assert KINDS["move"].outcomes == {}
