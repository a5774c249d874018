"""From an act of somebody to a signed call of another system, and what becomes of it when nobody answers."""

import hashlib
import hmac
import json
import ssl
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.api import webhooks
from portal.api.enums import EVENT_OF_VERB, Event, WebhookState
from portal.api.models import Delivery, Webhook
from portal.audit.enums import Kind
from portal.audit.models import Event as AuditEvent
from portal.audit.services import record
from portal.core import public_addresses
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from portal.notices.sending import BACKOFF_MINUTES
from schools.links.services import end_link
from tests.factories import CaseFactory, ConcernFactory, EnrolmentFactory
from tests.portal.api.receiver import HOST, Receiver, make_certificate


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def receiver(pem, monkeypatch, settings):
    """A system that listens; the only name that leads to this machine, and only in these tests."""
    settings.WEBHOOKS_CALL_OUT = True
    here = Receiver(pem)
    monkeypatch.setattr(public_addresses, "public_address_of", lambda host, port: "127.0.0.1")
    monkeypatch.setattr(public_addresses, "tls_context", lambda: ssl.create_default_context(cafile=pem))
    yield here
    here.stop()


@pytest.fixture
def told(cast, receiver):
    return webhooks.register_webhook(
        system="Records", address=receiver.address, events=Event.values, by=cast.administrator
    )


@pytest.fixture
def happen(cast, django_capture_on_commit_callbacks):
    """`happen("concern.send", "C-AAAAA")`: somebody did something, and the worker is at hand."""

    def happen(verb, *about, call=True):
        with django_capture_on_commit_callbacks(execute=call):
            record(by=cast.dsl, kind=Kind.CHANGE, verb=verb, about=about, detail={"after": "sent"})

    return happen


def test_an_event_arrives_signed(receiver, told, happen, cast):
    concern = ConcernFactory(school=cast.own)
    pupil = EnrolmentFactory(school=cast.own).pupil
    happen("concern.send", pupil.reference, cast.dsl.reference, concern.reference)

    ((path, headers, body),) = receiver.calls
    delivery = Delivery.objects.get()
    stamp = headers["X-Portal-Timestamp"]
    expected = hmac.new(webhooks.secret_of(told).encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    assert headers["X-Portal-Signature"] == f"sha256={expected.hexdigest()}"
    assert abs(int(stamp) - timezone.now().timestamp()) < 60
    assert (path, headers["X-Portal-Delivery"]) == ("/hook", delivery.reference)
    assert json.loads(body) == {
        "id": delivery.reference,
        "event": "concern.sent",
        "reference": concern.reference,
        "school": 990001,
        "at": delivery.event.at.isoformat(),
    }
    assert (delivery.status, delivery.attempts, delivery.error) == (204, 1, "")
    assert delivery.sent_at


def test_what_a_service_does_is_an_event(receiver, told, cast, django_capture_on_commit_callbacks):
    link = cast.own.links.get(user=cast.deputy_dsl)
    with django_capture_on_commit_callbacks(execute=True):
        end_link(link=link, ends_on=timezone.localdate(), by=cast.administrator)

    (call,) = receiver.calls
    said = json.loads(call[2])
    assert (said["event"], said["reference"], said["school"]) == ("link.changed", None, 990001)


def test_the_school_of_a_case_is_said(receiver, told, happen, cast):
    case = CaseFactory(school=cast.other)
    happen("case.complete_stage", case.reference, case.pupil.reference)

    assert json.loads(receiver.calls[0][2])["school"] == 990002


def test_every_verb_of_the_table_is_one_that_services_write(settings):
    """So that an event cannot silently cease when a verb is renamed."""
    wings = ("portal", "schools", "exclusions", "linkworkers")
    paths = [path for wing in wings for path in (settings.BASE_DIR / wing).rglob("*.py")]
    code = "\n".join(path.read_text() for path in paths if "portal/api" not in str(path))
    room_verbs = {verb: verb.split(".") for verb in EVENT_OF_VERB}

    missing = [
        verb
        for verb, (noun, act) in room_verbs.items()
        if f'"{verb}"' not in code and not (f'f"{noun}.{{verb}}"' in code and f'"{act}"' in code)
    ]
    assert missing == []


def test_only_what_was_chosen_is_told(receiver, happen, cast):
    webhooks.register_webhook(
        system="x", address=receiver.address, events=["case.closed"], by=cast.administrator
    )
    happen("concern.send", "C-AAAAA")
    happen("concern.view", "C-AAAAA")
    assert receiver.calls == []
    happen("case.close", "N-AAAAA")
    assert len(receiver.calls) == 1


def test_an_act_that_is_taken_back_was_no_event(receiver, told, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        record(by=cast.dsl, kind=Kind.CHANGE, verb="concern.send", about=["C-AAAAA"])
        transaction.set_rollback(True)

    assert receiver.calls == []
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("status", [301, 302, 400, 404, 500, 503])
def test_any_answer_but_success_is_tried_again_later(receiver, told, happen, status):
    receiver.status, receiver.headers = status, {"Location": f"https://{HOST}/elsewhere"}
    happen("concern.send", "C-AAAAA")
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.sent_at, delivery.attempts) == (status, None, 1)
    assert len(receiver.calls) == 1, "a redirect is not followed"

    webhooks.send_waiting()
    assert len(receiver.calls) == 1, "it waits its time"
    receiver.status = 200
    with time_machine.travel(timezone.now() + timedelta(minutes=BACKOFF_MINUTES[0], seconds=1)):
        webhooks.send_waiting()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, len(receiver.calls)) == (200, 2, 2)
    assert delivery.sent_at
    told.refresh_from_db()
    assert told.failures == 0


