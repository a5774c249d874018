"""Two people act in the same moment: one wins, the other is told. Real locks, so PostgreSQL only."""

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
import time_machine
from django.db import connection, connections

from exclusions.protocol import services
from exclusions.protocol.authoring import services as authoring
from exclusions.protocol.models import Case, ProtocolDraft
from exclusions.protocol.work.reminding import remind
from exclusions.protocol.work.rows import WorkRows
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.exclusions.protocol.filled import filled
from tests.factories import CaseFactory, ConcernFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _protocol():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL's row locks")
    services.ship_default_protocol()


def at_once(*acts) -> list:
    """Run the acts together, each on a connection of its own; what each gave or raised."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, act) for act in acts]]


def test_two_people_record_one_stage(cast):
    case = CaseFactory(school=cast.own)
    recorded = filled(case.stage)

    def recording(by, target):
        return lambda: services.complete_stage(
            case=case, recorded=recorded, next_stage=target, by=by, seen_revision=1
        )

    results = at_once(
        recording(cast.lead_social_worker, "plan"), recording(cast.deputy_social_worker, "decision")
    )

    assert {type(result) for result in results} == {Case, WrongState}
    assert (Case.objects.get().revision, case.stage_records.count()) == (2, 2)
    assert Event.objects.filter(verb="case.complete_stage").count() == 1


def test_two_concerns_open_one_case_of_a_pupil(cast):
    first = ConcernFactory(school=cast.own)
    pupil = first.subjects.get().pupil
    second = ConcernFactory(school=cast.own, pupil=pupil)

    def opening(concern):
        return lambda: services.open_case(
            concern=concern,
            pupil=pupil,
            is_urgent=False,
            head_considering_exclusion=False,
            by=cast.lead_social_worker,
        )

    results = at_once(opening(first), opening(second))

    case = Case.objects.get()
    refusal = next(result for result in results if isinstance(result, Refused))
    assert case in results
    assert case.reference in str(refusal)


def test_two_workers_chase_a_late_stage_once(cast):
    case = CaseFactory(school=cast.own)
    Case.objects.update(due_on=date(2026, 11, 20))
    case.stage_records.update(due_on=date(2026, 11, 20))

    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)):
        at_once(*[lambda: services.chase_overdue(date(2026, 11, 24))] * 2)

    assert Notice.objects.filter(kind="case.overdue").count() == 1


def test_a_pause_and_a_record_in_one_moment_lose_nothing(cast):
    case = CaseFactory(school=cast.own)
    by, recorded = cast.lead_social_worker, filled(case.stage)

    paused, moved = at_once(
        lambda: services.pause_case(case=case, because="Away.", by=by, seen_revision=1),
        lambda: services.complete_stage(
            case=case, recorded=recorded, next_stage="plan", by=by, seen_revision=1
        ),
    )

    # The record always stands. A pause that came first ended with it; one that came second was told.
    assert isinstance(moved, Case)
    found = Case.objects.select_related("stage").get()
    assert (found.stage.code, found.paused_until) == ("plan", None)
    assert found.stage_records.get(number=1).recorded["present"] == recorded["present"]
    ended = list(found.pauses.values_list("ended_on", flat=True))
    assert ended == ([] if isinstance(paused, WrongState) else [found.stage_records.get(number=2).started_on])


def test_two_editors_of_a_draft_overwrite_nothing(cast):
    draft = authoring.start_draft(by=cast.inclusion_officer)

    def changing(by, days):
        document = deepcopy(draft.document)
        document["pause_days"] = days
        return lambda: authoring.change_draft(draft=draft, document=document, by=by, seen_revision=1)

    results = at_once(changing(cast.inclusion_officer, 5), changing(cast.administrator, 7))

    assert {type(result) for result in results} == {ProtocolDraft, WrongState}
    saved = next(result for result in results if isinstance(result, ProtocolDraft))
    assert ProtocolDraft.objects.get().document["pause_days"] == saved.document["pause_days"]


def test_one_accepts_and_one_takes_back_in_the_same_moment(cast):
    case = CaseFactory(school=cast.own)
    move = services.ask_to_move(case=case, to_school=cast.other, note="Art.", by=cast.lead_social_worker)
    services.accept_move(move=move, by=cast.other_dsl)

    results = at_once(
        lambda: services.accept_move(move=move, by=cast.other_social_worker),
        lambda: services.take_back_move(move=move, because="They stay.", by=cast.lead_social_worker),
    )

    move.refresh_from_db()
    case.refresh_from_db()
    assert [type(result) for result in results].count(WrongState) == 1
    assert (case.school == cast.other) == (move.state == "accepted")


def test_two_people_remind_of_one_thing(cast):
    case = CaseFactory(school=cast.own, lead=cast.welfare_officer)

    def reminding(by):
        return lambda: remind(list(WorkRows(by).chosen([f"stage:{case.pk}"])), by=by)

    results = at_once(reminding(cast.lead_social_worker), reminding(cast.head_of_service))

    assert sorted(len(notices) for notices in results) == [0, 1]
    assert Notice.objects.filter(kind="case.remind").count() == 1
