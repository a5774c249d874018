from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories import CaseFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def case(cast):
    return CaseFactory(school=cast.own, lead=cast.lead_social_worker)
