"""Who did and saw what. Rows are added, never changed: the database refuses (migration 0002)."""

from django.conf import settings
from django.db import models

from portal.audit.enums import Kind
from portal.core.privacy import Retention, classify


@classify(
    Retention.AUDIT,
    T1="at kind verb capacity request_id ip actor",
    T2="detail",
    T3="reason",
)
class Event(models.Model):
    """One act: who, in what capacity, what, when, why. `detail` names fields, never a child."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    verb = models.CharField(max_length=60)
    reason = models.CharField(max_length=250, blank=True)
    detail = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("actor", "-at")),)

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"


@classify(Retention.AUDIT, T1="event reference")
class EventSubject(models.Model):
    """A record an event is about, by reference: the concern and each of its pupils, say."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="subjects")
    reference = models.CharField(max_length=16)

    class Meta:
        indexes = (models.Index(fields=("reference", "-event")),)

    def __str__(self) -> str:
        return self.reference


@classify(Retention.AUDIT, T1="sealed_at first_event last_event count digest")
class Seal(models.Model):
    """A link of the hash chain over the events from `first_event` to `last_event`.

    Its digest covers the digest before it, so that a changed, missing or added event shows.
    """

    sealed_at = models.DateTimeField()
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.first_event} to {self.last_event}"
