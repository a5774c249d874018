"""The protocol as data: versions, their stages and outcome codes, and the draft of the next version."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from exclusions.protocol.enums import CLOSED, CountFrom, OutcomeKind, Owner, StageKind
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField


class ProtocolVersionQuerySet(models.QuerySet["ProtocolVersion"]):
    def published(self) -> "ProtocolVersionQuerySet":
        return self.exclude(published_at=None)

    def newest(self) -> "ProtocolVersion | None":
        """The version that new cases take."""
        return self.published().order_by("-number").first()


@classify(
    Retention.REFERENCE,
    T1="number name published_at source reason pause_days tell_owner_after tell_head_after list_after "
    "evidence",
    T2="published_by",
)
class ProtocolVersion(models.Model):
    """One published edition of the protocol. Running cases keep the version they began with.

    Days are school days: how long a pause lasts at most; how late a stage is when its owner is told, when the
    head of service is told, when the case goes onto the inclusion board's list. `evidence` lists what a
    school should be able to show before a permanent exclusion: `{"code": ..., "label": ..., "hint": ...}`.
    """

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True, default="", db_default="", help_text="why it was published")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    pause_days = models.PositiveSmallIntegerField(default=10, db_default=10)
    tell_owner_after = models.PositiveSmallIntegerField(default=1, db_default=1)
    tell_head_after = models.PositiveSmallIntegerField(default=3, db_default=3)
    list_after = models.PositiveSmallIntegerField(default=5, db_default=5)
    evidence: Any = models.JSONField(default=list, db_default=[])

    objects = ProtocolVersionQuerySet.as_manager()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.name} (version {self.number})"


@classify(
    Retention.REFERENCE,
    T1="version number code kind name noun purpose owner days fast_days repeat_days count_from record"
    " leads_to",
)
class Stage(models.Model):
    """One stage of a version: who owns it, by when, what must be recorded, where it may lead.

    `kind` says what it is for: rooms above know a stage by it, never by its code or its name.
    `noun` is what sentences call it: "Record the inclusion meeting", "the plan is overdue".
    `record` lists the fields of its form, each a `records.RecordField`.
    `leads_to` lists codes of the stages that may follow; `closed` (enums.CLOSED) ends the case.
    """

    version = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=30)
    kind = models.CharField(
        max_length=20, choices=StageKind.choices, default=StageKind.OTHER, db_default=StageKind.OTHER
    )
    name = models.CharField(max_length=80)
    noun = models.CharField(max_length=80)
    purpose = models.CharField(max_length=250, blank=True)
    owner = models.CharField(max_length=30, choices=Owner.choices)
    days = models.PositiveSmallIntegerField(help_text="school days")
    fast_days = models.PositiveSmallIntegerField(null=True, help_text="school days where the case is urgent")
    repeat_days = models.PositiveSmallIntegerField(null=True, help_text="school days when it comes again")
    count_from = models.CharField(max_length=20, choices=CountFrom.choices, default=CountFrom.PREVIOUS)
    record = models.JSONField(default=list)
    leads_to = models.JSONField(default=list)

    class Meta:
        ordering = ("version", "number")
        constraints = (
            models.UniqueConstraint(fields=("version", "number"), name="stage_numbers_are_unique"),
            models.UniqueConstraint(fields=("version", "code"), name="stage_codes_are_unique"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def may_close(self) -> bool:
        """Whether a case may end here in the ordinary way, its record complete."""
        return CLOSED in self.leads_to


@classify(Retention.REFERENCE, T1="version code label kind order ends_early")
class OutcomeCode(models.Model):
    """How a case may end (domain.md 5.6).

    `kind` says what a code means, whatever it is called.
    A case whose outcome `ends_early` may be closed from any stage, with a reason.
    """

    version = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="outcomes")
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=20, choices=OutcomeKind.choices, default=OutcomeKind.OTHER, db_default=OutcomeKind.OTHER
    )
    order = models.PositiveSmallIntegerField()
    ends_early = models.BooleanField(default=False)

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("version", "code"), name="outcome_codes_are_unique"),)

    def __str__(self) -> str:
        return self.label


@classify(
    Retention.REFERENCE,
    T1="reference name document based_on revision changed_at published_as discarded_at",
    T2="changed_by",
)
class ProtocolDraft(models.Model):
    """The next version while it is written. At most one is open: not yet published, not put away.

    `document` has the shape of `data/default_protocol.json`; `revision` rises with every change, so that of
    two people who edit at once the second is told.
    """

    reference = ReferenceField("V")
    name = models.CharField(max_length=120)
    document: Any = models.JSONField()
    based_on = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_as = models.OneToOneField(ProtocolVersion, models.PROTECT, null=True, related_name="draft")
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-changed_at",)
        constraints = (
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(published_as=None, discarded_at=None),
                name="one_draft_of_the_protocol",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} (draft)"

    def get_absolute_url(self) -> str:
        return reverse("protocol:draft", args=[self.reference])
