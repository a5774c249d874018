"""What the demo says of who was told that concerns are late."""

from datetime import UTC, datetime

import time_machine

from linkworkers.inbox.enums import Rung
from linkworkers.inbox.models import Escalation
from portal.accounts.enums import Role
from portal.demo import late
from tests.factories import ConcernFactory


def test_a_late_concern_has_climbed_as_far_as_it_is_late(cast, monkeypatch):
    monkeypatch.setattr(late, "demo_people", lambda: {Role.HEAD_OF_SERVICE: cast.head_of_service})
    # Due on Thu 26 November; on the Sunday it is six school days late, since Friday counts.
    ConcernFactory(school=cast.own, raised_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC))

    with time_machine.travel(datetime(2026, 12, 6, 9, 0, tzinfo=UTC)):
        late.climb_the_ladder()

    steps = [(step.rung, step.on.isoformat(), step.days_late) for step in Escalation.objects.order_by("pk")]
    assert steps == [
        (Rung.OWNER, "2026-11-27", 1),
        (Rung.DEPUTY, "2026-11-30", 2),
        (Rung.HEAD, "2026-12-01", 3),
        (Rung.BOARD, "2026-12-03", 5),
    ]
