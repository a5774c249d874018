"""Two people decide one concern in the same moment: one wins, the other is told. PostgreSQL only."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection

from exclusions.concerns.models import Concern, Triage
from exclusions.protocol.models import Case
from exclusions.protocol.services import ship_default_protocol
from linkworkers.inbox import escalating, services
from linkworkers.inbox.enums import Rung
from linkworkers.inbox.models import Escalation
from linkworkers.inbox.services import Decided, NewCase
from portal.audit.models import Event
from portal.core.errors import WrongState
from portal.notices.models import Notice
from tests.exclusions.protocol.test_concurrency import at_once
from tests.factories import ConcernFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _protocol():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL's row locks")
    ship_default_protocol()


def test_two_people_decide_one_concern(cast):
    concern = ConcernFactory(school=cast.own)
    pupil = concern.subjects.get().pupil

    def deciding(by, decision):
        decided = Decided(decision, f"Reasons of {by}.", f"Reply of {by}.")
        new_case = NewCase(pupil) if decision == "open_case" else None
        return lambda: services.decide(
            concern=concern, decided=decided, new_case=new_case, by=by, seen_version=1
        )

    results = at_once(
        deciding(cast.lead_social_worker, "open_case"), deciding(cast.deputy_social_worker, "advise")
    )

    triage = Triage.objects.get()
    assert {type(result) for result in results} == {Triage, WrongState}
    refusal = next(result for result in results if isinstance(result, WrongState))
    assert triage.decided_by.name in str(refusal)
    assert Case.objects.count() == (1 if triage.decision == "open_case" else 0)
    assert Concern.objects.get().version == 2
    assert Event.objects.filter(verb="concern.decide").count() == 1


def test_two_workers_chase_a_late_concern_once(cast):
    raised_at = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
    ConcernFactory(school=cast.own, raised_at=raised_at)

    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)):
        at_once(*[lambda: escalating.chase_overdue(date(2026, 11, 23))] * 2)

    told = Notice.objects.filter(kind=escalating.OVERDUE).values_list("user__name", flat=True)
    # The day after the day due: whoever owns it, once.
    assert list(told) == ["Lead Social Worker"]
    assert [step.rung for step in Escalation.objects.all()] == [Rung.OWNER]
