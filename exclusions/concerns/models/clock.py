"""How long a concern's clock stood still, and why."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from exclusions.concerns.models.concerns import Concern
from portal.core.privacy import Retention, classify


class PauseEnd(models.TextChoices):
    ANSWERED = "answered", "The school answered"
    DECIDED = "decided", "It was decided"
    LIMIT = "limit", "The limit was reached"


class PauseQuerySet(models.QuerySet["Pause"]):
    def live(self) -> "PauseQuerySet":
        """Not ended yet; beyond its last day the clock runs all the same, until that is written down."""
        return self.filter(ended_how="")


@classify(
    Retention.PUPIL_FILE,
    T1="concern starts_on until decide_by_before decide_by_after ended_on ended_how",
    T2="paused_by capacity",
    T4="because",
)
class Pause(models.Model):
    """The clock of a concern stands while the school is asked. How it began stays as it was; it ends once.

    The day due moves to the latest it can become at once, and back by the days that an earlier answer
    leaves over: so whatever asks for the day due is right on every day, whether or not a job has run.
    """

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="pauses")
    because = models.TextField("why it cannot be decided before the answer")
    starts_on = models.DateField("the day of the question, which still counts")
    until = models.DateField("the last day on which the clock stands")
    decide_by_before = models.DateField("day due when the question was asked")
    decide_by_after = models.DateField("day due with this pause")
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    ended_on = models.DateField(null=True)
    ended_how = models.CharField(max_length=10, choices=PauseEnd.choices, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "pk")
        indexes = (models.Index(fields=("until",), name="pauses_live", condition=Q(ended_how="")),)
        constraints = (
            models.UniqueConstraint(
                fields=("concern",), condition=Q(ended_how=""), name="a_concern_has_one_live_pause"
            ),
            models.CheckConstraint(
                condition=Q(decide_by_after__gte=F("decide_by_before"), until__gte=F("starts_on")),
                name="a_pause_gives_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_how="", ended_on=None) | Q(ended_how__gt="", ended_on__isnull=False),
                name="a_pause_ends_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"Pause of {self.concern_id}"

    def holds(self, on: date) -> bool:
        """Whether the clock stands on this day."""
        return not self.ended_how and on <= self.until