def test_the_wait_grows(receiver, told, happen):
    receiver.status = 500
    happen("concern.send", "C-AAAAA")
    waits = []
    for _ in BACKOFF_MINUTES[1:]:
        delivery = Delivery.objects.get()
        with time_machine.travel(delivery.next_attempt_at + timedelta(seconds=1), tick=False):
            now = timezone.now()
            webhooks.send_waiting()
            delivery.refresh_from_db()
            waits.append(round((delivery.next_attempt_at - now).total_seconds() / 60))
    assert waits == list(BACKOFF_MINUTES[1:])


def test_a_dead_receiver_is_switched_off_told_of_and_loses_nothing(
    receiver, told, happen, cast, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr(webhooks, "MOST_FAILURES", 2)
    receiver.status = 500
    happen("concern.send", "C-AAAAA")
    happen("concern.send", "C-BBBBB")
    told.refresh_from_db()
    assert (told.state, told.failures, told.why_off) == (WebhookState.OFF, 2, "It answered 500.")
    assert AuditEvent.objects.get(verb="webhook.switch_off").actor is None
    notices = Notice.objects.filter(kind="webhook.switch_off")
    assert [notice.user for notice in notices] == [cast.administrator]

    happen("concern.send", "C-CCCCC")
    assert len(receiver.calls) == 2, "while it is off nothing is tried"

    receiver.status = 200
    webhooks.switch_on(webhook=told, by=cast.administrator)
    webhooks.send_waiting()
    said = [json.loads(call[2])["reference"] for call in receiver.calls[2:]]
    assert sorted(said) == ["C-AAAAA", "C-BBBBB", "C-CCCCC"]
    assert not Delivery.objects.filter(sent_at=None).exists()


def test_nobody_there_is_a_failure_like_any_other(receiver, told, happen):
    receiver.stop()
    receiver.stop = lambda: None
    happen("concern.send", "C-AAAAA")

    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.sent_at) == (None, None)
    assert delivery.error.startswith("No answer: ")


def test_a_certificate_of_nobody_known_is_not_trusted(receiver, told, happen, monkeypatch):
    monkeypatch.setattr(public_addresses, "tls_context", ssl.create_default_context)
    happen("concern.send", "C-AAAAA")

    assert Delivery.objects.get().error == "No answer: SSLCertVerificationError"
    assert receiver.calls == []


