from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from exclusions.protocol import services, tasks
from exclusions.protocol.models import StageRecord
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.notices.models import Notice
from tests.exclusions.protocol.filled import put_at
from tests.factories import CaseFactory, LinkFactory

OPENED = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)  # due on Monday the 23rd
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(OPENED, tick=False) as clock:
        yield clock


@pytest.fixture
def case(cast, clock):
    case = CaseFactory(school=cast.own)
    clock.move_to(TUESDAY)
    return case


def chased(on: date) -> set[str]:
    return {notice.user.name for notice in services.chase_overdue(on)}


def test_the_owner_is_told_once_a_school_day_and_no_more(case, clock):
    assert chased(date(2026, 11, 24)) == {"Inclusion Officer"}
    assert chased(date(2026, 11, 24)) == set()
    clock.shift(timedelta(days=1))
    assert chased(date(2026, 11, 25)) == {"Inclusion Officer"}
    assert Notice.objects.filter(kind="case.overdue").count() == 2
    assert Event.objects.filter(verb="case.chase").count() == 2


def test_the_notice_names_the_case_its_stage_and_the_day_and_no_child(case):
    notice = services.chase_overdue(date(2026, 11, 24))[0]

    assert notice.text == f"{case.reference}: the inclusion meeting is overdue since Mon 23 Nov."
    assert notice.leads_to == case.get_absolute_url()


@pytest.mark.parametrize("day", [23, 28, 29])  # the day it is due, and a weekend
def test_nobody_is_told_too_early_or_out_of_school_time(case, clock, day):
    clock.move_to(datetime(2026, 11, day, 9, 0, tzinfo=UTC))

    assert chased(date(2026, 11, day)) == set()


@pytest.mark.parametrize(("day", "told"), [(25, False), (26, True), (27, True)])
def test_the_head_of_service_is_told_after_three_school_days(case, clock, day, told):
    clock.move_to(datetime(2026, 11, day, 9, 0, tzinfo=UTC))

    assert ("Head Of Service" in chased(date(2026, 11, day))) == told


# Written out from the protocol: who owns a late stage, with and without a lead.
LINK_WORKERS = {"Lead Social Worker", "Deputy Social Worker"}
SCHOOL = {"Dsl", "Deputy Dsl", "Inclusion Lead"}
OWNERS = [
    ("meeting", None, {"Inclusion Officer"}),
    ("meeting", "welfare_officer", {"Welfare Officer"}),
    ("plan", None, LINK_WORKERS),
    ("plan", "inclusion_officer", {"Inclusion Officer"}),
    ("review", "lead_social_worker", {"Lead Social Worker"}),
    ("decision", None, SCHOOL | LINK_WORKERS),
    ("decision", "inclusion_officer", SCHOOL | {"Inclusion Officer"}),
    ("outcome", None, SCHOOL | LINK_WORKERS),
    ("sustain", None, {"Inclusion Officer"}),
    ("triage", "welfare_officer", LINK_WORKERS),
    ("alert", "welfare_officer", SCHOOL),
]


@pytest.mark.parametrize(("code", "lead", "told"), OWNERS)
def test_a_late_stage_is_its_owners(cast, case, code, lead, told):
    case.lead = cast.people[lead] if lead else None
    case.save()
    put_at(case, code)

    assert chased(date(2026, 11, 24)) == told


def test_a_lead_who_has_left_is_passed_over(cast, case):
    leaver = LinkFactory(school=cast.own, capacity=Role.WELFARE_OFFICER, ends_on=date(2026, 11, 20)).user
    case.lead = leaver
    case.save()
    put_at(case, "plan")

    assert chased(date(2026, 11, 24)) == LINK_WORKERS


def test_a_case_nobody_stands_for_stops_no_other(cast, case, clock):
    clock.move_to(OPENED)
    lonely = put_at(CaseFactory(), "plan")
    clock.move_to(TUESDAY)

    assert chased(date(2026, 11, 24)) == {"Inclusion Officer"}
    assert lonely.stage_records.get().chased_at == TUESDAY


def test_closed_cases_are_left_alone(cast, case):
    services.close_case(
        case=case, outcome_code="MOVED_OUT", note="Moved.", by=cast.lead_social_worker, seen_revision=1
    )

    assert chased(date(2026, 11, 24)) == set()


def test_the_task_chases_what_is_late_today(case):
    tasks.chase_overdue.delay()

    assert [str(n.user) for n in Notice.objects.filter(kind="case.overdue")] == ["Inclusion Officer"]
    assert StageRecord.objects.get(case=case).chased_at == TUESDAY
