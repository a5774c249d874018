from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from portal.notices import sending, services, tasks
from portal.notices.models import Delivery, Notice
from portal.notices.sending import BACKOFF_MINUTES, LEASE
from portal.notices.services import notify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DEAD = "tests.portal.notices.dead.DeadMailServer"


@pytest.fixture(autouse=True)
def at_work(time_machine):
    """Outside quiet hours and days off."""
    time_machine.move_to("2026-11-23 10:00+00:00", tick=False)


def send_one(person, text="C-7K3Q9: your link social worker has a question."):
    return notify(people=[person], kind="link.add", text=text, about="C-7K3Q9", leads_to="/concerns/C-7K3Q9/")


def test_the_email_leaves_after_the_commit(django_capture_on_commit_callbacks):
    person = UserFactory(name="Amara Osei", email="amara@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        send_one(person)
        assert mail.outbox == []

    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (
        ["amara@example.org"],
        "C-7K3Q9: your link social worker has a question.",
    )
    assert "http://127.0.0.1:8000/concerns/C-7K3Q9/" in sent.body
    assert Delivery.objects.get().sent_at is not None


def test_what_is_rolled_back_is_not_sent(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        send_one(UserFactory())
        transaction.set_rollback(True)

    assert (mail.outbox, Notice.objects.count(), Delivery.objects.count()) == ([], 0, 0)


def test_sending_twice_sends_once():
    send_one(UserFactory())
    delivery = Delivery.objects.get()

    sending.send_delivery(delivery.pk)
    sending.send_delivery(delivery.pk)

    assert len(mail.outbox) == 1


def test_a_worker_that_dies_while_sending_leaves_it_to_be_sent_again(monkeypatch, time_machine):
    time_machine.move_to("2026-11-23 10:00", tick=False)
    send_one(UserFactory())
    delivery = Delivery.objects.get()

    def dies(message):
        mail.outbox.append(message)  # the server has taken it
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr("django.core.mail.EmailMessage.send", dies)
        with pytest.raises(KeyboardInterrupt):
            sending.send_delivery(delivery.pk)
    # Nobody else sends it while the claim lasts.
    assert sending.send_waiting() == 0

    time_machine.shift(LEASE)
    assert sending.send_waiting() == 1
    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second
    assert mail.outbox[1].message()["Auto-Submitted"] == "auto-generated"
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.sent_at) == (2, timezone.now())


def test_nothing_is_locked_while_the_mail_server_is_asked(monkeypatch):
    send_one(UserFactory())
    inside = []
    monkeypatch.setattr(
        "django.core.mail.EmailMessage.send",
        lambda message: inside.append(len(transaction.get_connection().savepoint_ids)),
    )
    before = len(transaction.get_connection().savepoint_ids)
    sending.send_waiting()
    assert inside == [before]


def test_whose_access_has_ended_gets_no_email():
    person = UserFactory()
    send_one(person)
    person.is_active = False
    person.save()

    sending.send_waiting()

    delivery = Delivery.objects.get()
    assert (mail.outbox, delivery.sent_at, delivery.given_up_at is not None) == ([], None, True)
    assert "access has ended" in delivery.error


def test_a_dead_mail_server_loses_nothing(settings, time_machine):
    time_machine.move_to("2026-11-23 10:00", tick=False)
    send_one(UserFactory())
    settings.EMAIL_BACKEND = DEAD
    sending.send_waiting()

    failed = Delivery.objects.get()
    assert (failed.attempts, failed.error) == (1, "ConnectionRefusedError")
    assert failed.next_attempt_at == timezone.now() + timedelta(minutes=BACKOFF_MINUTES[0])
    assert sending.send_waiting() == 0

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    time_machine.shift(timedelta(minutes=2))
    assert sending.send_waiting() == 1
    assert len(mail.outbox) == 1


def test_after_the_last_attempt_it_is_given_up_and_can_be_tried_again(settings, time_machine):
    time_machine.move_to("2026-09-07 10:00", tick=False)  # no bank holiday on the Mondays to come
    send_one(UserFactory())
    settings.EMAIL_BACKEND = DEAD
    for _ in range(len(BACKOFF_MINUTES) + 1):
        sending.send_waiting()
        time_machine.shift(timedelta(days=7))
    given_up = Delivery.objects.get()
    assert (given_up.attempts, given_up.given_up_at is not None) == (len(BACKOFF_MINUTES) + 1, True)
    assert sending.send_waiting() == 0

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sending.retry_delivery(delivery=given_up, by=UserFactory())
    assert (sending.send_waiting(), len(mail.outbox)) == (1, 1)


def test_an_email_that_cannot_be_made_keeps_none_of_the_others_back():
    send_one(UserFactory(email="first@example.org"), text="A line\nand another")
    send_one(UserFactory(email="second@example.org"))
    mail.outbox.clear()

    sending.send_waiting()

    assert [message.to for message in mail.outbox] == [["second@example.org"]]
    failed = Delivery.objects.get(notice__user__email="first@example.org")
    assert (failed.attempts, failed.error, failed.sent_at) == (1, "BadHeaderError", None)


def test_the_tasks_pass_on_what_they_are_given():
    send_one(UserFactory())

    tasks.send(delivery_id=Delivery.objects.get().pk)
    tasks.send_waiting()

    assert len(mail.outbox) == 1


def test_a_person_marks_only_their_own_as_read():
    mine, yours = UserFactory(), UserFactory()
    send_one(mine)
    (other,) = send_one(yours)

    assert services.mark_read(by=mine, reference=other.reference) == 0
    assert services.mark_read(by=mine) == 1
    assert [services.count_unread(mine), services.count_unread(yours)] == [0, 1]
