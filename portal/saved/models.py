"""Filters of a list that a person keeps under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from portal.saved.queries import canonical


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of(self, user: User, listed: str | None = None) -> "SavedViewQuerySet":
        """A person's own, of one list or of all, by list and name."""
        rows = self.filter(user=user)
        return (rows if listed is None else rows.filter(listed=listed)).order_by("listed", "name")


@classify(Retention.ACCOUNT, T1="reference user listed is_default saved_at", T2="name query")
class SavedView(models.Model):
    """A person's own view of a list. `query` is the address's part behind the question mark."""

    reference = ReferenceField("V", length=8)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    listed = models.CharField("the list", max_length=40, help_text="`saved_as` of its page")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    is_default = models.BooleanField("opens first", default=False)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("listed", "name")
        constraints = (
            models.UniqueConstraint(fields=("user", "listed", "name"), name="a_view_has_a_name_of_its_own"),
            models.UniqueConstraint(
                fields=("user", "listed"), condition=Q(is_default=True), name="one_view_of_a_list_opens_first"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def is_now(self, query: str) -> bool:
        """Whether a list asked so shows what this view shows."""
        return canonical(self.query) == canonical(query)
