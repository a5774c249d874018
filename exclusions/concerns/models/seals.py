"""Who may know of a concern that not everybody with the power may read."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.core.privacy import Retention, classify


class SealQuerySet(models.QuerySet["Seal"]):
    def live(self) -> "SealQuerySet":
        return self.filter(lifted_at=None)

    def that_hide_from(self, user: User | AnonymousUser) -> "SealQuerySet":
        """Live seals that do not name this person."""
        # Not `exclude(readers=…)`: Django takes twice as long to say it, and most pages say it several times.
        names_them = Seal.readers.through.objects.filter(user=user.pk)
        return self.live().exclude(pk__in=names_them.values("seal"))


@classify(
    Retention.PUPIL_FILE,
    T1="sealed_at lifted_at",
    T2="concern readers sealed_by capacity lifted_by",
    T4="because lifted_because",
)
class Seal(models.Model):
    """A concern that only named people read (domain.md 8.5). Another list is another seal."""

    concern = models.ForeignKey("concerns.Concern", models.PROTECT, related_name="seals")
    readers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    because = models.TextField("why it is sealed")
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    sealed_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_because = models.TextField(blank=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        ordering = ("-sealed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("concern",), condition=Q(lifted_at=None), name="a_concern_has_one_live_seal"
            ),
        )

    def __str__(self) -> str:
        return f"Seal on {self.concern_id}"
