"""Safeguarding separation: pupils are kept apart after an allegation (domain.md 1.11). No exclusion."""

from django.db import models

from exclusions.measures.models.measures import Measure
from portal.core.privacy import Retention, classify


@classify(Retention.PUPIL_FILE, T4="part reasons alternatives education led_by pupil_view")
class Separation(Measure):
    """One pupil kept apart from others. The others are never named here: who they are stands in the concern,
    which only its own readers open.
    """

    class Part(models.TextChoices):
        HARMED = "harmed", "May have been harmed"
        MAY_HAVE_HARMED = "may_have", "May have harmed somebody"

    part = models.CharField(max_length=10, choices=Part.choices)
    reasons = models.TextField()
    alternatives = models.TextField()
    education = models.TextField()
    led_by = models.CharField(max_length=150)
    pupil_view = models.TextField(blank=True)
