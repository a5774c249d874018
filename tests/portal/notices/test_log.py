"""What administrators see of emails: to whom, tries, the server's answer; nothing of what stood in them."""

import smtplib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.notices import sending
from portal.notices.models import Delivery, Digest
from portal.notices.services import notify
from tests.factories import UserFactory

DEAD = "tests.portal.notices.dead.DeadMailServer"


@pytest.fixture(autouse=True)
def at_work(time_machine, db):
    time_machine.move_to("2026-11-24 10:00+00:00", tick=False)
    return time_machine


def email(person, **changed):
    (notice,) = notify(
        people=[person],
        kind="link.add",
        text="C-7K3Q9: a secret.",
        about="C-7K3Q9",
        leads_to="/concerns/C-7K3Q9/",
    )
    Delivery.objects.filter(notice=notice).update(**changed)
    return notice


@pytest.mark.parametrize(
    ("error", "says", "is_unreachable"),
    [
        (ConnectionRefusedError(), "ConnectionRefusedError", True),
        (TimeoutError(), "TimeoutError", True),
        (smtplib.SMTPServerDisconnected("C-7K3Q9"), "SMTPServerDisconnected", True),
        (smtplib.SMTPAuthenticationError(535, b"C-7K3Q9"), "SMTPAuthenticationError 535", True),
        (smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"C-7K3Q9")}), "SMTPRecipientsRefused 550", False),
        (smtplib.SMTPDataError(552, b"C-7K3Q9"), "SMTPDataError 552", False),
        (ValueError("C-7K3Q9"), "ValueError", False),
    ],
)
def test_the_servers_answer_is_a_class_and_a_code(error, says, is_unreachable):
    assert (sending.reason(error), sending.is_unreachable(error)) == (says, is_unreachable)


def test_the_log_narrows_and_says_nothing_of_what_stood_in_it(cast, as_person):
    now = timezone.now()
    email(UserFactory(name="Never Came"), attempts=8, error="SMTPDataError 552", given_up_at=now)
    email(UserFactory(name="Fails Still"), attempts=2, error="TimeoutError")
    email(UserFactory(name="Is Waiting"))
    email(UserFactory(name="Has It"), attempts=1, sent_at=now)
    digest = Digest.objects.create(user=UserFactory(name="Reads Weekly"), way="weekly")
    Delivery.objects.create(digest=digest, next_attempt_at=now, attempts=1, sent_at=now)
    client = as_person("administrator")

    def shown(query):
        page = client.get(f"/notices/outbox/?{query}").text
        assert "C-7K3Q9" not in page
        return [
            name
            for name in ("Never Came", "Fails Still", "Is Waiting", "Has It", "Reads Weekly")
            if name in page
        ]

    assert shown("") == ["Never Came", "Fails Still"]
    assert shown("state=waiting") == ["Fails Still", "Is Waiting"]
    assert shown("state=sent") == ["Has It", "Reads Weekly"]
    assert len(shown("state=all")) == 5
    assert shown("state=all&q=reads") == ["Reads Weekly"]
    export = client.get("/notices/outbox/?state=all&export=csv").getvalue().decode()
    assert "You stand with a school" in export
    assert "C-7K3Q9" not in export


def test_one_email_is_looked_at_and_tried_again(cast, as_person):
    notice = email(cast.dsl, attempts=2, error="TimeoutError")
    client = as_person("administrator")

    page = client.get(reverse("notices:email", args=[notice.reference])).text
    assert "TimeoutError" in page
    assert "C-7K3Q9" not in page
    client.post(reverse("notices:retry", args=[notice.reference]))

    assert Delivery.objects.get().attempts == 0


def test_a_digest_is_tried_again_too(cast, as_person):
    digest = Digest.objects.create(user=cast.dsl, way="daily")
    Delivery.objects.create(digest=digest, next_attempt_at=timezone.now(), attempts=2, error="TimeoutError")

    as_person("administrator").post(reverse("notices:retry", args=[digest.reference]))

    assert Delivery.objects.get().attempts == 0


def test_administrators_are_told_on_their_home_page_while_the_server_does_not_answer(
    cast, as_person, settings, at_work
):
    email(UserFactory())
    settings.EMAIL_BACKEND = DEAD
    sending.send_waiting()
    at_work.shift(timedelta(hours=1))
    sending.send_waiting()
    client = as_person("administrator")

    for address in ("/", "/notices/outbox/"):
        assert "The mail server has not answered since 24 November 2026, 10:00." in client.get(address).text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    at_work.shift(timedelta(hours=1))
    sending.send_waiting()

    assert "has not answered" not in client.get("/").text


def test_one_address_that_is_refused_is_no_dead_server(monkeypatch):
    def refuse(message):
        raise smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"no")})

    email(UserFactory())
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    sending.send_waiting()

    assert (Delivery.objects.get().error, Delivery.objects.unreachable_since()) == (
        "SMTPRecipientsRefused 550",
        None,
    )


def test_the_log_costs_the_same_however_long(cast, as_person):

    client, costs = as_person("administrator"), []
    for _ in range(3):
        email(UserFactory(), attempts=2, error="TimeoutError")
        with CaptureQueriesContext(connection) as queries:
            client.get("/notices/outbox/")
        costs.append(len(queries))

    assert costs[0] == costs[2]
