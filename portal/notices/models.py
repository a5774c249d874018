"""Messages the portal sends, whether each email arrived, and who has acknowledged what."""

from datetime import datetime, time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from portal.notices.enums import TOGETHER, Way

# When nobody has said otherwise: evenings and nights.
QUIET_FROM, QUIET_TO = time(19), time(7)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def live(self) -> "NoticeQuerySet":
        """Without those that were taken back since."""
        return self.filter(withdrawn_at=None)

    def unread(self) -> "NoticeQuerySet":
        return self.live().filter(read_at=None)

    def for_digests(self) -> "NoticeQuerySet":
        """Those to be emailed together that are in no digest yet, and still news."""
        return self.unread().filter(way__in=TOGETHER, digest=None)


@classify(
    Retention.WORKING,
    but="From when it was read. One not read yet stays; one to be acknowledged, as long as its record.",
    T1="reference user kind text about leads_to created_at read_at way digest withdrawn_at",
)
class Notice(models.Model):
    """One message to one person. `text` holds a reference and no child's detail: it goes by email.

    Forgotten 30 days after it was read (`forgetting`); one that was to be acknowledged stays as long as the
    record it is about.
    """

    reference = ReferenceField("A", length=8)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60, help_text="room.verb, for grouping")
    text = models.CharField(max_length=200)
    about = models.CharField("reference of the record", max_length=16, blank=True)
    leads_to = models.CharField("path of the page it is about", max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField("how its email comes", max_length=10, choices=Way.choices, db_default=Way.ONCE)
    digest = models.ForeignKey("Digest", models.SET_NULL, null=True, related_name="notices")
    withdrawn_at = models.DateTimeField(null=True, help_text="taken back: its reader may not know any more")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=("user", "read_at", "-created_at")),
            models.Index(
                fields=("user", "way"),
                name="notices_for_digests",
                condition=Q(digest=None, read_at=None, withdrawn_at=None, way__in=TOGETHER),
            ),
            models.Index(fields=("about",), name="notices_about"),
        )

    def __str__(self) -> str:
        return self.text


@classify(Retention.WORKING, T1="reference user way made_at")
class Digest(models.Model):
    """Notices that one person gets in one email, together."""

    reference = ReferenceField("E", length=8)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.reference


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> "DeliveryQuerySet":
        """Emails that are neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def in_trouble(self) -> "DeliveryQuerySet":
        """Emails that failed at least once and have not arrived, given up or not."""
        return self.filter(sent_at=None, attempts__gt=0)

    def named(self, reference: str) -> "DeliveryQuerySet":
        """The email of a notice or of a digest with this reference."""
        rows = self.filter(Q(notice__reference=reference) | Q(digest__reference=reference))
        return rows.select_related("notice__user", "digest__user")

    def unreachable_since(self) -> datetime | None:
        """Since when the mail server has not answered: no email has left after the oldest such failure."""
        failing = self.waiting().exclude(failing_since=None).order_by("failing_since")
        since = failing.values_list("failing_since", flat=True).first()
        if since is None or self.filter(sent_at__gt=since).exists():
            return None
        return since


@classify(
    Retention.WORKING,
    T1="notice digest written_at attempts next_attempt_at sent_at given_up_at error failing_since",
)
class Delivery(models.Model):
    """The outbox: one email, of a notice or of a digest. Written with it, so that no crash loses it."""

    notice = models.OneToOneField(Notice, models.CASCADE, null=True, related_name="delivery")
    digest = models.OneToOneField(Digest, models.CASCADE, null=True, related_name="delivery")
    written_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    failing_since = models.DateTimeField(null=True, help_text="first failure to reach the mail server")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("next_attempt_at",),
                name="deliveries_waiting",
                condition=models.Q(sent_at=None, given_up_at=None),
            ),
            models.Index(fields=("attempts",), name="deliveries_not_sent", condition=models.Q(sent_at=None)),
            models.Index(fields=("-sent_at",), name="deliveries_by_sent"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(notice=None, digest__isnull=False) | Q(notice__isnull=False, digest=None),
                name="an_email_is_of_a_notice_or_a_digest",
            ),
        )

    def __str__(self) -> str:
        return f"Email of {self.subject.reference}"

    def get_absolute_url(self) -> str:
        return reverse("notices:email", args=[self.subject.reference])

    @property
    def subject(self) -> Notice | Digest:
        """What it is the email of."""
        subject = self.notice or self.digest
        assert subject is not None  # noqa: S101 -- the database says so
        return subject


@classify(Retention.ACCOUNT, T1="user ways quiet_from quiet_to quiet_days weekly_on")
class Preference(models.Model):
    """How one person wants to be told. `ways` by group of kinds; those not named come as is usual."""

    class Day(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ways = models.JSONField(default=dict)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_to = models.TimeField(default=QUIET_TO)
    quiet_days = models.BooleanField("no email on days off", default=True)
    weekly_on = models.PositiveSmallIntegerField(choices=Day.choices, default=Day.MONDAY)

    def __str__(self) -> str:
        return f"How {self.user} wants to be told"


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    def owed(self) -> "AcknowledgementQuerySet":
        """Asked for and not given, by people who still have access."""
        return self.filter(acknowledged_at=None, notice__withdrawn_at=None, notice__user__is_active=True)

    def owed_by(self, user: User) -> "AcknowledgementQuerySet":
        return self.owed().filter(notice__user=user)

    def asked_by(self, user: User) -> "AcknowledgementQuerySet":
        return self.filter(asker=user)

    def late(self, at: datetime) -> "AcknowledgementQuerySet":
        """Owed, and to be chased by now."""
        return self.owed().filter(chase_at__lte=at)


@classify(Retention.PUPIL_FILE, T1="notice asker due_at acknowledged_at chase_at chases")
class Acknowledgement(models.Model):
    """A notice whose reader is asked to say that they have seen it. Whoever asked sees who has.

    Who knew of it belongs to the record that it is about: kept as long as that, and its notice with it.
    """

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="acknowledgement")
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
