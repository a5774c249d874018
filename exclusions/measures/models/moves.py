"""Managed move to another school: voluntary, agreed by everybody, permanent (domain.md 1.10)."""

from django.db import models

from exclusions.measures.models.measures import Measure
from portal.core.privacy import Retention, classify


@classify(Retention.PUPIL_FILE, T3="reasons tried pupil_view support", T4="risk")
class Move(Measure):
    """`to_school` receives, and reads the record once it is asked; `starts_on` is the first day on its roll.

    `risk` is what the receiving school must know to keep everybody safe; `support` what it will do.
    `planned_end_on` is the end of a trial, which only moves before 26 July 2026 may have.
    """

    reasons = models.TextField()
    tried = models.TextField()
    pupil_view = models.TextField(blank=True)
    risk = models.TextField()
    support = models.TextField(blank=True)
