"""The way of a record, from an independent table, and the days it refuses."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, transaction

from exclusions.suspensions import services
from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.enums import DayPart, State, SuspensionKind
from exclusions.suspensions.errors import Unlawful
from exclusions.suspensions.models import Duty, Step, Suspension, Version
from exclusions.suspensions.steps import STEPS, steps_from
from exclusions.suspensions.workflow import SUSPENSION
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from tests.factories import SuspensionFactory

MON, TUE, WED = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=ZoneInfo("Europe/London"))
pytestmark = pytest.mark.usefixtures("calendar")

# state: verb -> state after it. Written out by hand.
WAY = {
    "recorded": {
        "represent": "recorded", "consider": "recorded", "set_meeting": "recorded", "decline": "declined",
        "reinstate": "reinstated", "cancel": "cancelled", "void": "void", "last_exam": "recorded",
    },
    "declined": {
        "tell_decision": "declined", "waive": "declined", "apply": "in_review", "remove": "removed",
        "void": "void", "last_exam": "declined",
    },
    "in_review": {
        "set_hearing": "in_review", "uphold": "upheld", "recommend": "to_reconsider",
        "quash": "to_reconsider", "withdraw": "upheld", "void": "void", "last_exam": "in_review",
    },
    "to_reconsider": {"stand": "upheld", "offer": "reinstated", "void": "void", "last_exam": "to_reconsider"},
    "upheld": {"remove": "removed", "void": "void", "last_exam": "upheld"},
    "reinstated": {"void": "void"},
    "removed": {"void": "void"},
    "cancelled": {"void": "void"},
    "void": {},
}  # fmt: skip
ONLY_PERMANENT = {
    "waive", "apply", "set_hearing", "uphold", "recommend", "quash", "withdraw", "stand", "offer", "remove",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def permanent(cast, pupil):
    return SuspensionFactory(school=cast.own, pupil=pupil, permanent=True, year_group="11")


def take(suspension, verb, on, by, note="Because.", **detail):
    suspension.refresh_from_db()
    return services.take_step(
        suspension=suspension,
        verb=verb,
        on=on,
        note=note,
        detail=detail,
        by=by,
        seen_revision=suspension.revision,
    )


@pytest.mark.parametrize("state", State.values)
def test_every_state_offers_what_its_line_says(state):
    offered = {spec.verb for spec in steps_from(state, SuspensionKind.PERMANENT, "11")}
    of_a_suspension = {spec.verb for spec in steps_from(state, SuspensionKind.SUSPENSION, "11")}

    assert offered == set(WAY[state])
    assert of_a_suspension == offered - ONLY_PERMANENT


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", STEPS)
def test_every_verb_from_every_state(cast, permanent, state, verb):
    back = {"back_on": TUE.isoformat()} if "back_on" in STEPS[verb].asks else {}
    Suspension.objects.filter(pk=permanent.pk).update(state=state)
    # Long after every day that could forbid it: what is owed is not in question here.
    Duty.objects.create(
        suspension=permanent, school=cast.own, code="remove_from_roll", by=TUE, who="headteacher",
        clock="not before", what="-", to="-", because="-", rule="-", source="-",
    )  # fmt: skip

    if verb in WAY[state]:
        take(permanent, verb, WED, cast.dsl, **back)
        permanent.refresh_from_db()
        assert permanent.state == WAY[state][verb]
    else:
        with pytest.raises(WrongState, match=permanent.reference):
            take(permanent, verb, WED, cast.dsl, **back)
        assert not Step.objects.exists()


@pytest.mark.parametrize("verb", sorted(ONLY_PERMANENT))
def test_a_suspension_never_comes_before_a_panel(cast, pupil, verb):
    source = next(iter(SUSPENSION.move(verb).sources))
    suspension = SuspensionFactory(school=cast.own, pupil=pupil, state=source)

    with pytest.raises(Refused, match="Only a permanent exclusion"):
        take(suspension, verb, WED, cast.dsl, back_on=WED.isoformat())


def test_a_step_is_written_down_counted_and_told(cast, permanent):
    step = take(permanent, "decline", date(2026, 12, 1), cast.headteacher, "No other way was left.")

    permanent.refresh_from_db()
    assert (permanent.state, permanent.revision) == (State.DECLINED, 2)
    assert (step.number, step.before, step.after, step.note) == (
        1,
        "recorded",
        "declined",
        "No other way was left.",
    )
    assert (step.by, step.capacity) == (cast.headteacher, "Headteacher")
    event = Event.objects.get(verb="suspension.decline")
    assert event.detail == {"before": "recorded", "after": "declined"}
    texts = {n.text for n in cast.inclusion_officer.notices.all()}
    assert f"{permanent.reference}: the governing board has not reinstated the pupil." in texts


@pytest.mark.parametrize("verb", [spec.verb for spec in STEPS.values() if spec.needs_note])
def test_words_are_needed_where_a_decision_has_reasons(cast, permanent, verb):
    Suspension.objects.filter(pk=permanent.pk).update(state=next(iter(SUSPENSION.move(verb).sources)))

    with pytest.raises(Refused, match="Write"):
        take(permanent, verb, WED, cast.dsl, note=" ", back_on=WED.isoformat())


def test_nobody_acts_on_what_somebody_else_has_changed(cast, permanent):
    take(permanent, "represent", WED, cast.dsl)

    with pytest.raises(WrongState, match="Dsl changed it on 1 March 2027"):
        services.take_step(
            suspension=permanent, verb="decline", on=WED, note="So.", by=cast.headteacher, seen_revision=1
        )


# 15 school days after Wednesday 2 December 2026 is Tuesday 5 January 2027 plus...: counted by hand below.
TOLD = date(2026, 12, 2)
# 3, 4, 7-11, 14-18 December are 12; 5, 6, 7 January make 15.
LAST_DAY_TO_APPLY = date(2027, 1, 7)
FIRST_DAY_OFF_THE_ROLL = date(2027, 1, 8)


@pytest.fixture
def declined(cast, permanent):
    take(permanent, "decline", date(2026, 12, 1), cast.dsl)
    take(permanent, "tell_decision", TOLD, cast.dsl, how="letter")
    return permanent


def test_an_application_is_taken_until_the_last_day_and_no_longer(cast, declined):
    with pytest.raises(Refused, match="ended on Thursday 7 January 2027"):
        take(declined, "apply", FIRST_DAY_OFF_THE_ROLL, cast.dsl)

    take(declined, "apply", LAST_DAY_TO_APPLY, cast.dsl, expert=True)
    assert Step.objects.get(verb="apply").detail == {"expert": True}


def test_a_ruling_of_the_tribunal_lets_an_application_in_late(cast, declined):
    take(declined, "apply", date(2027, 2, 1), cast.dsl, tribunal=True)

    declined.refresh_from_db()
    assert declined.state == State.IN_REVIEW


def test_a_name_leaves_the_roll_when_nobody_can_apply_any_more(cast, declined):
    with pytest.raises(Refused, match="Friday 8 January 2027 at the earliest"):
        take(declined, "remove", LAST_DAY_TO_APPLY, cast.dsl)

    take(declined, "remove", FIRST_DAY_OFF_THE_ROLL, cast.dsl)
    declined.refresh_from_db()
    assert declined.state == State.REMOVED


def test_a_name_may_leave_at_once_when_the_parents_wrote_that_they_will_not_apply(cast, declined):
    take(declined, "waive", date(2026, 12, 7), cast.dsl)
    take(declined, "remove", date(2026, 12, 7), cast.dsl)

    declined.refresh_from_db()
    assert declined.state == State.REMOVED


def test_a_name_stays_while_the_parents_were_not_told(cast, permanent):
    take(permanent, "decline", date(2026, 12, 1), cast.dsl)

    with pytest.raises(Refused, match="Record first on which day the parents were told"):
        take(permanent, "remove", date(2027, 2, 1), cast.dsl)


def test_steps_come_in_the_order_of_their_days(cast, permanent):
    take(permanent, "decline", date(2026, 12, 1), cast.dsl)

    with pytest.raises(Refused, match="before Tuesday 1 December 2026"):
        take(permanent, "tell_decision", date(2026, 11, 30), cast.dsl)


def test_cancelling_keeps_the_days_already_served(cast, pupil):
    suspension = SuspensionFactory(
        school=cast.own, pupil=pupil, parts={MON: DayPart.DAY, TUE: DayPart.DAY, WED: DayPart.DAY}
    )

    take(suspension, "cancel", TUE, cast.headteacher, "New facts.", back_on=TUE.isoformat())

    suspension.refresh_from_db()
    assert (suspension.state, suspension.back_on) == (State.CANCELLED, TUE)
    assert (suspension.served.sessions, suspension.sessions) == (2, 6)


def test_nothing_is_cancelled_once_the_board_has_met(cast, permanent):
    take(permanent, "set_meeting", WED, cast.dsl)

    with pytest.raises(Refused, match="The governing board met on Wednesday 18 November 2026"):
        take(permanent, "cancel", date(2026, 11, 19), cast.dsl, back_on="2026-11-20")


def test_cancelling_is_no_way_beyond_45_days(cast, pupil):
    served = {date(2026, 9, 3).replace(day=day): DayPart.DAY for day in range(3, 31)}
    served |= {date(2026, 10, day): DayPart.DAY for day in range(1, 18)}
    SuspensionFactory(school=cast.other, pupil=pupil, parts=served, starts_on=min(served))
    too_long = SuspensionFactory(school=cast.own, pupil=pupil, parts={MON: DayPart.DAY, TUE: DayPart.DAY})

    with pytest.raises(Unlawful, match="46 days would have been served"):
        take(too_long, "cancel", TUE, cast.dsl, back_on=TUE.isoformat())
    take(too_long, "cancel", MON, cast.dsl, back_on=MON.isoformat())


def test_the_last_step_is_taken_back_and_both_stay(cast, pupil):
    suspension = SuspensionFactory(school=cast.own, pupil=pupil)
    cancelled = take(suspension, "cancel", MON, cast.dsl, back_on=MON.isoformat())
    suspension.refresh_from_db()

    with pytest.raises(Refused, match="Write why"):
        services.take_back(suspension=suspension, because=" ", by=cast.dsl, seen_revision=2)
    services.take_back(suspension=suspension, because="Wrong record.", by=cast.dsl, seen_revision=2)

    suspension.refresh_from_db()
    assert (suspension.state, suspension.back_on, suspension.revision) == (State.RECORDED, None, 3)
    assert list(suspension.steps.values_list("verb", "takes_back")) == [
        ("cancel", None),
        ("take_back", cancelled.pk),
    ]
    assert not suspension.steps.standing().exists()
    with pytest.raises(Refused, match="no step to take back"):
        services.take_back(suspension=suspension, because="Again.", by=cast.dsl, seen_revision=3)


def answers_of(suspension, **more):
    return {
        "kind": suspension.kind,
        "starts_on": suspension.starts_on,
        "days": suspension.excluded,
        "reason_1": suspension.reason_1,
        "what_happened": suspension.what_happened,
        **more,
    }


def test_a_correction_keeps_what_stood(cast, pupil):
    suspension = SuspensionFactory(school=cast.own, pupil=pupil)
    correct = {"suspension": suspension, "by": cast.dsl, "seen_revision": 1}

    services.correct_suspension(answers=answers_of(suspension), because="Nothing.", **correct)
    assert not Version.objects.exists()
    with pytest.raises(Refused, match="Write why"):
        services.correct_suspension(answers=answers_of(suspension, reason_1="PA"), because=" ", **correct)
    services.correct_suspension(
        answers=answers_of(suspension, reason_1="PA"), because="It was a teacher.", **correct
    )

    suspension.refresh_from_db()
    version = Version.objects.get()
    assert (suspension.reason_1, suspension.revision) == ("PA", 2)
    assert (version.number, version.stood, version.changed, version.because, version.by) == (
        1,
        {"reason_1": "PP"},
        ["reason_1"],
        "It was a teacher.",
        cast.dsl,
    )
    with pytest.raises(WrongState):
        services.correct_suspension(answers=answers_of(suspension, reason_1="DB"), because="Late.", **correct)


def test_a_correction_to_an_earlier_day_carries_the_pack_of_that_day(cast, pupil):
    suspension = SuspensionFactory(school=cast.own, pupil=pupil)
    days = type(suspension.excluded).of({date(2026, 7, 14): DayPart.DAY})

    services.correct_suspension(
        suspension=suspension,
        answers=answers_of(suspension, starts_on=days.first, days=days),
        because="It was in July.",
        by=cast.dsl,
        seen_revision=1,
    )

    suspension.refresh_from_db()
    assert (suspension.pack, suspension.ends_on) == ("EXCL-2024-08", date(2026, 7, 14))
    assert set(Version.objects.get().changed) == {"days", "starts_on", "ends_on"}


@pytest.mark.parametrize("model", [Step, Version])
def test_the_database_keeps_history_as_it_is(cast, permanent, model):
    take(permanent, "represent", WED, cast.dsl)
    services.correct_suspension(
        suspension=permanent,
        answers=answers_of(permanent, reason_1="PA"),
        because="So.",
        by=cast.dsl,
        seen_revision=2,
    )

    for act in (lambda rows: rows.update(capacity="Somebody"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act(model.objects.all())


def test_the_last_examination_of_year_11_ends_the_sixth_day(cast, permanent):
    derive_pupil(permanent.pupil, why="Recorded")
    owed = Duty.objects.standing().filter(suspension=permanent, code="sixth_day")
    assert owed.exists()
    # Before the exclusion, on the sixth day, and put right once more.
    take(permanent, "last_exam", MON - timedelta(days=3), cast.dsl)
    assert not owed.exists()
    take(permanent, "last_exam", date(2026, 11, 30), cast.dsl)
    assert owed.exists()


def test_other_years_sit_no_last_examination(cast, pupil):
    suspension = SuspensionFactory(school=cast.own, pupil=pupil, year_group="10")
    assert "last_exam" not in {spec.verb for spec in steps_from("recorded", suspension.kind, "10")}
    with pytest.raises(Refused, match="year 11"):
        take(suspension, "last_exam", MON, cast.dsl)
