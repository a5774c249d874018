"""The one table the mechanisms need: tokens of forms that have been sent."""

from django.db import models

from portal.core.privacy import Retention, classify


@classify(Retention.WORKING, T1="token leads_to created_at")
class Submission(models.Model):
    """A form that arrived, so that a second arrival changes nothing. See `core.once`."""

    token = models.CharField(max_length=64, unique=True)
    leads_to = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.token
