"""Education that was found for a pupil who is excluded, and papers of the meetings about it."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone

from exclusions.suspensions.models.records import Suspension, of_readable
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.files.models import PrivateFile


class ProvisionKind(TextChoices):
    SCHOOL = "school", "Another school"
    ALTERNATIVE = "alternative", "Pupil referral unit or alternative provision"
    TUITION = "tuition", "Tuition, one to one or in a small group"
    ONLINE = "online", "Online education"
    OTHER = "other", "Something else"


@classify(
    Retention.PUPIL_FILE,
    T1="number at",
    T2="by capacity",
    T3="suspension kind provider place starts_on hours told_on is_over note",
)
class Provision(models.Model):
    """What was found for one exclusion: append-only. The highest number stands; `is_over` where it fell
    through, and education is to be found again.
    """

    suspension = models.ForeignKey(Suspension, models.PROTECT, related_name="provisions", db_index=False)
    number = models.PositiveSmallIntegerField(help_text="what was found first is 1")
    kind = models.CharField(max_length=20, choices=ProvisionKind.choices)
    provider = models.CharField(max_length=200)
    place = models.CharField("where, and whom to report to", max_length=300, blank=True)
    starts_on = models.DateField("first day of education")
    hours = models.PositiveSmallIntegerField("hours a week", null=True)
    told_on = models.DateField("day on which the parents were told", null=True)
    is_over = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    capacity = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("suspension", "number")
        constraints = (
            models.UniqueConstraint(fields=("suspension", "number"), name="provisions_are_numbered"),
        )

    def __str__(self) -> str:
        return f"provision {self.number} of {self.suspension_id}"


class Occasion(TextChoices):
    """The meeting that a paper is for."""

    BOARD = "board", "Meeting of the governing board"
    REVIEW = "review", "Independent review panel"


class ExclusionPaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: User | AnonymousUser) -> "ExclusionPaperQuerySet":
        """Papers of records that this person may read, but those taken out."""
        return of_readable(self.filter(taken_out_at=None), user)


@classify(
    Retention.PUPIL_FILE,
    T1=f"{PrivateFile.T1_COLUMNS} occasion taken_out_at",
    T2="taken_out_by",
    T3="suspension taken_out_because",
    T4=PrivateFile.T4_COLUMNS,
)
class Paper(PrivateFile):
    """A paper of a board's meeting or a review. One that does not belong there is taken out, not deleted."""

    suspension = models.ForeignKey(Suspension, models.PROTECT, related_name="papers")
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    taken_out_at = models.DateTimeField(null=True)
    taken_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_out_because = models.CharField(max_length=500, blank=True)

    objects = ExclusionPaperQuerySet.as_manager()

    class Meta:
        ordering = ("uploaded_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(taken_out_at=None, taken_out_by=None)
                | Q(taken_out_at__isnull=False, taken_out_by__isnull=False),
                name="somebody_took_a_paper_out",
            ),
        )
