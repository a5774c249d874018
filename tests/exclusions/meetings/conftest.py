from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories import CaseFactory, MeetingFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def case(cast):
    return CaseFactory(school=cast.own)


@pytest.fixture
def seeking(cast, case):
    """An inclusion meeting with two dates proposed."""
    return MeetingFactory(case=case, chair=cast.lead_social_worker)


@pytest.fixture
def fixed(cast, case):
    """An inclusion meeting that began an hour ago."""
    return MeetingFactory(case=case, chair=cast.lead_social_worker, fixed=True)