def test_a_worker_that_died_leaves_it_to_the_next(receiver, told, happen):
    happen("concern.send", "C-AAAAA", call=False)
    Delivery.objects.update(attempts=1, next_attempt_at=timezone.now() + webhooks.CLAIMED_FOR)
    webhooks.send_waiting()
    assert receiver.calls == [], "another worker may have it"
    with time_machine.travel(timezone.now() + webhooks.CLAIMED_FOR + timedelta(seconds=1)):
        webhooks.send_waiting()

    assert len(receiver.calls) == 1


def test_sent_twice_it_goes_out_once(receiver, told, happen):
    happen("concern.send", "C-AAAAA")
    webhooks.send_delivery(Delivery.objects.get().pk)

    assert len(receiver.calls) == 1


def test_one_failing_receiver_is_left_alone_for_the_round(receiver, told, happen):
    for n in range(3):
        happen("concern.send", f"C-AAAA{n}", call=False)
    receiver.status = 500
    webhooks.send_waiting()

    assert len(receiver.calls) == 1


def test_where_nothing_is_called_everything_waits(receiver, told, happen, settings):
    settings.WEBHOOKS_CALL_OUT = False
    happen("concern.send", "C-AAAAA")

    assert receiver.calls == []
    assert Delivery.objects.due(timezone.now()).count() == 1


def test_after_its_end_nothing_is_kept_for_it(receiver, told, happen, cast):
    webhooks.end_webhook(webhook=told, by=cast.administrator)
    happen("concern.send", "C-AAAAA")

    assert not Delivery.objects.exists()
    with pytest.raises(WrongState):
        webhooks.end_webhook(webhook=told, by=cast.administrator)
    with pytest.raises(WrongState):
        webhooks.switch_on(webhook=told, by=cast.administrator)


def test_deliveries_are_forgotten_after_thirty_days(receiver, told, happen):
    happen("concern.send", "C-AAAAA")
    with time_machine.travel(timezone.now() + webhooks.KEPT - timedelta(hours=1)):
        webhooks.forget_old()
    assert Delivery.objects.exists()
    with time_machine.travel(timezone.now() + webhooks.KEPT + timedelta(hours=1)):
        webhooks.forget_old()
    assert not Delivery.objects.exists()


def test_the_service_too_refuses_addresses_inside(cast):
    with pytest.raises(Refused, match="inside its own network"):
        webhooks.register_webhook(
            system="x", address="https://10.0.0.1/", events=["case.closed"], by=cast.administrator
        )


# --- Pages ---


def test_an_administrator_adds_an_address_and_reads_its_secret(as_person):
    browser = as_person("administrator")
    form = {"system": "Records", "address": "https://records.example/hook", "events": ["concern.sent"]}
    page = browser.post(reverse("systems:register"), form, follow=True).content.decode()

    made = Webhook.objects.get()
    assert webhooks.secret_of(made) in page
    assert "Nothing has happened yet" in page
    assert AuditEvent.objects.get(verb="webhook.register").detail == {"events": ["concern.sent"]}


def test_an_address_that_is_never_called_is_refused_with_a_reason(as_person):
    form = {"system": "Records", "address": "https://192.168.0.1/", "events": ["concern.sent"]}
    page = as_person("administrator").post(reverse("systems:register"), form).content.decode()

    assert "no address inside its own network" in page
    assert "https://192.168.0.1/" in page
    assert not Webhook.objects.exists()


def test_the_page_of_a_webhook_shows_its_deliveries(receiver, told, happen, as_person):
    receiver.status = 500
    happen("concern.send", "C-AAAAA")
    Webhook.objects.update(state=WebhookState.OFF)
    browser = as_person("administrator")
    page = browser.get(told.get_absolute_url()).content.decode()

    assert "It answered 500." in page
    assert "A concern was sent" in page
    browser.post(reverse("systems:switch_on", args=[told.reference]))
    told.refresh_from_db()
    assert told.state == WebhookState.ON
