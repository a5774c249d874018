from datetime import UTC, date, datetime

import pytest
import time_machine

from exclusions.protocol import services
from exclusions.protocol.people import possible_leads
from portal.audit.models import Event
from portal.core.errors import Refused
from portal.notices.models import Notice
from tests.exclusions.protocol.filled import move
from tests.factories import CaseFactory

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def test_those_who_may_lead_are_linked_to_the_school_or_work_across_the_authority(cast):
    assert [person.name for person in possible_leads(cast.own.pk)] == [
        "Deputy Social Worker",
        "Head Of Service",
        "Lead Social Worker",
        "On Site Social Worker",
        "Welfare Officer",
        "Inclusion Officer",
    ]


def test_the_new_lead_is_told(cast):
    case = CaseFactory(school=cast.own)

    case = services.set_lead(case=case, lead=cast.inclusion_officer, by=cast.lead_social_worker)

    assert case.lead == cast.inclusion_officer
    notice = Notice.objects.get(kind="case.set_lead")
    assert (notice.user, notice.about) == (cast.inclusion_officer, case.reference)
    detail = Event.objects.get(verb="case.set_lead").detail
    assert detail == {"from": "", "to": cast.inclusion_officer.reference}


def test_who_takes_the_lead_is_not_told_what_they_did(cast):
    services.set_lead(case=CaseFactory(school=cast.own), lead=cast.welfare_officer, by=cast.welfare_officer)

    assert not Notice.objects.filter(kind="case.set_lead").exists()


@pytest.mark.parametrize("name", ["dsl", "headteacher", "other_social_worker", "board_member", "nobody"])
def test_nobody_leads_who_may_not_work_the_case(cast, name):
    with pytest.raises(Refused):
        services.set_lead(
            case=CaseFactory(school=cast.own), lead=cast.people[name], by=cast.lead_social_worker
        )


def test_the_meeting_is_due_sooner_once_the_head_considers_exclusion(cast):
    case = CaseFactory(school=cast.own)
    assert case.due_on == date(2026, 11, 30)

    case = services.mark_head_considering(case=case, by=cast.lead_social_worker)

    assert (case.due_on, case.stage_records.get().due_on) == (date(2026, 11, 23), date(2026, 11, 23))
    services.mark_head_considering(case=case, by=cast.lead_social_worker)
    assert Event.objects.filter(verb="case.mark_head_considering").count() == 1


def test_the_sooner_day_is_never_one_that_has_gone(cast, clock):
    case = CaseFactory(school=cast.own)
    clock.move_to(datetime(2026, 11, 28, 9, 0, tzinfo=UTC))  # a Saturday, after the fast day

    assert services.mark_head_considering(case=case, by=cast.lead_social_worker).due_on == date(2026, 11, 30)


def test_a_stage_without_a_fast_track_keeps_its_day(cast):
    case = move(CaseFactory(school=cast.own), "plan", by=cast.lead_social_worker)

    marked = services.mark_head_considering(case=case, by=cast.lead_social_worker)

    assert (marked.head_considering_exclusion, marked.due_on) == (True, case.due_on)


def test_a_meeting_that_comes_again_keeps_its_day(cast):
    case = move(CaseFactory(school=cast.own), "outcome", "sustain", "meeting", by=cast.lead_social_worker)
    assert case.due_on == date(2026, 11, 30)

    assert services.mark_head_considering(case=case, by=cast.lead_social_worker).due_on == date(2026, 11, 30)
