"""The texts of letters, as the authority has set them, and the letters that were written."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from exclusions.suspensions.models.records import Suspension
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField


@classify(Retention.REFERENCE, T1="kind number text set_at", T2="set_by")
class LetterText(models.Model):
    """One edition of the text of a kind of letter, with parts in square brackets. Never changed: a new one
    takes its place.
    """

    kind = models.CharField(max_length=30, help_text="code of letters.kinds.KINDS")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("kind", "-number")
        constraints = (models.UniqueConstraint(fields=("kind", "number"), name="letter_texts_are_numbered"),)

    def __str__(self) -> str:
        return f"{self.kind}, edition {self.number}"


@classify(Retention.PUPIL_FILE, T1="reference kind edition written_at", T2="written_by written_as",
          T3="suspension address body")  # fmt: skip
class Letter(models.Model):
    """A letter as it was written: its words stay, whatever becomes of the record and of the text."""

    reference = ReferenceField("L", length=6)
    suspension = models.ForeignKey(Suspension, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=30)
    edition = models.PositiveSmallIntegerField(help_text="number of the LetterText it was made from")
    address = models.TextField("who it is for, with the address")
    body = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_as = models.CharField(max_length=60)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return self.reference
