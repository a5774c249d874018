"""What was decided in a case, why, and what everybody said of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from exclusions.protocol.models import Case, OutcomeCode
from portal.core.privacy import Retention, classify
from schools.register.models import School


@classify(
    Retention.PUPIL_FILE,
    T1="number at outcome",
    T2="by capacity decided_by",
    T3="case decided_on options child_view parent_view services_view equality_view destination "
    "destination_school day_six told",
)
class Decision(models.Model):
    """A decision as somebody wrote it down. Append-only: the highest number of a case stands, the others are
    what stood before.

    `options` lists what was considered, `{"option": ..., "considered": ..., "why": ...}` with codes of
    `enums.Option` and `enums.Considered`. `destination_school` is the agreed new school where the register
    knows it: "averted" rests on it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(help_text="what was written first is 1")
    decided_by = models.CharField("who decided", max_length=150, blank=True)
    decided_on = models.DateField(null=True)
    options: Any = models.JSONField(default=list)
    child_view = models.TextField()
    parent_view = models.TextField(blank=True)
    services_view = models.TextField(blank=True)
    equality_view = models.TextField(blank=True)
    outcome = models.ForeignKey(OutcomeCode, models.PROTECT, null=True, related_name="+")
    destination = models.TextField(blank=True)
    destination_school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    day_six = models.TextField("education from the sixth day", blank=True)
    told = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("case", "number")
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="decisions_are_numbered"),)

    def __str__(self) -> str:
        return f"decision {self.number} of {self.case_id}"
