"""Two people at the same moment: needs a database that locks rows."""

import pytest
from django.db import connection

from exclusions.meetings import services
from exclusions.meetings.models import Meeting, Minutes, Part
from exclusions.meetings.page import Desk
from exclusions.meetings.services import Saved, Typed
from exclusions.plans.enums import ActionState
from exclusions.plans.models import ActionStep, PlanVersion
from exclusions.plans.services import note_progress
from exclusions.protocol.services import ship_default_protocol
from portal.core.errors import WrongState
from tests.exclusions.protocol.test_concurrency import at_once
from tests.factories import ActionFactory, CaseFactory, MeetingFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _protocol():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL's row locks")
    ship_default_protocol()


@pytest.fixture
def held(cast):
    return MeetingFactory(case=CaseFactory(school=cast.own), chair=cast.lead_social_worker, fixed=True)


def writing(meeting, by, name, text, version=0):
    def act():
        fresh = Meeting.objects.get(pk=meeting.pk)
        typed = {name: Typed(text, version)}
        return services.save_parts(meeting=fresh, typed=typed, asked=Desk(fresh).fields, by=by)

    return act


@pytest.mark.parametrize("attempt", range(5))
def test_two_write_different_parts_and_nothing_is_lost(cast, held, attempt):
    one, two = cast.lead_social_worker, cast.inclusion_officer

    results = at_once(
        writing(held, one, "pupil_view", "I want to stay."), writing(held, two, "strengths", "Football.")
    )

    assert [type(result) for result in results] == [Saved, Saved]
    assert dict(Part.objects.values_list("name", "text")) == {
        "pupil_view": "I want to stay.",
        "strengths": "Football.",
    }
    assert Meeting.objects.get().revision == held.revision + 2


@pytest.mark.parametrize("attempt", range(5))
def test_two_write_the_same_part_and_one_is_shown_the_others_text(cast, held, attempt):
    said = {cast.lead_social_worker: "Football.", cast.inclusion_officer: "Art."}

    results = at_once(*[writing(held, by, "strengths", text) for by, text in said.items()])

    kept = Part.objects.get()
    assert kept.text == said[kept.saved_by]
    assert sorted(result.clashes for result in results) == [[], ["strengths"]]
    # The one who was second has the first one's text in hand, and both together are saved.
    both = writing(held, cast.headteacher, "strengths", f"{kept.text}\n\nthe other", kept.version)()
    assert both.clashes == []


def test_who_writes_while_another_finishes_is_in_the_minutes_or_is_told(cast, held):
    by = cast.lead_social_worker
    for name, text in (("pupil_view", "Stay."), ("strengths", "Art."), ("agreed", "agreed")):
        writing(held, by, name, text)()
    seen = Meeting.objects.get().revision

    finished, written = at_once(
        lambda: services.finish_minutes(meeting=Meeting.objects.get(), by=by, seen_revision=seen),
        writing(held, cast.inclusion_officer, "decisions", "A mentor."),
    )

    if isinstance(finished, Minutes):
        assert isinstance(written, WrongState)
    else:
        assert isinstance(finished, WrongState)
        assert Part.objects.get(name="decisions").text == "A mentor."


def test_two_change_one_action_and_the_versions_stay_in_a_row(cast, held):
    action = ActionFactory(case=held.case)

    def noting(by, state):
        return lambda: note_progress(action=action, state=state, note="", by=by, seen_revision=1)

    results = at_once(
        noting(cast.lead_social_worker, ActionState.DONE), noting(cast.inclusion_officer, ActionState.GOING)
    )

    assert {type(result).__name__ for result in results} == {"Action", "WrongState"}
    assert (ActionStep.objects.count(), list(PlanVersion.objects.values_list("number", flat=True))) == (
        1,
        [1],
    )
