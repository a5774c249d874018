"""Calendar feeds: a secret address by which somebody's calendar reads the duties they may see."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from portal.core.privacy import Retention, classify


@classify(Retention.ACCOUNT, T1="digest made_at read_at", T2="user")
class DutyFeed(models.Model):
    """One person's feed. Only the digest of its key is kept: a new key closes the old address."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="duty_feed")
    digest = models.CharField("SHA-256 of the key", max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField("last read", null=True)

    def __str__(self) -> str:
        return f"feed of {self.user_id}"
