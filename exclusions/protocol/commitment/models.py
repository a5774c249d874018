"""Editions of the charter, and which school signed which, when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portal.core.privacy import Retention, classify
from schools.register.models import School


@classify(Retention.REFERENCE, T1="number title text published_at")
class Charter(models.Model):
    """One edition of the text that schools sign. The database refuses to change it."""

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=120)
    text = models.TextField()
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.title} (edition {self.number})"

    def get_absolute_url(self) -> str:
        return reverse("protocol:charter", args=[self.number])


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def standing(self) -> "CommitmentQuerySet":
        """Those that have not been withdrawn."""
        return self.filter(withdrawn_at=None)


@classify(
    Retention.REGISTER,
    T1="school charter academic_year signed_on entered_at withdrawn_at",
    T2="head_name chair_name entered_by entered_as withdrawn_by withdrawn_because",
)
class Commitment(models.Model):
    """A school's signature for one academic year. Withdrawn, never deleted.

    `academic_year` is the year in which it begins: 2026 for 2026/27.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="commitments")
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="commitments")
    academic_year = models.PositiveSmallIntegerField()
    signed_on = models.DateField()
    head_name = models.CharField("headteacher who signed", max_length=150)
    chair_name = models.CharField("chair of governors who signed", max_length=150)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_as = models.CharField(max_length=60, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_because = models.CharField(max_length=500, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ("-signed_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "academic_year"),
                condition=Q(withdrawn_at=None),
                name="a_school_signs_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="a_withdrawal_says_when_who_and_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school_id}, {year_words(self.academic_year)}"


def year_words(year: int) -> str:
    """`2026/27`"""
    return f"{year}/{(year + 1) % 100:02d}"
