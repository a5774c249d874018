"""Part-time timetable: for a short time, agreed by the parents, never a sanction (domain.md 1.2)."""

from django.db import models

from exclusions.measures.models.measures import Measure
from portal.core.privacy import Retention, classify


@classify(
    Retention.PUPIL_FILE, T3="reason reasons sessions_a_week pattern agreed_on agreed_by review_on pupil_view"
)
class Timetable(Measure):
    """`sessions_a_week` are half school days that the pupil attends, of ten; `review_on` the first review."""

    class Reason(models.TextChoices):
        HEALTH = "health", "A physical or mental health need"
        RETURN = "return", "Coming back after a long absence"
        ANXIETY = "anxiety", "Anxiety about school"
        SETTLING = "settling", "Settling in at a new school"
        OTHER = "other", "Another need of the pupil"

    reason = models.CharField(max_length=10, choices=Reason.choices)
    reasons = models.TextField()
    sessions_a_week = models.PositiveSmallIntegerField()
    pattern = models.CharField(max_length=200)
    agreed_on = models.DateField()
    agreed_by = models.CharField(max_length=150)
    review_on = models.DateField()
    pupil_view = models.TextField(blank=True)
