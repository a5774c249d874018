"""An import of one file, and what becomes of its rows."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse

from portal.accounts.models import User
from portal.bulk.enums import AT_WORK, Fate, State
from portal.bulk.importer import importers_for
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from portal.files.models import private_storage, stored_path

__all__ = ["Import", "ImportRow"]


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User | AnonymousUser) -> "ImportQuerySet":
        """One's own: a file holds what its owner may see, which another person may not.

        Files of public facts are seen by everybody who imports such files, the portal's own among them.
        """
        if not (isinstance(user, User) and user.is_active):
            return self.none()
        shared = [importer.kind for importer in importers_for(user) if importer.is_shared]
        return self.filter(models.Q(owner=user) | models.Q(kind__in=shared))


@classify(
    Retention.WORKING,
    T1="reference kind state about digest size started_at ended_at new changed unchanged rejected warned",
    T2="owner name file options problem leaves_out consequences",
)
class Import(models.Model):
    """One file on its way in. File, rows and name are forgotten 30 days after its end; the counts stay."""

    reference = ReferenceField("I", length=6)
    kind = models.CharField(max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="imports",
        help_text="None where the portal fetched it, until somebody decides on it",
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.CHECKING)
    name = models.CharField("file name", max_length=200, blank=True)
    file = models.FileField(upload_to=stored_path, storage=private_storage, max_length=120, blank=True)
    size = models.PositiveBigIntegerField(help_text="bytes")
    options = models.JSONField(default=dict)
    about = models.CharField(max_length=40, blank=True, help_text="A reference: the school's URN, say")
    digest = models.CharField(max_length=64, blank=True, help_text="Of the plan that the preview shows")
    problem = models.TextField(blank=True, help_text="Why the file cannot be used, or what stopped it")
    # With a default of the database too: what runs while a release goes out writes rows without it.
    consequences = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="What the file means as a whole, for the preview",
    )
    leaves_out = models.BooleanField("leaves the rejected rows out", default=False)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-pk")
        indexes = (models.Index(fields=("kind", "about", "state")),)

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("bulk:import", args=[self.reference])

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def would_write(self) -> int:
        """Rows that applying writes."""
        return self.new + self.changed

    @property
    def total(self) -> int:
        return self.new + self.changed + self.unchanged + self.rejected


@classify(Retention.WORKING, T1="parent number fate", T2="label changes problems done")
class ImportRow(models.Model):
    """A row of the file that is new, changed or rejected; unchanged ones are only counted."""

    parent = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="As a spreadsheet shows it: the header is row 1")
    fate = models.CharField(max_length=10, choices=Fate.choices)
    label = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict, help_text="Heading: before, after")
    problems = models.JSONField(default=list)
    done = models.JSONField(null=True, help_text="What undo needs")

    class Meta:
        ordering = ("number", "pk")
        indexes = (models.Index(fields=("parent", "fate", "number")),)

    def __str__(self) -> str:
        return f"{self.parent_id} row {self.number}"
