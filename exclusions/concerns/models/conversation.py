"""Who has read what of a concern, and who was named in it. Append-only (migration 0008)."""

from django.conf import settings
from django.db import models

from exclusions.concerns.models.concerns import Concern, Entry
from portal.core.privacy import Retention, classify


@classify(Retention.PUPIL_FILE, T1="at up_to", T2="concern user notes")
class Look(models.Model):
    """Somebody opened a concern and something on it was new to them: everything up to then is read.

    A line of the access log in a form that lists can ask (decision 30).
    """

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("when they opened it")
    up_to = models.DateTimeField("the moment of the last thing shown to them")
    notes = models.CharField(
        max_length=60, blank=True, help_text="kinds of notes they could read, which others cannot"
    )

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("concern", "user", "-up_to"), name="concerns_last_look"),)

    def __str__(self) -> str:
        return f"Look at {self.concern_id}"


@classify(Retention.PUPIL_FILE, T1="notice", T2="entry person")
class Mention(models.Model):
    """A person was named in an entry, and told. Only who may read the entry can be named."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # No key: notices are kept for weeks, this for as long as the record.
    notice = models.CharField("reference of the notice they are to acknowledge", max_length=16, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("entry", "person"), name="a_person_is_named_once_in_an_entry"),
        )

    def __str__(self) -> str:
        return f"Mention in {self.entry_id}"
