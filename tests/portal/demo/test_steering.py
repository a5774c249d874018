"""What the demo does to cases besides recording stages."""

from exclusions.protocol import services
from exclusions.protocol.models import Case, CaseLink, CaseMember, ProtocolDraft
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
