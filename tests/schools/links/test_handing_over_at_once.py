"""Two people cover or hand over at once, on PostgreSQL with real transactions: nothing is lost or doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from exclusions.concerns.models import Concern
from portal.accounts.enums import Role
from portal.core.errors import Refused
from schools.links.covering import arrange_cover
from schools.links.models import Cover, Handover, Link
from schools.links.services import end_link
from schools.links.work import hand_over
from schools.pupils.enums import FactKind, FactSource, TransferReason
from schools.pupils.models import PupilFact, SafeguardingTransfer
from schools.pupils.services import receive_file, refuse_file, send_file, set_fact
from schools.pupils.services.transfers import start_transfer
from tests.factories import (
    ConcernFactory,
    EnrolmentFactory,
    LinkFactory,
    PupilFactory,
    SchoolFactory,
    TransferFactory,
    UserFactory,
)

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What became of each act: `done`, `nothing` or `told`."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        together.wait()
        try:
            return "nothing" if act() is None else "done"
        except Refused:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def lead(school):
    return LinkFactory(school=school, capacity=Role.LEAD_SOCIAL_WORKER).user


def deputy(school):
    return LinkFactory(school=school, capacity=Role.DEPUTY_SOCIAL_WORKER).user


def test_the_same_work_is_handed_over_once(school, lead):
    first, second, by = deputy(school), deputy(school), UserFactory()
    for _ in range(3):
        ConcernFactory(school=school, in_triage=True, taken_by=lead)

    said = at_once(
        lambda: hand_over(school=school, person=lead, to=first, by=by),
        lambda: hand_over(school=school, person=lead, to=second, by=by),
    )

    assert said == ["done", "nothing"]
    handover = Handover.objects.get()
    assert set(Concern.objects.values_list("taken_by", flat=True)) == {handover.to_user_id}


def test_an_absence_is_covered_by_one(school, lead):
    today, by = timezone.localdate(), UserFactory()

    def cover(stand_in):
        return lambda: arrange_cover(
            person=lead,
            links=list(lead.links.all()),
            stand_in=stand_in,
            starts_on=today,
            ends_on=today + 5 * DAY,
            by=lead,
        )

    assert at_once(cover(deputy(school)), cover(deputy(school))) == ["done", "told"]
    assert (Cover.objects.count(), by.pk is not None) == (1, True)


def test_a_cover_made_while_its_link_ends_covers_no_day_after_it(school, lead):
    today, stand_in, link = timezone.localdate(), deputy(school), lead.links.get()

    at_once(
        lambda: end_link(link=link, ends_on=today + DAY, by=lead),
        lambda: arrange_cover(
            person=lead, links=[link], stand_in=stand_in, starts_on=today, ends_on=today + 9 * DAY, by=lead
        ),
    )

    assert Link.objects.get(pk=link.pk).ends_on == today + DAY
    assert not Cover.objects.active(today + 2 * DAY).exists()


def test_two_facts_of_a_kind_never_overlap():
    pupil, today = PupilFactory(), timezone.localdate()

    def say(value):
        return lambda: set_fact(
            pupil=pupil,
            kind=FactKind.SEN_PROVISION,
            value=value,
            starts_on=today,
            source=FactSource.SCHOOL_SYSTEM,
            as_at=today,
            by=None,
        )

    assert at_once(say("K"), say("E")) == ["done", "done"]
    assert PupilFact.objects.standing().filter(pupil=pupil, kind=FactKind.SEN_PROVISION).count() == 1
    assert PupilFact.objects.filter(pupil=pupil).count() == 2


def test_a_file_is_asked_for_once(school):
    pupil, other, by = EnrolmentFactory(school=school).pupil, SchoolFactory(), UserFactory()

    def ask():
        return start_transfer(
            pupil=pupil,
            from_school=school,
            to_school=other,
            first_day=timezone.localdate(),
            reason=TransferReason.LEFT,
            by=by,
        )

    assert at_once(ask, ask) == ["done", "done"]
    assert SafeguardingTransfer.objects.count() == 1


def test_a_file_is_sent_once_and_confirmed_or_refused_by_one():
    transfer, by = TransferFactory(), UserFactory()

    def send():
        return send_file(transfer=transfer, how="By hand", by=by)

    assert at_once(send, send) == ["done", "told"]
    said = at_once(
        lambda: receive_file(transfer=transfer, by=by),
        lambda: refuse_file(transfer=transfer, because="A page is missing", by=by),
    )
    assert said == ["done", "told"]
