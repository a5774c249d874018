"""What an officer is asked to look at, and what was found (domain.md 5.6)."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portal.accounts.authority import may
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.pupils.models import Pupil
from schools.register.models import School


class LookState(models.TextChoices):
    OPEN = "open", "To look at"
    LOOKED = "looked", "Looked at"


class LookQuerySet(models.QuerySet["Look"]):
    def visible_to(self, user: User | AnonymousUser) -> "LookQuerySet":
        """All of them for officers who work across the authority; none for anybody else."""
        return self if may(user, Power.RECORD_SUSPENSIONS) else self.none()

    def open(self) -> "LookQuerySet":
        return self.filter(state=LookState.OPEN)


@classify(
    Retention.PUPIL_FILE,
    T1="reference school state found_at revision",
    T4="pupil source key on reasons evidence",
)
class Look(models.Model):
    """One thing about one pupil at one school that a source has found; `key` says what, so that it is found
    once. `reasons` are sentences, `evidence` references of records.
    """

    reference = ReferenceField("Q", length=6)
    source = models.CharField(max_length=30, help_text="code of looks.sources.SOURCES")
    key = models.CharField(max_length=80)
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="looks")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    on = models.DateField()
    reasons = models.JSONField()
    evidence = models.JSONField()
    state = models.CharField(max_length=10, choices=LookState.choices, default=LookState.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=("state", "-on"), name="looks_by_state"),)
        constraints = (
            models.UniqueConstraint(fields=("source", "key"), name="a_look_is_found_once"),
            models.CheckConstraint(condition=Q(state__in=LookState.values), name="look_state_is_known"),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("measures:look", args=[self.reference])


class Concluded(models.TextChoices):
    NO_SIGN = "no_sign", "Nothing to follow up"
    ASKED = "asked", "The school or the family was asked: look again"
    FOLLOWED = "followed", "Followed up with the school"


class Pressure(models.TextChoices):
    NO = "no", "No"
    YES = "yes", "Yes"
    UNKNOWN = "unknown", "Not known"


@classify(Retention.PUPIL_FILE, T1="at", T2="by capacity", T4="look looked_at pressure parents_say concluded")
class LookNote(models.Model):
    """What an officer looked at and concluded. Append-only."""

    look = models.ForeignKey(Look, models.PROTECT, related_name="notes")
    looked_at = models.TextField()
    pressure = models.CharField(max_length=10, choices=Pressure.choices)
    parents_say = models.TextField(blank=True)
    concluded = models.CharField(max_length=10, choices=Concluded.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"note on {self.look_id}"
