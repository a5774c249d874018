from datetime import UTC, date, datetime

import pytest
import time_machine

from schools.pupils.enums import FactKind, FactSource
from schools.pupils.services import set_fact
from tests.factories import CaseFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def case(cast):
    return CaseFactory(school=cast.own, lead=cast.lead_social_worker)


@pytest.fixture
def known_to_social_care(case):
    return set_fact(
        pupil=case.pupil, kind=FactKind.SOCIAL_WORKER, value="CPP", starts_on=date(2026, 9, 1),
        source=FactSource.SOCIAL_CARE, as_at=date(2026, 9, 1), by=None,
    )  # fmt: skip
