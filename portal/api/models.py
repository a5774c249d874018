"""Other systems of the authority, and what they may read."""

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField


class TokenQuerySet(models.QuerySet["Token"]):
    def usable(self, on: date) -> "TokenQuerySet":
        """Tokens that open the API on a day; the last day counts."""
        return self.filter(revoked_at=None, expires_on__gte=on)


@classify(
    Retention.REFERENCE,
    T1="reference system scopes digest made_by made_at expires_on revoked_at last_used_at",
    T2="contact last_used_from",
)
class Token(models.Model):
    """What one system shows with each call. The token itself is known to that system only."""

    reference = ReferenceField("K", length=6)
    system = models.CharField("name of the system", max_length=50)
    contact = models.CharField("who looks after it", max_length=120)
    scopes = models.JSONField(default=list, help_text="codes of Scope")
    digest = models.CharField("SHA-256 of the token", max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField("last day")
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.GenericIPAddressField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("system", "-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("systems:list")

    @property
    def state(self) -> tuple[str, str]:
        """Words and colour of its tag."""
        if self.revoked_at:
            return "Revoked", "grey"
        if self.expires_on < timezone.localdate():
            return "Expired", "grey"
        return "In use" if self.last_used_at else "Not used yet", "green" if self.last_used_at else "blue"
