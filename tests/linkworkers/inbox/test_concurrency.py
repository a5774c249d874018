"""Two people decide one concern in the same moment: one wins, the other is told. PostgreSQL only."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection

from exclusions.concerns import services as concerns
from exclusions.concerns.models import Concern, Entry, Proposal, Triage
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


def test_claiming_deciding_and_giving_away_lose_nothing(cast):
    """Whatever order the three come in: one decision at most, every act that was not refused is counted."""
    concern = ConcernFactory(school=cast.own)
    lead, deputy, head = cast.lead_social_worker, cast.deputy_social_worker, cast.head_of_service
    decided = Decided("advise", "Reasons.", "Reply.")

    def give_away() -> concerns.Reassigned:
        return concerns.reassign_concerns(seen=[(concern, 1)], to=deputy, note="", by=head)

    taken, triage, given = at_once(
        lambda: concerns.take_concern(concern=concern, by=lead),
        lambda: services.decide(concern=concern, decided=decided, new_case=None, by=deputy, seen_version=1),
        give_away,
    )

    went = [isinstance(taken, Concern), isinstance(triage, Triage), bool(given.given)]
    after = Concern.objects.get()
    assert after.version == 1 + sum(went)
    assert Triage.objects.count() == went[1]
    assert (after.state == "decided") is went[1]
    # Deciding and giving away both say which version they saw, so one of them at most was not refused.
    assert sum(went[1:]) <= 1
    assert sum(went) >= 1
    acts = Event.objects.filter(verb__in=["concern.take", "concern.decide", "concern.reassign"]).count()
    assert (acts, Entry.objects.count()) == (sum(went), sum(went))
    assert all(isinstance(one, WrongState) for one in (taken, triage) if isinstance(one, Exception))
    assert given.given or concern.reference in given.refused[0]


def test_two_heads_who_give_away_the_same_concerns_the_other_way_round(cast):
    some = [ConcernFactory(school=cast.own) for _ in range(3)]
    one, other = [(c, 1) for c in some], [(c, 1) for c in reversed(some)]
    head, lead, deputy = cast.head_of_service, cast.lead_social_worker, cast.deputy_social_worker

    results = at_once(
        lambda: concerns.reassign_concerns(seen=one, to=lead, note="", by=head),
        lambda: concerns.reassign_concerns(seen=other, to=deputy, note="", by=head),
    )

    assert sorted((len(done.given), len(done.refused)) for done in results) == [(0, 3), (3, 0)]
    assert Concern.objects.filter(version=2).values("taken_by").distinct().count() == 1


def decided_concern(cast, **options):
    concern = ConcernFactory(school=cast.own, **options)
    services.decide(
        concern=concern,
        decided=Decided("advise", "Because.", "Do this."),
        new_case=None,
        by=cast.lead_social_worker,
        seen_version=1,
    )
    return concern


def withdrawing(concern, by, seen_version=2):
    return lambda: concerns.withdraw_decision(
        concern=concern, because="New facts.", told="I look again.", by=by, seen_version=seen_version
    )


def correcting(concern, by):
    return lambda: services.correct(
        concern=concern,
        decided=Decided("advise", "Better.", "Do that."),
        new_case=None,
        because="A mistake.",
        by=by,
        seen_version=2,
    )


def one_of_two_won(results):
    assert sorted(isinstance(result, WrongState) for result in results) == [False, True], results


@pytest.mark.parametrize("first", [withdrawing, correcting])
@pytest.mark.parametrize("second", [withdrawing, correcting])
def test_two_people_change_one_decision(cast, first, second):
    concern = decided_concern(cast)

    results = at_once(first(concern, cast.lead_social_worker), second(concern, cast.deputy_social_worker))

    one_of_two_won(results)
    assert Triage.objects.filter(on_concern=concern).exclude(ended_how="").count() == 1
    standing = Triage.objects.filter(concern=concern).count()
    assert standing == (1 if Concern.objects.get().state == "decided" else 0)


def test_one_decides_while_the_other_withdraws(cast):
    concern = decided_concern(cast)
    decided = Decided("advise", "Mine.", "Mine.")
    options = {"concern": concern, "decided": decided, "new_case": None, "by": cast.deputy_social_worker}

    results = at_once(
        withdrawing(concern, cast.lead_social_worker),
        lambda: services.decide(seen_version=2, **options),
    )

    # To decide, they had to read that it was withdrawn: whoever comes first, one decision at the most stands.
    one_of_two_won(results)
    assert Triage.objects.filter(concern=concern).count() <= 1
    assert Triage.objects.count() == 1


def proposed(cast):
    concern = ConcernFactory(school=cast.own, in_danger=True)
    services.decide(
        concern=concern,
        decided=Decided("close", "Because.", "Thank you."),
        new_case=None,
        by=cast.lead_social_worker,
        seen_version=1,
    )
    return concern


def test_two_people_sign_one_proposal(cast):
    concern = proposed(cast)

    results = at_once(
        *[
            lambda by=by: concerns.sign_decision(concern=concern, by=by, seen_version=2)
            for by in (cast.deputy_social_worker, cast.head_of_service)
        ]
    )

    one_of_two_won(results)
    assert (Triage.objects.count(), Concern.objects.get().state) == (1, "decided")
    assert Event.objects.filter(verb="concern.sign").count() == 1


def test_one_signs_while_the_other_decides_otherwise(cast):
    concern = proposed(cast)
    decided = Decided("advise", "Because.", "Do this.")

    results = at_once(
        lambda: concerns.sign_decision(concern=concern, by=cast.head_of_service, seen_version=2),
        lambda: services.decide(
            concern=concern, decided=decided, new_case=None, by=cast.deputy_social_worker, seen_version=2
        ),
    )

    one_of_two_won(results)
    assert Triage.objects.get().concern == concern
    assert Proposal.objects.live().count() == 0


def test_two_people_propose_at_once(cast):
    concern = ConcernFactory(school=cast.own, in_danger=True)
    decided = Decided("close", "Because.", "Thank you.")

    results = at_once(
        *[
            lambda by=by: services.decide(
                concern=concern, decided=decided, new_case=None, by=by, seen_version=1
            )
            for by in (cast.lead_social_worker, cast.deputy_social_worker)
        ]
    )

    one_of_two_won(results)
    assert Proposal.objects.live().count() == 1
