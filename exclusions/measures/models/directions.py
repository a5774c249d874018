"""Off-site direction to improve a pupil's behaviour (Education Act 2002 s.29A; domain.md 1.9)."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from exclusions.measures.models.measures import Measure
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField


@classify(
    Retention.PUPIL_FILE,
    T3="host address report_to sessions session_starts session_ends breaks reasons objectives pupil_view "
    "has_plan is_dual review_weeks",
)
class Direction(Measure):
    """Education elsewhere for a time. `to_school` is the host where it is a school of the register.

    `sessions` are half school days in all, `review_weeks` the interval the governing board has chosen;
    `has_plan`: the pupil had an education, health and care plan when it was recorded.
    """

    host = models.CharField("where", max_length=200)
    address = models.TextField(max_length=400)
    report_to = models.CharField("person to report to", max_length=150)
    sessions = models.PositiveSmallIntegerField()
    session_starts = models.TimeField()
    session_ends = models.TimeField()
    breaks = models.CharField(max_length=100)
    reasons = models.TextField()
    objectives = models.TextField()
    pupil_view = models.TextField(blank=True)
    has_plan = models.BooleanField(default=False)
    is_dual = models.BooleanField(default=False)
    review_weeks = models.PositiveSmallIntegerField()


@classify(Retention.PUPIL_FILE, T1="reference kind edition written_at", T2="written_by written_as",
          T3="measure address body")  # fmt: skip
class MeasureLetter(models.Model):
    """A letter about a measure as it was written: its words stay, whatever becomes of record and text."""

    reference = ReferenceField("L", length=7)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=30)
    edition = models.PositiveSmallIntegerField(help_text="number of the LetterText it was made from")
    address = models.TextField("who it is for, with the address")
    body = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_as = models.CharField(max_length=60)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return self.reference
