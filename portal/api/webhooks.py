"""Telling other systems of events: registering an address, the outbox, trying, switching off and on."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from exclusions.concerns.models import Concern, Seal
from exclusions.protocol.models import Case
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.api.enums import WebhookState
from portal.api.models import Delivery, Webhook
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.public_addresses import NotReached, post, why_not_callable
from portal.notices.sending import BACKOFF_MINUTES
from portal.notices.services import notify
from schools.links.standing import people_across_authority_with

# So many failures in a row, of whatever deliveries, switch a webhook off.
MOST_FAILURES = 20
# While one is being tried nobody else tries it; a worker that dies leaves it for after this time.
CLAIMED_FOR = timedelta(minutes=5)
KEPT = timedelta(days=30)
MOST_AT_ONCE = 200


@transaction.atomic
def register_webhook(*, system: str, address: str, events: Sequence[str], by: User) -> Webhook:
    """Have a system told of events. Raises Refused for an address that is never called."""
    why_not = why_not_callable(address)
    if why_not:
        raise Refused(why_not)
    webhook = Webhook.objects.create(system=system, address=address, events=sorted(events), made_by=by)
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="webhook.register",
        about=[webhook.reference],
        detail={"events": webhook.events},
    )
    return webhook


@transaction.atomic
def switch_on(*, webhook: Webhook, by: User) -> None:
    """Try again what has waited. Raises WrongState where it is on or ended."""
    held = _held(webhook, WebhookState.OFF, "This webhook is not switched off.")
    held.state, held.failures, held.why_off = WebhookState.ON, 0, ""
    held.save(update_fields=["state", "failures", "why_off"])
    held.deliveries.filter(sent_at=None).update(attempts=0, next_attempt_at=timezone.now())
    record(by=by, kind=Kind.CHANGE, verb="webhook.switch_on", about=[held.reference])


@transaction.atomic
def end_webhook(*, webhook: Webhook, by: User) -> None:
    """Tell it of nothing more, for good. Raises WrongState where that is so already."""
    held = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if held.state == WebhookState.ENDED:
        raise WrongState("This webhook has ended already.")
    held.state = WebhookState.ENDED
    held.save(update_fields=["state"])
    record(by=by, kind=Kind.CHANGE, verb="webhook.end", about=[held.reference])


def _held(webhook: Webhook, state: WebhookState, otherwise: str) -> Webhook:
    held = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if held.state != state:
        raise WrongState(otherwise)
    return held


def secret_of(webhook: Webhook) -> str:
    """What signs its deliveries: derived from the portal's own key, so that the database holds no secret."""
    return salted_hmac("portal.api.webhook", webhook.reference, algorithm="sha256").hexdigest()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`sha256=…` over the timestamp, a dot and the body."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"sha256={digest}"


def payload_of(delivery: Delivery) -> dict[str, Any]:
    """Event, reference, time and school: all that leaves. Pupils and people that it is about stay."""
    about = [subject.reference for subject in delivery.event.subjects.order_by("pk")]
    reference = next((one for one in about if one[:2] in ("C-", "N-", "I-")), None)
    if reference and reference.startswith("C-") and _is_sealed(reference):
        reference = None
    return {
        "id": delivery.reference,
        "event": delivery.name,
        "reference": reference,
        "school": _school_of(about, reference),
        "at": delivery.event.at.isoformat(),
    }


def _is_sealed(reference: str) -> bool:
    """Whether a concern is sealed: nobody but those it names learns that it exists."""
    return Seal.objects.live().filter(concern__reference=reference).exists()


def _school_of(about: Sequence[str], reference: str | None) -> int | None:
    urn = next((int(one) for one in about if one.isdigit()), None)
    if urn is not None or reference is None:
        return urn
    model = {"C-": Concern, "N-": Case}.get(reference[:2])
    if model is None:
        return None
    return model._default_manager.filter(reference=reference).values_list("school__urn", flat=True).first()


def send_delivery(delivery_id: int) -> bool:
    """Try once; whether it arrived. Safe to run twice and by two workers at once.

    Nothing is locked while the receiver takes its time.
    """
    now = timezone.now()
    if not settings.WEBHOOKS_CALL_OUT:
        return False
    due = Delivery.objects.due(now).filter(pk=delivery_id)
    if not due.update(attempts=F("attempts") + 1, next_attempt_at=now + CLAIMED_FOR):
        return False
    delivery = Delivery.objects.select_related("webhook", "event").get(pk=delivery_id)
    status, error = None, ""
    try:
        status = _call(delivery)
    except NotReached as failure:
        error = str(failure)
    return _note(delivery, status, error)


def _call(delivery: Delivery) -> int:
    body = json.dumps(payload_of(delivery)).encode()
    timestamp = str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "inclusion-portal",
        "X-Portal-Delivery": delivery.reference,
        "X-Portal-Timestamp": timestamp,
        "X-Portal-Signature": signature(secret_of(delivery.webhook), timestamp, body),
    }
    return post(delivery.webhook.address, body, headers)


@transaction.atomic
def _note(delivery: Delivery, status: int | None, error: str) -> bool:
    webhook = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
    arrived = status is not None and status // 100 == 2
    delivery.status, delivery.error = status, error
    if arrived:
        delivery.sent_at, webhook.failures = timezone.now(), 0
    else:
        wait = BACKOFF_MINUTES[min(delivery.attempts, len(BACKOFF_MINUTES)) - 1]
        delivery.next_attempt_at = timezone.now() + timedelta(minutes=wait)
        webhook.failures += 1
    delivery.save(update_fields=["status", "error", "sent_at", "next_attempt_at"])
    webhook.save(update_fields=["failures"])
    worn_out = delivery.attempts > len(BACKOFF_MINUTES) or webhook.failures >= MOST_FAILURES
    if not arrived and worn_out and webhook.state == WebhookState.ON:
        _switch_off(webhook, error or f"It answered {status}.")
    return arrived


def _switch_off(webhook: Webhook, why: str) -> None:
    """Events are still kept for it, so that nothing is lost when it is switched on again."""
    webhook.state, webhook.why_off = WebhookState.OFF, why[:200]
    webhook.save(update_fields=["state", "why_off"])
    detail = {"failures": webhook.failures}
    record(by=None, kind=Kind.CHANGE, verb="webhook.switch_off", about=[webhook.reference], detail=detail)
    notify(
        people=people_across_authority_with(Power.MANAGE_SYSTEMS),
        kind="webhook.switch_off",
        text=f"{webhook.reference}: a system could not be reached and is no longer told of events",
        about=webhook.reference,
        leads_to=webhook.get_absolute_url(),
    )


def send_waiting() -> None:
    """Send what is due, oldest first; a receiver that fails is left alone for the rest of this round."""
    due = Delivery.objects.due(timezone.now()).order_by("next_attempt_at", "pk")
    failed: set[int] = set()
    for pk, webhook_id in list(due.values_list("pk", "webhook_id")[:MOST_AT_ONCE]):
        if webhook_id not in failed and not send_delivery(pk):
            failed.add(webhook_id)


def forget_old() -> None:
    Delivery.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
