"""Events come from the audit trail: every service passes through it, and knows nothing of webhooks."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from portal.api.enums import EVENT_OF_VERB, WebhookState
from portal.api.models import Delivery, Webhook
from portal.api.tasks import send
from portal.audit.models import Event


@receiver(post_save, sender=Event, dispatch_uid="api.put_into_outbox")
def put_into_outbox(sender: Any, instance: Event, created: bool, **kwargs: Any) -> None:
    """In the transaction of the act itself: the event is in the outbox, or the act did not happen."""
    name = EVENT_OF_VERB.get(instance.verb)
    if name is None or not created:
        return
    for webhook in Webhook.objects.exclude(state=WebhookState.ENDED):
        if name.value in webhook.events:
            delivery = Delivery.objects.create(webhook=webhook, event=instance, name=name.value)
            send.delay_on_commit(delivery_id=delivery.pk)
