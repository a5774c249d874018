"""Messages the portal sends, whether each email arrived, and who has acknowledged what."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


@classify(Retention.WORKING, T1="reference user kind text about leads_to created_at read_at")
class Notice(models.Model):
    """One message to one person. `text` holds a reference and no child's detail: it goes by email."""

    reference = ReferenceField("A", length=8)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60, help_text="room.verb, for grouping")
    text = models.CharField(max_length=200)
    about = models.CharField("reference of the record", max_length=16, blank=True)
    leads_to = models.CharField("path of the page it is about", max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("user", "read_at", "-created_at")),)

    def __str__(self) -> str:
        return self.text


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> "DeliveryQuerySet":
        """Emails that are neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def in_trouble(self) -> "DeliveryQuerySet":
        """Emails that failed at least once and have not arrived, given up or not."""
        return self.filter(sent_at=None, attempts__gt=0)


@classify(Retention.WORKING, T1="notice attempts next_attempt_at sent_at given_up_at error")
class Delivery(models.Model):
    """The outbox: one email of a notice. Written with the notice, so that no crash loses it."""

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="delivery")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("next_attempt_at",),
                name="deliveries_waiting",
                condition=models.Q(sent_at=None, given_up_at=None),
            ),
            models.Index(fields=("attempts",), name="deliveries_not_sent", condition=models.Q(sent_at=None)),
        )

    def __str__(self) -> str:
        return f"Email of {self.notice_id}"


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    def owed(self) -> "AcknowledgementQuerySet":
        """Asked for and not given, by people who still have access."""
        return self.filter(acknowledged_at=None, notice__user__is_active=True)

    def owed_by(self, user: User) -> "AcknowledgementQuerySet":
        return self.owed().filter(notice__user=user)

    def asked_by(self, user: User) -> "AcknowledgementQuerySet":
        return self.filter(asker=user)

    def late(self, at: datetime) -> "AcknowledgementQuerySet":
        """Owed, and to be chased by now."""
        return self.owed().filter(chase_at__lte=at)


@classify(Retention.WORKING, T1="notice asker due_at acknowledged_at chase_at chases")
class Acknowledgement(models.Model):
    """A notice whose reader is asked to say that they have seen it. Whoever asked sees who has."""

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="acknowledgement")
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    chase_at = models.DateTimeField(null=True, help_text="when to remind them next; empty: no more")
    chases = models.PositiveSmallIntegerField(default=0)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=("chase_at",), name="acknowledgements_to_chase", condition=Q(acknowledged_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"Acknowledgement of {self.notice_id}"
