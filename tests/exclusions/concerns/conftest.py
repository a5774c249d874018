import pytest

from exclusions.concerns import services
from tests.factories import ConcernFactory, EnrolmentFactory

COMPLETE = {
    "in_danger": "no",
    "categories": ["exploitation", "missing"],
    "happened_on_0": "20",
    "happened_on_1": "11",
    "happened_on_2": "2025",
    "what_happened": "Came in with a new phone.",
    "child_words": "It's just a present.",
    "action_taken": "Spoke with her mother.",
    "wish": "advice",
}


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own, year_group="9").pupil


@pytest.fixture
def draft(cast, pupil):
    """A complete draft of the DSL about one pupil."""
    draft = services.start_draft(by=cast.dsl, school=cast.own, pupils=[pupil])
    return services.save_draft(draft=draft, content=COMPLETE, version=draft.version, by=cast.dsl)


@pytest.fixture
def concern(cast, pupil):
    """A concern the DSL has sent."""
    return ConcernFactory(school=cast.own, raised_by=cast.dsl, pupil=pupil)
