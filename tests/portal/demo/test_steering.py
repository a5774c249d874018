"""What the demo does to cases besides recording stages."""

from datetime import UTC, date, datetime

import time_machine

from exclusions.protocol import services
from exclusions.protocol.models import Case, CaseFile, CaseLink, CaseMember, CaseMove, ProtocolDraft
from portal.accounts.enums import Role
from portal.demo.steering import steer_cases
from tests.factories import CaseFactory


def test_one_of_each_is_shown(cast):
    for _ in range(3):
        CaseFactory(school=cast.own)
    closed = services.close_case(
        case=CaseFactory(school=cast.own),
        outcome_code="MOVED_OUT",
        note="Moved.",
        by=cast.lead_social_worker,
        seen_revision=1,
    )

    steer_cases(
        cast.own,
        {Role.LEAD_SOCIAL_WORKER: cast.lead_social_worker, Role.INCLUSION_OFFICER: cast.inclusion_officer},
    )

    assert Case.objects.exclude(paused_until=None).count() == 1
    assert (CaseLink.objects.count(), CaseMember.objects.count(), ProtocolDraft.objects.count()) == (1, 2, 1)
    closed.refresh_from_db()
    assert (closed.is_open, closed.stage.code) == (True, "plan")


def test_seeded_on_a_sunday_it_shows_what_was_late_on_friday(cast):
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False):
        for _ in range(3):
            CaseFactory(school=cast.own)  # due on 16 November
    with time_machine.travel(datetime(2026, 11, 29, 9, tzinfo=UTC), tick=False):
        steer_cases(
            cast.own,
            {
                Role.LEAD_SOCIAL_WORKER: cast.lead_social_worker,
                Role.INCLUSION_OFFICER: cast.inclusion_officer,
            },
        )

    assert Case.objects.listed().count() == 3
    assert set(Case.objects.listed().values_list("listed_on", flat=True)) == {date(2026, 11, 27)}


def test_a_document_and_a_case_on_its_way_are_shown(cast):
    for _ in range(3):
        CaseFactory(school=cast.own)

    steer_cases(
        cast.own,
        {Role.LEAD_SOCIAL_WORKER: cast.lead_social_worker, Role.INCLUSION_OFFICER: cast.inclusion_officer},
    )

    assert CaseMove.objects.asked().get().to_school == cast.other
    assert sorted(file.withdrawn_at is None for file in CaseFile.objects.all()) == [False, True]
