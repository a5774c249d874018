from datetime import UTC, datetime

import pytest
import time_machine

from exclusions.concerns.enums import State
from exclusions.concerns.models import Triage
from exclusions.protocol.models import Case
from linkworkers.inbox import services
from linkworkers.inbox.services import Decided, NewCase
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.factories import CaseFactory, ConcernFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def concern(cast, clock):
    return ConcernFactory(school=cast.own)


def deciding(concern, by, decision: str, **options) -> Triage:
    decided = Decided(decision=decision, rationale="Because.", reply="Do this.", **options)
    pupil = concern.subjects.first().pupil
    new_case = NewCase(pupil) if decision == "open_case" else None
    return services.decide(
        concern=concern, decided=decided, new_case=new_case, by=by, seen_version=concern.version
    )


@pytest.mark.parametrize(
    ("decision", "options", "cases"),
    [("advise", {}, 0), ("close", {}, 0), ("refer", {"destination": "mash"}, 0), ("open_case", {}, 1)],
)
def test_a_decision_decides_and_opens_a_case_only_where_it_says_so(cast, concern, decision, options, cases):
    triage = deciding(concern, cast.lead_social_worker, decision, **options)

    concern.refresh_from_db()
    assert (concern.state, triage.decision) == (State.DECIDED, decision)
    assert Case.objects.filter(concern=concern).count() == cases
    verbs = set(Event.objects.filter(kind="change").values_list("verb", flat=True))
    assert verbs == {"concern.decide"} | ({"case.open"} if cases else set())


def test_where_the_case_cannot_be_opened_nothing_is_decided(cast, concern):
    first = CaseFactory(school=cast.own, pupil=concern.subjects.get().pupil)
    events, notices = Event.objects.count(), Notice.objects.count()

    with pytest.raises(Refused, match=first.reference):
        deciding(concern, cast.lead_social_worker, "open_case")

    concern.refresh_from_db()
    assert (concern.state, concern.version) == (State.SENT, 1)
    assert not Triage.objects.exists()
    assert (Event.objects.count(), Notice.objects.count()) == (events, notices)


@pytest.mark.parametrize(("decision", "with_case"), [("open_case", False), ("advise", True)])
def test_a_case_and_its_decision_belong_together(cast, concern, decision, with_case):
    decided = Decided(decision=decision, rationale="Because.", reply="Do this.")
    new_case = NewCase(concern.subjects.get().pupil) if with_case else None

    with pytest.raises(Refused):
        services.decide(
            concern=concern, decided=decided, new_case=new_case, by=cast.lead_social_worker, seen_version=1
        )

    assert not Triage.objects.exists()


def test_the_second_decision_is_refused(cast, concern):
    deciding(concern, cast.deputy_social_worker, "advise")

    with pytest.raises(WrongState, match="Deputy Social Worker decided this"):
        deciding(concern, cast.lead_social_worker, "close")
