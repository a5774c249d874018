from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.models import Step
from exclusions.suspensions.services.arriving import arrive
from tests.factories import EnrolmentFactory
from tests.factories.suspensions import SuspensionFactory

DAY = timedelta(days=1)
MONDAY = date(2026, 9, 14)
CHILD = date(2013, 5, 5)


def text_of(answer):
    return unescape(answer.content.decode())


def results(answer):
    return text_of(answer).split('id="results"')[1]


def excluded_at(school, starts_on=MONDAY, **more):
    """A permanent exclusion with what is owed after it."""
    pupil = EnrolmentFactory(school=school, pupil__born_on=CHILD).pupil
    more = {"permanent": True, **more}
    made = SuspensionFactory(school=school, pupil=pupil, starts_on=starts_on, **more)
    derive_pupil(pupil, why="Recorded")
    return made


def came_in(school, by, **more):
    """A record as a person of the school sends it."""
    more = {"starts_on": timezone.localdate(), **more}
    made = SuspensionFactory(school=school, **more)
    arrive([made], by=by)
    derive_pupil(made.pupil, why="Recorded")
    return made


def step(suspension, verb, on, after=None, **more):
    """A step as if somebody had taken it; `after` is the state it leads to."""
    number = suspension.steps.count() + 1
    if after:
        suspension.state = after
        suspension.save()
    return Step.objects.create(
        suspension=suspension, number=number, verb=verb, on=on, by=suspension.recorded_by, **more
    )


@pytest.fixture
def exclusion(cast):
    return excluded_at(cast.own)
