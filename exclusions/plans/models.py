"""The plan of a case: actions with owners and days, provision, who agreed to it, and every version of it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from exclusions.plans.enums import OPEN_ACTIONS, ActionState, Agency, Party, Says
from exclusions.protocol.models import Case
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from portal.files.models import PrivateFile
from schools.links.standing import standing_of
from schools.register.models import School


@classify(
    Retention.PUPIL_FILE,
    T1="number changed_at",
    T3="case adjustments safety child_summary",
)
class Plan(models.Model):
    """What is agreed for one child. `number` is that of its newest version; 0 while nothing was written."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="plan")
    adjustments = models.TextField(blank=True)
    safety = models.TextField(blank=True)
    child_summary = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Plan of {self.case_id}"


@classify(Retention.PUPIL_FILE, T1="number at what", T2="by", T3="plan content")
class PlanVersion(models.Model):
    """The whole plan as it stood after one change (`services.versions`). Append-only."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    what = models.CharField("what was changed", max_length=80)
    content: Any = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("plan", "number")
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="plan_versions_are_numbered"),)

    def __str__(self) -> str:
        return f"Version {self.number}"


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user: User | AnonymousUser) -> "ActionQuerySet":
        """Actions of cases at schools where this person may read cases."""
        return standing_of(user).scope(Power.SEE_CASES).limit(self)

    def open(self) -> "ActionQuerySet":
        """Not finished, in a case that is open."""
        return self.filter(state__in=OPEN_ACTIONS, case__closed_at=None)

    def overdue(self, on: date) -> "ActionQuerySet":
        return self.open().filter(late(on))


def late(on: date) -> Q:
    """The day of an action has passed."""
    return Q(due_on__lt=on)


@classify(
    Retention.PUPIL_FILE,
    T1="reference school state agency agreed_at changed_at revision told_on",
    T2="owner owner_name agreed_by",
    T3="case need what measure due_on",
)
class Action(models.Model):
    """One thing that somebody does for the child by a day, and how one will see that it helped."""

    reference = ReferenceField("J", length=6)
    case = models.ForeignKey(Case, models.PROTECT, related_name="actions")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    need = models.CharField(max_length=300)
    what = models.CharField(max_length=500)
    measure = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="plan_actions"
    )
    owner_name = models.CharField("who has no account", max_length=120, blank=True)
    agency = models.CharField(max_length=20, choices=Agency.choices)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ActionState.choices, default=ActionState.TO_DO)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)
    told_on = models.DateField(null=True, help_text="when its owner was last told of its day")
    changed_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (
            models.Index(fields=("case", "state", "due_on")),
            models.Index(
                fields=("due_on",), name="actions_open_by_day", condition=Q(state__in=list(OPEN_ACTIONS))
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(owner=None) | Q(owner_name=""), name="an_action_names_its_owner_once"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("plans:action", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ACTIONS

    @property
    def who(self) -> str:
        """`Jo Patel, School`, or the agency alone."""
        name = self.owner.name if self.owner else self.owner_name
        return f"{name}, {self.get_agency_display()}" if name else self.get_agency_display()

    def is_late(self, on: date) -> bool:
        return self.is_open and self.due_on < on


@classify(Retention.PUPIL_FILE, T1="state at", T2="by", T3="action note moved_to")
class ActionStep(models.Model):
    """How far an action was at a moment: status, what was said about it, its new day. Append-only."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=ActionState.choices)
    note = models.TextField(blank=True)
    moved_to = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.at:%d %m %Y}"


@classify(Retention.PUPIL_FILE, T1="revision", T3="plan provider what sessions starts_on ends_on")
class Provision(models.Model):
    """Learning elsewhere for part of the week: with whom, how many sessions, from when to when."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="provisions")
    provider = models.CharField(max_length=120)
    what = models.CharField(max_length=300, blank=True)
    sessions = models.PositiveSmallIntegerField("sessions (half days) a week")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = (
            # A school week has ten sessions.
            models.CheckConstraint(
                condition=Q(sessions__gte=1, sessions__lte=10), name="provision_within_a_week"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="provision_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.provider


class PlanFileQuerySet(models.QuerySet["PlanFile"]):
    def visible_to(self, user: User | AnonymousUser) -> "PlanFileQuerySet":
        """Documents of plans of cases at schools where this person reads cases, but those taken out."""
        scope = standing_of(user).scope(Power.SEE_CASES)
        return scope.limit(self.filter(taken_out_at=None), "plan__case__school_id")


@classify(
    Retention.PUPIL_FILE,
    T1=f"{PrivateFile.T1_COLUMNS} taken_out_at",
    T2="taken_out_by",
    T3="plan about taken_out_because",
    T4=PrivateFile.T4_COLUMNS,
)
class PlanFile(PrivateFile):
    """A document that belongs to a plan. One that does not belong there is taken out, not deleted."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="files")
    about = models.CharField("what it is", max_length=120)
    taken_out_at = models.DateTimeField(null=True)
    taken_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_out_because = models.CharField(max_length=300, blank=True)

    objects = PlanFileQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(taken_out_at=None) | ~Q(taken_out_because=""),
                name="a_plans_document_is_taken_out_with_a_reason",
            ),
        )


@classify(Retention.PUPIL_FILE, T1="number at", T2="by", T3="plan party name says words on")
class Agreement(models.Model):
    """What the child, the parents or the school say about one version of the plan. Append-only."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="agreements")
    number = models.PositiveIntegerField("the version they saw")
    party = models.CharField(max_length=10, choices=Party.choices)
    name = models.CharField(max_length=120, blank=True)
    says = models.CharField(max_length=10, choices=Says.choices)
    words = models.TextField(blank=True)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.get_says_display()}"
