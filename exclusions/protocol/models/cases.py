"""One pupil's way through the protocol.

NNE is a commitment to exhaust support: nothing here blocks, delays or asks permission for a
headteacher's lawful decision (domain.md 0).
"""

from datetime import date

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol.enums import CaseState, Sees
from exclusions.protocol.models.versions import OutcomeCode, ProtocolVersion, Stage
from exclusions.risk.models import Alert
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.counting import TALLIED, counts_to
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import standing_of
from schools.pupils.models import Enrolment, Pupil, child_of
from schools.register.models import School


def late(on: date) -> Q:
    """The current stage is past its day; a case that is paused is not late."""
    return Q(due_on__lt=on) & ~paused(on)


def paused(on: date) -> Q:
    """The clock of the current stage stands still; from `paused_until` on it runs again by itself."""
    return Q(paused_until__gt=on)


def shared_with(user: User | AnonymousUser) -> dict[int, str]:
    """Open cases of other agencies' people: what they see of each case whose team they are in, by its id.

    Read once per request.
    """
    if not isinstance(user, User) or not user.is_active:
        return {}
    kept = getattr(user, "_shared_cases", None)
    if kept is None:
        rows = apps.get_model("protocol", "CaseMember").objects.live().filter(user=user)
        rows = rows.exclude(sees=Sees.NOTHING).filter(case__state=CaseState.OPEN)
        kept = user._shared_cases = dict(rows.values_list("case_id", "sees"))  # type: ignore[attr-defined]
    return kept


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User | AnonymousUser) -> "CaseQuerySet":
        """Cases of schools where this person may read cases, and open ones whose team they are in."""
        own = standing_of(user).scope(Power.SEE_CASES).limit(self)
        shared = shared_with(user)
        return own | self.filter(pk__in=shared) if shared else own

    def open(self) -> "CaseQuerySet":
        return self.filter(state=CaseState.OPEN)

    def running(self, on: date) -> "CaseQuerySet":
        """Those whose clock is not stopped by a pause."""
        return self.exclude(paused(on))

    def listed(self) -> "CaseQuerySet":
        """Open cases on the inclusion board's list: their stage has been late for days."""
        return self.open().exclude(listed_on=None)

    def overdue(self, on: date) -> "CaseQuerySet":
        """Open cases whose current stage is past its day."""
        return self.open().filter(late(on))

    def first_due(self, most: int, on: date) -> tuple[list["Case"], int, int]:
        """Open cases that are due first, how many are open in all and how many are late (`counts_to`)."""
        rows = self.open().select_related("school", "stage").order_by(F("due_on").asc(nulls_last=True), "pk")
        counted = counts_to(TALLIED, open=self.open(), late=self.overdue(on))
        return list(rows[:most]), counted["open"], counted["late"]

    def with_last_stage(self) -> "CaseQuerySet":
        """With `last_stage`: the number of the last stage of the case's own version of the protocol."""
        stages = Stage.objects.filter(version=models.OuterRef("version")).order_by("-number")
        return self.annotate(last_stage=models.Subquery(stages.values("number")[:1]))

    def for_list(self) -> "CaseQuerySet":
        """What a row of a list shows: pupil, school, stage, lead, and the pupil's year at the school."""
        here = Enrolment.objects.filter(pupil=child_of("pupil"), school=models.OuterRef("school"))
        year = models.Subquery(here.order_by("-starts_on", "pk").values("year_group")[:1])
        rows = self.select_related("pupil", "school", "stage", "lead", "outcome")
        return rows.with_last_stage().annotate(year_group=year)


@classify(
    Retention.PUPIL_FILE,
    T1="reference state opened_at closed_at version school changed_at revision",
    T2="opened_by lead",
    T3="pupil stage due_on due_estimated is_urgent head_considering_exclusion head_considered_on "
    "is_fast_track outcome outcome_note paused_until listed_on duplicate_of",
    T4="concern alert",
)
class Case(models.Model):
    """One pupil's way through the protocol.

    `stage` and `due_on` repeat what the open StageRecord says, for lists and counts. A case `is_fast_track`
    where the child is looked after or has a child protection or EHC plan (domain.md 5.3).
    `head_considered_on` stays once the head has considered permanent exclusion: "averted" rests on it
    (domain.md 4.4). `listed_on` is since when the case stands on the inclusion board's list of what is late.
    """

    reference = ReferenceField("N")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="cases")
    school = models.ForeignKey(School, models.PROTECT, related_name="cases")
    concern = models.OneToOneField(Concern, models.PROTECT, null=True, related_name="case")
    alert = models.ForeignKey(Alert, models.PROTECT, null=True, related_name="cases")
    version = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="cases")
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.OPEN)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="cases")
    due_on = models.DateField(null=True)
    due_estimated = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    head_considering_exclusion = models.BooleanField(
        "the head is considering permanent exclusion", default=False
    )
    is_fast_track = models.BooleanField(default=False, db_default=False)
    head_considered_on = models.DateField(null=True)
    paused_until = models.DateField(null=True)
    listed_on = models.DateField(null=True)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.ForeignKey(OutcomeCode, models.PROTECT, null=True)
    outcome_note = models.TextField(blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    changed_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-pk")
        indexes = (
            models.Index(fields=("school", "state", "due_on")),
            models.Index(fields=("changed_at",)),
            models.Index(
                fields=("listed_on",), name="cases_on_boards_list", condition=Q(listed_on__isnull=False)
            ),
            # All that the board counts and sorts by, so that it reads no row.
            models.Index(fields=("state", "stage", "due_on", "id", "paused_until"), name="cases_by_stage"),
            models.Index(
                fields=("due_on",), name="cases_open_by_due_date", condition=Q(state=CaseState.OPEN)
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(duplicate_of=models.F("id")), name="no_case_is_its_own_duplicate"
            ),
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

    @property
    def is_paused(self) -> bool:
        """Whether its clock stands still today."""
        return self.is_open and self.paused_until is not None and self.paused_until > timezone.localdate()


class StageRecordQuerySet(models.QuerySet["StageRecord"]):
    def current(self) -> "StageRecordQuerySet":
        """The stage that a case is in."""
        return self.filter(completed_at=None, was_left=False)


@classify(
    Retention.PUPIL_FILE,
    T1="number started_on completed_at",
    T2="completed_by",
    T3="case stage due_on due_estimated recorded chased_at was_left",
)
class StageRecord(models.Model):
    """A stage as it was gone through: when it began, by when it was due, what was recorded.

    `recorded` maps field names of the stage to what was written. A stage `was_left` where the case was
    closed early in it: it stays unfinished.
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
    was_left = models.BooleanField(default=False, db_default=False)

    objects = StageRecordQuerySet.as_manager()

    class Meta:
        ordering = ("case", "number")
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="stage_records_are_numbered"),
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(completed_at=None, was_left=False),
                name="one_stage_of_a_case_at_a_time",
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
