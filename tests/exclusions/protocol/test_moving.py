"""Stages of a case: where each may lead, by when, and who is first when two people act."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from exclusions.protocol import services
from exclusions.protocol.enums import CaseState
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from schools.calendars.models import Term
from tests.exclusions.protocol.filled import filled, move, put_at
from tests.factories import CaseFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVERY = [
    "alert",
    "triage",
    "meeting",
    "plan",
    "review",
    "decision",
    "outcome",
    "sustain",
    "closed",
    "nonsense",
]
# Written out from the protocol by hand, not read from its data.
LEADS_TO = {
    "meeting": {"plan", "decision", "outcome"},
    "plan": {"review", "decision", "outcome"},
    "review": {"review", "plan", "decision", "outcome"},
    "decision": {"plan", "review", "outcome"},
    "outcome": {"sustain", "closed"},
    "sustain": {"sustain", "meeting"},  # closed too, once an outcome is recorded: below
}
# A duplicate ends by its own verb, which asks which case is kept.
EARLY = {"PEX_ISSUED", "MOVED_OUT", "EHE", "REFERRED_MASH", "CLOSED_NO_ENGAGEMENT"}


@pytest.fixture(autouse=True)
def _monday(db):
    with time_machine.travel(MONDAY, tick=False):
        # Term dates, so that Christmas is no school time.
        Term.objects.create(name="Autumn", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 18))
        Term.objects.create(name="Spring", starts_on=date(2027, 1, 4), ends_on=date(2027, 3, 25))
        yield


@pytest.fixture
def by(cast):
    return cast.lead_social_worker


@pytest.mark.parametrize("target", EVERY)
@pytest.mark.parametrize("code", LEADS_TO)
def test_a_stage_leads_where_the_protocol_says_and_nowhere_else(cast, by, code, target):
    case = put_at(CaseFactory(school=cast.own), code)

    if target in LEADS_TO[code]:
        moved = move(case, target, by=by)
        assert (moved.stage.code, moved.state) == (
            (code, CaseState.CLOSED) if target == "closed" else (target, CaseState.OPEN)
        )
    else:
        with pytest.raises(Refused):
            move(case, target, by=by)
        case.refresh_from_db()
        assert (case.stage.code, case.revision) == (code, 1)


def test_a_case_goes_all_the_way_and_closes_with_its_recorded_outcome(cast, by):
    case = move(CaseFactory(school=cast.own), "plan", "review", "outcome", "sustain", "closed", by=by)

    assert (case.state, case.outcome.code, case.due_on) == (CaseState.CLOSED, "AVERTED_SAME", None)
    assert case.closed_at == MONDAY
    codes = list(case.stage_records.values_list("stage__code", flat=True))
    assert codes == ["meeting", "plan", "review", "outcome", "sustain"]


def test_due_days_count_school_days_from_the_end_of_the_stage_before(cast, by):
    case = move(CaseFactory(school=cast.own), "plan", by=by)
    assert case.due_on == date(2026, 11, 26)

    case = move(case, "review", by=by)
    # 15 school days: 19 of December's weekdays are school days up to the 18th.
    assert case.due_on == date(2026, 12, 14)


def test_the_second_review_comes_after_30_school_days(cast, by):
    case = move(CaseFactory(school=cast.own), "plan", "review", "review", by=by)

    assert (case.stage.code, case.due_on) == ("review", date(2027, 1, 18))


def test_progress_checks_come_after_20_and_then_40_school_days(cast, by):
    case = move(CaseFactory(school=cast.own), "outcome", "sustain", by=by)
    assert case.due_on == date(2027, 1, 4)

    case = move(case, "sustain", by=by)
    assert case.due_on == date(2027, 2, 1)


def test_an_outcome_is_due_on_the_same_day(cast, by):
    assert move(CaseFactory(school=cast.own), "outcome", by=by).due_on == date(2026, 11, 23)


def test_a_due_day_beyond_the_known_terms_is_marked_estimated(cast, by):
    Term.objects.all().delete()

    case = move(CaseFactory(school=cast.own), "plan", by=by)

    assert (case.due_estimated, case.stage_records.current().get().due_estimated) == (True, True)


def test_what_was_recorded_is_kept_and_written_down_without_its_words(cast, by):
    case = CaseFactory(school=cast.own)

    move(case, "plan", by=by)

    done = case.stage_records.get(number=1)
    assert done.recorded == filled(case.stage) | {"held_on": "2026-11-13"}
    assert (done.completed_by, done.completed_at) == (by, MONDAY)
    event = Event.objects.get(verb="case.complete_stage")
    assert event.detail == {"from": "meeting", "to": "plan", "revision": 2}
    assert (event.actor, event.capacity) == (by, "Lead social worker")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"held_on": None}, "When was the meeting held"),
        ({"present": ""}, "Who took part"),
        ({"held_on": date(2026, 11, 24)}, "When was the meeting held"),
        ({"held_on": "soon"}, "When was the meeting held"),
        ({"agreed": "perhaps"}, "Was a way forward agreed"),
        ({"analysis": "a\x00b"}, "What is driving this"),
        ({"analysis": "x" * 20_001}, "What is driving this"),
        ({"analysis": 7}, "What is driving this"),
        ({"score": "9"}, "score"),
    ],
)
def test_a_record_that_does_not_fit_is_refused_by_the_name_of_its_field(cast, by, changes, message):
    case = CaseFactory(school=cast.own)

    with pytest.raises(Refused, match=message):
        services.complete_stage(
            case=case, recorded=filled(case.stage, **changes), next_stage="plan", by=by, seen_revision=1
        )

    case.refresh_from_db()
    assert (case.revision, case.stage_records.get().completed_at) == (1, None)


def test_what_is_optional_may_stay_empty(cast, by):
    case = CaseFactory(school=cast.own)
    recorded = filled(case.stage, parent_view="", disagreement=None)

    services.complete_stage(case=case, recorded=recorded, next_stage="plan", by=by, seen_revision=1)

    assert case.stage_records.get(number=1).recorded["parent_view"] is None


def test_the_second_of_two_people_is_told_who_was_first(cast, by):
    case = CaseFactory(school=cast.own)
    move(case, "plan", by=by)

    with pytest.raises(WrongState, match="Lead Social Worker recorded the inclusion meeting"):
        services.complete_stage(
            case=case,
            recorded=filled(case.stage),
            next_stage="decision",
            by=cast.deputy_social_worker,
            seen_revision=1,
        )


@pytest.mark.parametrize("code", LEADS_TO)
def test_only_some_outcomes_end_a_case_early(cast, by, code):
    case = put_at(CaseFactory(school=cast.own), code)
    may_end = {}
    for outcome in case.version.outcomes.all():
        other = put_at(CaseFactory(school=cast.own), code)
        try:
            services.close_case(case=other, outcome_code=outcome.code, note="Moved.", by=by, seen_revision=1)
            may_end[outcome.code] = True
        except Refused:
            may_end[outcome.code] = False

    everything = code in ("outcome", "sustain")
    assert may_end == {
        o.code: (everything and o.code != "DUPLICATE") or o.code in EARLY for o in case.version.outcomes.all()
    }


def test_an_early_end_leaves_its_stage_unfinished(cast, by):
    case = services.close_case(
        case=CaseFactory(school=cast.own),
        outcome_code="MOVED_OUT",
        note="  Moved to Leeds. ",
        by=by,
        seen_revision=1,
    )

    assert (case.state, case.outcome.code, case.outcome_note) == ("closed", "MOVED_OUT", "Moved to Leeds.")
    assert case.stage_records.get().completed_at is None
    event = Event.objects.get(verb="case.close")
    assert event.detail == {"from": "meeting", "outcome": "MOVED_OUT", "revision": 2}


@pytest.mark.parametrize(("code", "note"), [("MOVED_OUT", " "), ("NO_SUCH", "Why not"), ("", "Why not")])
def test_closing_needs_an_outcome_and_a_reason(cast, by, code, note):
    with pytest.raises(Refused):
        services.close_case(
            case=CaseFactory(school=cast.own), outcome_code=code, note=note, by=by, seen_revision=1
        )


def test_a_closed_case_takes_nothing_more(cast, by):
    case = services.close_case(
        case=CaseFactory(school=cast.own), outcome_code="MOVED_OUT", note="Moved.", by=by, seen_revision=1
    )

    with pytest.raises(WrongState, match="was closed on 23 November 2026"):
        move(case, "plan", by=by)
    with pytest.raises(WrongState):
        services.set_lead(case=case, lead=by, by=by)
    with pytest.raises(WrongState):
        services.mark_head_considering(case=case, by=by)
