"""What was learnt from a case, and the themes under which it is counted."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from exclusions.protocol.models import Case
from portal.core.privacy import Retention, classify


class ThemeQuerySet(models.QuerySet["Theme"]):
    def current(self) -> "ThemeQuerySet":
        """Those that may be chosen."""
        return self.filter(retired_at=None)


@classify(Retention.REFERENCE, T1="code label order retired_at")
class Theme(models.Model):
    """What cases have in common, in an authority's words. One that is retired stays where it was chosen."""

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(default=100)
    retired_at = models.DateTimeField(null=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ("order", "label")

    def __str__(self) -> str:
        return self.label


@classify(
    Retention.PUPIL_FILE,
    T1="number at",
    T2="by capacity took_part",
    T3="case held_on learnt earlier themes",
)
class Debrief(models.Model):
    """What a school and the authority learnt after a permanent exclusion. Append-only: the highest number
    of a case stands.

    `themes` lists codes of themes. The inclusion board sees how often each was chosen, never a word of this.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="debriefs")
    number = models.PositiveSmallIntegerField(help_text="what was written first is 1")
    held_on = models.DateField()
    took_part = models.TextField()
    learnt = models.TextField()
    earlier = models.TextField("what would have helped earlier", blank=True)
    themes: Any = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("case", "number")
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="debriefs_are_numbered"),)

    def __str__(self) -> str:
        return f"debrief {self.number} of {self.case_id}"
