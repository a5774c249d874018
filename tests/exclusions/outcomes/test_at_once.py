"""Two people at the same moment: needs a database that locks rows."""

import pytest
from django.db import connection

from exclusions.outcomes.enums import EvidenceState
from exclusions.outcomes.models import EvidenceAnswer
from exclusions.outcomes.services import Answered, answer_item
from exclusions.protocol.models import Case
from exclusions.protocol.services import ship_default_protocol
from portal.core.errors import WrongState
from tests.exclusions.protocol.test_concurrency import at_once
from tests.factories import CaseFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _protocol():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL's row locks")
    ship_default_protocol()


@pytest.mark.parametrize("attempt", range(3))
def test_two_answer_one_item_and_the_second_is_told(cast, attempt):
    case = CaseFactory(school=cast.own)

    def answering(by, why):
        said = Answered(EvidenceState.NOT_DONE, why, None)
        return lambda: answer_item(
            case=Case.objects.get(pk=case.pk), code="log", said=said, by=by, seen_number=0
        )

    results = at_once(answering(cast.dsl, "One."), answering(cast.headteacher, "Two."))

    assert {type(one) for one in results} == {EvidenceAnswer, WrongState}
    assert EvidenceAnswer.objects.count() == 1
