"""The No Need to Exclude protocol as data, and one pupil's way through it.

NNE is a commitment to exhaust support: nothing here blocks, delays or asks permission for a
headteacher's lawful decision (domain.md 0).
"""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol.commitment.models import Charter, Commitment  # noqa: F401 -- found here
from exclusions.protocol.enums import CLOSED, CaseState, CountFrom, Owner, StageKind
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import standing_of
from schools.pupils.models import Enrolment, Pupil
from schools.register.models import School


@classify(Retention.REFERENCE, T1="number name published_at source")
class ProtocolVersion(models.Model):
    """One published edition of the protocol. Running cases keep the version they began with."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)

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


@classify(Retention.REFERENCE, T1="version code label order ends_early")
class OutcomeCode(models.Model):
    """How a case may end (domain.md 5.6).

    A case whose outcome `ends_early` may be closed from any stage, with a reason.
    """

    version = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="outcomes")
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()
    ends_early = models.BooleanField(default=False)

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("version", "code"), name="outcome_codes_are_unique"),)

    def __str__(self) -> str:
        return self.label


def late(on: date) -> models.Q:
    """The current stage is past its day."""
    return models.Q(due_on__lt=on)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User | AnonymousUser) -> "CaseQuerySet":
        """Cases of schools where this person may read cases."""
        return standing_of(user).scope(Power.SEE_CASES).limit(self)

    def open(self) -> "CaseQuerySet":
        return self.filter(state=CaseState.OPEN)

    def overdue(self, on: date) -> "CaseQuerySet":
        """Open cases whose current stage is past its day."""
        return self.open().filter(late(on))

    def how_many(self, on: date) -> tuple[int, int]:
        """Open cases, and how many of them are overdue, in one query."""
        overdue = models.Count("pk", filter=late(on))
        counts = self.open().aggregate(total=models.Count("pk"), late=overdue)
        return counts["total"], counts["late"]

    def with_last_stage(self) -> "CaseQuerySet":
        """With `last_stage`: the number of the last stage of the case's own version of the protocol."""
        stages = Stage.objects.filter(version=models.OuterRef("version")).order_by("-number")
        return self.annotate(last_stage=models.Subquery(stages.values("number")[:1]))

    def for_list(self) -> "CaseQuerySet":
        """What a row of a list shows: pupil, school, stage, lead, and the pupil's year at the school."""
        here = Enrolment.objects.filter(pupil=models.OuterRef("pupil"), school=models.OuterRef("school"))
        year = models.Subquery(here.order_by("-starts_on", "pk").values("year_group")[:1])
        rows = self.select_related("pupil", "school", "stage", "lead", "outcome")
        return rows.with_last_stage().annotate(year_group=year)


@classify(
    Retention.PUPIL_FILE,
    T1="reference state opened_at closed_at version school changed_at revision",
    T2="opened_by lead",
    T3="pupil stage due_on due_estimated is_urgent head_considering_exclusion outcome outcome_note",
    T4="concern",
)
class Case(models.Model):
    """One pupil's way through the protocol.

    `stage` and `due_on` repeat what the open StageRecord says, for lists and counts.
    """

    reference = ReferenceField("N")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="cases")
    school = models.ForeignKey(School, models.PROTECT, related_name="cases")
    concern = models.OneToOneField(Concern, models.PROTECT, null=True, related_name="case")
    version = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="cases")
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.OPEN)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="cases")
    due_on = models.DateField(null=True)
    due_estimated = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    head_considering_exclusion = models.BooleanField(
        "the head is considering permanent exclusion", default=False
    )
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.ForeignKey(OutcomeCode, models.PROTECT, null=True)
    outcome_note = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-pk")
        indexes = (
            models.Index(fields=("school", "state", "due_on")),
            models.Index(fields=("changed_at",)),
            models.Index(
                fields=("due_on",), name="cases_open_by_due_date", condition=Q(state=CaseState.OPEN)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("pupil",), condition=Q(state=CaseState.OPEN), name="one_open_case_of_a_pupil"
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, closed_at=None, outcome=None)
                | Q(state=CaseState.CLOSED, closed_at__isnull=False, outcome__isnull=False),
                name="a_closed_case_has_an_outcome_and_a_time",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("protocol:case", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state == CaseState.OPEN


@classify(
    Retention.PUPIL_FILE,
    T1="number started_on completed_at",
    T2="completed_by",
    T3="case stage due_on due_estimated recorded chased_at",
)
class StageRecord(models.Model):
    """A stage as it was gone through: when it began, by when it was due, what was recorded.

    `recorded` maps field names of the stage to what was written.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="stage_records")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="position in the case: 1, 2, 3")
    started_on = models.DateField()
    due_on = models.DateField(null=True)
    due_estimated = models.BooleanField(default=False)
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded = models.JSONField(default=dict)
    chased_at = models.DateTimeField(null=True, help_text="when its owner was last told it is overdue")

    class Meta:
        ordering = ("case", "number")
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="stage_records_are_numbered"),
            models.UniqueConstraint(
                fields=("case",), condition=Q(completed_at=None), name="one_stage_of_a_case_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage} of {self.case}"

    @property
    def was_in_time(self) -> bool | None:
        """Whether it was completed by its day; None while it is open or where it had none."""
        if self.completed_at is None or self.due_on is None:
            return None
        return timezone.localdate(self.completed_at) <= self.due_on
