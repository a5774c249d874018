"""What became of a suspension, step by step, and what stood before a correction: both append-only."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from exclusions.suspensions.enums import State
from exclusions.suspensions.models.records import Suspension, of_readable
from portal.accounts.models import User
from portal.core.privacy import Retention, classify


class StepQuerySet(models.QuerySet["Step"]):
    def standing(self) -> "StepQuerySet":
        """Steps that were not taken back, nor are a taking back."""
        return self.filter(taken_back=None, takes_back=None)

    def visible_to(self, user: User | AnonymousUser) -> "StepQuerySet":
        """Steps of the records that this person may read."""
        return of_readable(self, user)


@classify(
    Retention.PUPIL_FILE,
    T1="number verb before after at",
    T2="by capacity",
    T3="suspension on detail note takes_back",
)
class Step(models.Model):
    """One step on the way of a suspension: a verb of `workflow.SUSPENSION`.

    `on` is the day it happened or is arranged for; `detail` holds what the verb's form asks besides
    (`forms.STEP_FORMS`), dates as ISO text. A step entered by mistake is taken back by another step.
    """

    suspension = models.ForeignKey(Suspension, models.PROTECT, related_name="steps", db_index=False)
    number = models.PositiveSmallIntegerField(help_text="position in the record: 1, 2, 3")
    verb = models.CharField(max_length=20)
    on = models.DateField(null=True)
    detail: Any = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    before = models.CharField(max_length=20, choices=State.choices, blank=True)
    after = models.CharField(max_length=20, choices=State.choices)
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    capacity = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ("suspension", "number")
        constraints = (models.UniqueConstraint(fields=("suspension", "number"), name="steps_are_numbered"),)
        # Newest first: meetings without an outcome are among the latest. Not for their verbs alone: SQLite
        # does not see that a parameter is among the values of a partial index.
        indexes = (models.Index(fields=("verb", "-on"), name="steps_by_verb_and_day"),)

    def __str__(self) -> str:
        return f"{self.verb} of {self.suspension_id}"

    @property
    def reference(self) -> str:
        """What lists and the audit trail call it by."""
        return self.suspension.reference

    @property
    def school_id(self) -> int:
        return self.suspension.school_id


@classify(
    Retention.PUPIL_FILE,
    T1="number at",
    T2="by capacity",
    T3="suspension stood changed because",
)
class Version(models.Model):
    """What stood before a correction: `stood` maps each changed field to its former value.

    Version 1 is what was recorded first; the row itself is the version in force.
    """

    suspension = models.ForeignKey(Suspension, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField(help_text="the version that was replaced: 1, 2, 3")
    stood: Any = models.JSONField(default=dict)
    changed: Any = models.JSONField(default=list, help_text="names of the fields that were corrected")
    because = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    capacity = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("suspension", "number")
        constraints = (
            models.UniqueConstraint(fields=("suspension", "number"), name="versions_are_numbered"),
        )

    def __str__(self) -> str:
        return f"version {self.number} of {self.suspension_id}"
