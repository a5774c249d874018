"""What is forgotten of notices and emails, when, and what stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.privacy import STATED, Retention
from portal.notices import acknowledging, forgetting, tasks
from portal.notices.forgetting import KEPT
from portal.notices.models import Acknowledgement, Delivery, Digest, Notice
from portal.notices.services import notify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tell(monkeypatch):
    """A notice of somebody, and what became of it and of its email."""
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)

    def tell(*, must_acknowledge=False, email=None, **changed) -> Notice:
        (notice,) = notify(
            people=[UserFactory()],
            kind="concern.ask" if must_acknowledge else "link.add",
            text="C-7K3Q9: something.",
            about="C-7K3Q9",
            leads_to="/x/",
            must_acknowledge=must_acknowledge,
        )
        Notice.objects.filter(pk=notice.pk).update(**changed)
        Delivery.objects.filter(notice=notice).update(**(email or {"sent_at": timezone.now()}))
        return notice

    return tell


def ago(**span):
    return timezone.now() - KEPT - timedelta(**span)


def left() -> set[int]:
    return set(Notice.objects.values_list("pk", flat=True))


def test_what_was_read_or_taken_back_30_days_ago_is_forgotten_with_its_email(tell):
    old = [tell(read_at=ago(minutes=1)) for _ in range(3)]
    old.append(tell(withdrawn_at=ago(minutes=1)))
    new = [tell(read_at=ago(minutes=-1)), tell(withdrawn_at=ago(minutes=-1))]
    unread = tell(created_at=ago(days=300))

    assert forgetting.forget_old(timezone.now()) == len(old)
    assert left() == {notice.pk for notice in [*new, unread]}
    assert Delivery.objects.count() == Notice.objects.count()
    assert forgetting.forget_old(timezone.now()) == 0


def test_what_was_to_be_acknowledged_stays_with_its_record(tell):
    answered, owed = tell(must_acknowledge=True), tell(must_acknowledge=True, read_at=ago(days=9))
    assert acknowledging.acknowledge(reference=answered.reference, by=answered.user)
    Notice.objects.update(read_at=ago(days=9))

    tasks.forget_old()

    assert left() == {answered.pk, owed.pk}
    assert Acknowledgement.objects.count() == 2


def test_what_an_email_waits_to_tell_of_stays(tell):
    waits = tell(read_at=ago(days=1), email={"sent_at": None, "error": "TimeoutError", "attempts": 2})
    tell(read_at=ago(days=1), email={"given_up_at": ago(days=20), "attempts": 8})

    tasks.forget_old()

    assert left() == {waits.pk}


def test_a_digest_goes_after_the_last_of_its_notices(tell):
    people = UserFactory.create_batch(4)
    told, told_new, gone, waits = (
        Digest.objects.create(user=person, way="weekly", made_at=ago(days=1)) for person in people
    )
    young = Digest.objects.create(user=people[0], way="weekly")
    Delivery.objects.create(digest=waits, next_attempt_at=timezone.now())
    Delivery.objects.create(digest=gone, next_attempt_at=ago(days=1), sent_at=ago(days=1))
    tell(read_at=ago(days=1), digest=told)
    kept = tell(digest=told_new)

    tasks.forget_old()

    assert left() == {kept.pk}
    assert set(Digest.objects.values_list("pk", flat=True)) == {told_new.pk, waits.pk, young.pk}
    assert not Delivery.objects.filter(digest=gone.pk).exists()


def test_it_is_what_the_stated_retention_says():
    assert "30 days" in Retention.WORKING.value
    assert "to be acknowledged, as long as its record" in STATED["notices.Notice"].but
    assert {STATED[f"notices.{name}"].retention for name in ("Notice", "Digest", "Delivery")} == {
        Retention.WORKING
    }
