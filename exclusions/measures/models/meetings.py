"""Reintegration meeting: pupil and parents are met about the return after a suspension (domain.md 1.12)."""

from django.db import models

from exclusions.measures.models.measures import Measure
from exclusions.suspensions.models import Suspension
from portal.core.privacy import Retention, classify


@classify(
    Retention.PUPIL_FILE,
    T3="suspension due_on attended invited_on parents_came pupil_view adjustments named_adult review_on",
)
class Meeting(Measure):
    """Held on `starts_on`. `due_on` is the day by which it was aimed for when it was recorded: one school day
    after the return; empty where the suspension has no such day.
    """

    suspension = models.ForeignKey(Suspension, models.PROTECT, related_name="meetings")
    due_on = models.DateField(null=True)
    invited_on = models.DateField()
    parents_came = models.BooleanField()
    attended = models.CharField(max_length=300)
    pupil_view = models.TextField(blank=True)
    adjustments = models.TextField()
    named_adult = models.CharField(max_length=150)
    review_on = models.DateField()

    @property
    def is_in_time(self) -> bool:
        return self.due_on is None or (self.starts_on is not None and self.starts_on <= self.due_on)
