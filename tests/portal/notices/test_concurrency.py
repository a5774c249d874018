"""Two workers at once: nothing is sent twice, counted twice or lost. Real locks, so PostgreSQL only."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection, connections

from portal.notices import acknowledging, digests, sending
from portal.notices.models import Acknowledgement, Delivery, Digest, Notice, Preference
from portal.notices.services import notify
from tests.factories import UserFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
# A Wednesday morning in term, when the digests of the day before are due.
MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _locks():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL's row locks")


def at_once(act, workers=4) -> list:
    barrier = Barrier(workers)

    def run():
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run) for _ in range(workers)]]


def waiting(people):
    for person in people:
        Preference.objects.create(user=person, ways={"links": "daily"}, quiet_from="07:00", quiet_days=False)
    notify(people=people, kind="link.add", text="C-7K3Q9", about="C-7K3Q9", leads_to="/x/")
    Notice.objects.update(created_at=datetime(2026, 11, 24, 10, 0, tzinfo=UTC))


def test_workers_make_one_digest_of_a_persons_notices():
    waiting(UserFactory.create_batch(3))

    made = at_once(lambda: digests.make_digests(MORNING))

    assert (sum(made), Digest.objects.count(), Delivery.objects.count()) == (3, 3, 3)
    assert Notice.objects.filter(digest=None).count() == 0


def test_workers_send_a_digest_once():
    waiting(UserFactory.create_batch(3))
    digests.make_digests(MORNING)
    mail.outbox.clear()

    at_once(sending.send_waiting)

    assert Delivery.objects.filter(sent_at=None).count() == 0
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_workers_remind_somebody_once():
    notify(
        people=[UserFactory()],
        kind="link.add",
        text="C-7K3Q9",
        about="C-7K3Q9",
        leads_to="/x/",
        must_acknowledge=True,
        acknowledge_by=MORNING,
    )

    reminded = at_once(lambda: acknowledging.chase(MORNING))

    assert (sum(reminded), Acknowledgement.objects.get().chases) == (1, 1)
    assert Notice.objects.filter(kind="notice.chase").count() == 1
