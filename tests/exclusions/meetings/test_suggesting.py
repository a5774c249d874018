"""After two reviews that carried on without anything done, the page suggests a decision meeting."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exclusions.meetings.suggesting import suggestion
from exclusions.plans.enums import ActionState
from exclusions.plans.models import ActionStep
from tests.exclusions.protocol.filled import put_at
from tests.factories import ActionFactory, MeetingFactory
from tests.world_meetings import finished


@pytest.fixture
def case(case):
    return put_at(case, "review")


def reviewed(case, cast, *, days_ago: int, conclusion: str = "continue"):
    """A review held so many days ago, its minutes finished today: they are append-only."""
    at = timezone.now() - timedelta(days=days_ago)
    meeting = MeetingFactory(case=case, chair=cast.lead_social_worker, state="fixed", starts_at=at)
    return finished(meeting, values={"conclusion": conclusion})


def test_two_reviews_that_carried_on_suggest_a_decision_meeting(cast, case):
    reviewed(case, cast, days_ago=30)
    assert suggestion(case) == ""
    reviewed(case, cast, days_ago=5)

    words = suggestion(case)

    assert "24 October 2026 and 18 November 2026" in words
    assert "A decision meeting may help. It never delays the headteacher." in words


@pytest.mark.parametrize(
    ("first", "second"), [("adapt", "continue"), ("continue", "adapt"), ("continue", "")]
)
def test_a_review_that_changed_something_suggests_nothing(cast, case, first, second):
    reviewed(case, cast, days_ago=30, conclusion=first)
    reviewed(case, cast, days_ago=5, conclusion=second)

    assert suggestion(case) == ""


def test_an_action_done_since_the_first_review_is_progress(cast, case):
    action = ActionFactory(case=case)
    ActionStep.objects.create(
        action=action, state=ActionState.DONE, by=cast.dsl, at=timezone.now() - timedelta(days=60)
    )
    reviewed(case, cast, days_ago=30)
    reviewed(case, cast, days_ago=5)
    assert suggestion(case)

    ActionStep.objects.create(
        action=action, state=ActionState.DONE, by=cast.dsl, at=timezone.now() + timedelta(minutes=1)
    )
    assert suggestion(case) == ""


def test_it_stands_on_the_page_and_only_while_a_decision_is_still_to_come(cast, as_person, case):
    reviewed(case, cast, days_ago=30)
    reviewed(case, cast, days_ago=5)

    page = as_person("dsl").get(f"/meetings/of/{case.reference}/")

    assert "A decision meeting may help" in page.content.decode()
    assert suggestion(put_at(case, "decision")) == ""
