from datetime import date

import pytest

from schools.calendars.models import Closure, Term
from tests.factories import EnrolmentFactory

# Draft content for a suspension of two days from Monday 16 November 2026, complete.
COMPLETE = {
    "kind": "SUSP",
    "first_0": "16",
    "first_1": "11",
    "first_2": "2026",
    "starts": "am",
    "length": "2",
    "reason_1": "PP",
    "what_happened": "Hit another pupil in the dinner queue.",
    "misses_test": "no",
    "heard": "yes",
    "pupil_view": "He hit me first.",
    "decided_by": "Ms Ann Doe",
    "decided_on_0": "16",
    "decided_on_1": "11",
    "decided_on_2": "2026",
    "parents_told": "yes",
    "told_on_0": "16",
    "told_on_1": "11",
    "told_on_2": "2026",
    "told_at": "14.30",
    "told_how": "letter",
}


def typed(**more):
    """The complete content with some fields changed; None takes one out."""
    content = {**COMPLETE, **more}
    return {name: value for name, value in content.items() if value is not None}


@pytest.fixture
def calendar(cast):
    """Three terms of 2026/27 and an INSET day on Friday 20 November at the own school."""
    for name, starts, ends in (
        ("Autumn 1", date(2026, 9, 3), date(2026, 10, 23)),
        ("Autumn 2", date(2026, 11, 2), date(2026, 12, 18)),
        ("Spring 1", date(2027, 1, 5), date(2027, 2, 12)),
        ("Spring 2", date(2027, 2, 22), date(2027, 3, 25)),
        ("Summer 1", date(2027, 4, 12), date(2027, 5, 28)),
        ("Summer 2", date(2027, 6, 7), date(2027, 7, 21)),
    ):
        Term.objects.create(name=name, starts_on=starts, ends_on=ends)
    Closure.objects.create(on=date(2026, 11, 20), reason="INSET", school=cast.own)


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own, year_group="9", starts_on=date(2024, 9, 2)).pupil
