"""Other systems of the authority, and what they may read."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from portal.api.enums import WEBHOOK_COLOURS, WebhookState
from portal.audit.models import Event
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField


class TokenQuerySet(models.QuerySet["Token"]):
    def usable(self, on: date) -> "TokenQuerySet":
        """Tokens that open the API on a day; the last day counts."""
        return self.filter(revoked_at=None, expires_on__gte=on)


@classify(
    Retention.REFERENCE,
    T1="reference system scopes digest made_by made_at expires_on revoked_at last_used_at",
    T2="contact last_used_from",
)
class Token(models.Model):
    """What one system shows with each call. The token itself is known to that system only."""

    reference = ReferenceField("K", length=6)
    system = models.CharField("name of the system", max_length=50)
    contact = models.CharField("who looks after it", max_length=120)
    scopes = models.JSONField(default=list, help_text="codes of Scope")
    digest = models.CharField("SHA-256 of the token", max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField("last day")
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.GenericIPAddressField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("system", "-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("systems:list")

    @property
    def state(self) -> tuple[str, str]:
        """Words and colour of its tag."""
        if self.revoked_at:
            return "Revoked", "grey"
        if self.expires_on < timezone.localdate():
            return "Expired", "grey"
        return "In use" if self.last_used_at else "Not used yet", "green" if self.last_used_at else "blue"


@classify(
    Retention.REFERENCE,
    T1="reference system address events state failures why_off made_by made_at",
)
class Webhook(models.Model):
    """An address of another system that is told of events. Its secret is derived, not kept (`webhooks`)."""

    reference = ReferenceField("W", length=6)
    system = models.CharField("name of the system", max_length=50)
    address = models.URLField(max_length=300)
    events = models.JSONField(default=list, help_text="codes of Event")
    state = models.CharField(max_length=5, choices=WebhookState.choices, default=WebhookState.ON)
    failures = models.PositiveSmallIntegerField("failures in a row", default=0)
    why_off = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("system", "-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("systems:webhook", args=[self.reference])

    @property
    def colour(self) -> str:
        return WEBHOOK_COLOURS[WebhookState(self.state)]


class WebhookDeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> "WebhookDeliveryQuerySet":
        """What is to be tried now; what waits for a webhook that is switched off is not."""
        waiting = self.filter(sent_at=None, next_attempt_at__lte=now)
        return waiting.filter(webhook__state=WebhookState.ON)


@classify(
    Retention.WORKING,
    T1="reference webhook event name made_at attempts next_attempt_at sent_at status error",
)
class Delivery(models.Model):
    """The outbox: one event for one webhook. Written with the event, so that no crash loses it."""

    reference = ReferenceField("D", length=10)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    name = models.CharField("code of the event", max_length=30)
    made_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField("what the receiver answered", null=True)
    error = models.CharField(max_length=200, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name_plural = "deliveries"
        indexes = (
            models.Index(fields=("webhook", "-made_at")),
            models.Index(
                fields=("next_attempt_at",),
                name="webhook_deliveries_waiting",
                condition=models.Q(sent_at=None),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("webhook", "event"), name="an_event_goes_to_a_webhook_once"),
        )

    def __str__(self) -> str:
        return self.reference
