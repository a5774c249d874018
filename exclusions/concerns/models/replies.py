"""The authority's own texts for replies to schools."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from exclusions.concerns.enums import Route
from portal.core.privacy import Retention, classify


@classify(Retention.REFERENCE, T1="route number text set_by set_at")
class ReplyText(models.Model):
    """One edition of the text of a route (`concerns.replies`). Append-only: a new one takes its place."""

    route = models.CharField(max_length=20, choices=Route.choices)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("route", "-number")
        constraints = (
            models.UniqueConstraint(fields=("route", "number"), name="reply_texts_are_numbered"),
            models.CheckConstraint(condition=Q(route__in=Route.values), name="reply_text_is_of_a_route"),
        )

    def __str__(self) -> str:
        return f"{self.get_route_display()}, edition {self.number}"
