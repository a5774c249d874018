"""A young person's own plan: their words, versions of it, the private links that open it, adults' promises.

The young person leads and holds it (domain.md 9, rows 9 and 10). Adults write in it only together with them;
what adults have to do stands apart, as promises.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from exclusions.ownplans.enums import Holder
from exclusions.ownplans.parts import VOICE, Content
from exclusions.protocol.models import Case
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.register.models import School


class OwnPlanQuerySet(models.QuerySet["OwnPlan"]):
    def visible_to(self, user: User | AnonymousUser) -> "OwnPlanQuerySet":
        """Plans of schools where this person may read own plans, and those of cases they lead there."""
        standing = standing_of(user)
        rows = standing.scope(Power.SEE_OWN_PLANS).limit(self)
        if not isinstance(user, User):
            return rows
        return rows | standing.scope(Power.SEE_CASES).limit(self.filter(case__lead=user))

    def current(self) -> "OwnPlanQuerySet":
        return self.filter(ended_at=None)


@classify(
    Retention.PUPIL_FILE,
    T1="reference school started_at ended_at changed_at",
    T2="started_by ended_by",
    T4="pupil case family_parts family_agreed_at ended_because",
)
class OwnPlan(models.Model):
    """One young person's plan, from its start to its end. Its parts are rows of their own."""

    reference = ReferenceField("Y")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="own_plans")
    school = models.ForeignKey(School, models.PROTECT, related_name="own_plans")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="own_plans")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    family_parts: Any = models.JSONField(default=list, help_text="codes of parts that family may read")
    family_agreed_at = models.DateTimeField(null=True, help_text="when the young person last said so")
    changed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField(blank=True)

    objects = OwnPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("pupil",), condition=Q(ended_at=None), name="one_current_own_plan_of_a_pupil"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("ownplans:plan", args=[self.reference])

    @property
    def is_current(self) -> bool:
        return self.ended_at is None

    def content(self) -> dict[str, Content]:
        """What every part says now, by its code."""
        return {part.code: part.content for part in self.parts.all()}

    def voice(self) -> str:
        """What the young person wants people to know: it stands first wherever adults look."""
        code, name = VOICE
        return str(self.content().get(code, {}).get(name, ""))


@classify(Retention.PUPIL_FILE, T1="plan code revision written_at", T2="written_by", T4="content")
class OwnPlanPart(models.Model):
    """One part as it stands. `written_by` is the adult beside the young person; None: they were alone."""

    plan = models.ForeignKey(OwnPlan, models.PROTECT, related_name="parts")
    code = models.CharField(max_length=20, help_text="of parts.PARTS")
    content: Any = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("plan", "pk")
        constraints = (models.UniqueConstraint(fields=("plan", "code"), name="own_plan_parts_come_once"),)

    def __str__(self) -> str:
        return f"{self.plan}: {self.code}"


@classify(Retention.PUPIL_FILE, T1="plan number kept_at", T2="written_by", T4="content")
class OwnPlanVersion(models.Model):
    """The whole plan as a sitting left it. Append-only."""

    plan = models.ForeignKey(OwnPlan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content: Any = models.JSONField(help_text="content by code of part")
    kept_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("plan", "-number")
        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="own_plan_versions_are_numbered"),
        )

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"


class OwnPlanKeyQuerySet(models.QuerySet["OwnPlanKey"]):
    def live(self, on: date) -> "OwnPlanKeyQuerySet":
        """Keys that still open something: not ended, not past their day, their plan current."""
        return self.filter(ended_at=None, expires_on__gte=on, plan__ended_at=None)


@classify(
    Retention.PUPIL_FILE,
    T1="plan holder expires_on made_at ended_at tries used_at",
    T2="made_by",
    T4="digest code",
)
class OwnPlanKey(models.Model):
    """A private link with a code and a last day. The link and the code are told once and kept as digests."""

    plan = models.ForeignKey(OwnPlan, models.PROTECT, related_name="keys")
    holder = models.CharField(max_length=20, choices=Holder.choices)
    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=128, help_text="hashed like a password")
    expires_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0, help_text="wrong codes since the last right one")
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = OwnPlanKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.plan}, for {self.get_holder_display().lower()}"


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> "PromiseQuerySet":
        return self.filter(kept_at=None, dropped_at=None, plan__ended_at=None)


@classify(
    Retention.PUPIL_FILE,
    T1="plan due_on made_at kept_at dropped_at",
    T2="owner made_by kept_by",
    T4="what who dropped_because",
)
class Promise(models.Model):
    """What an adult has promised to do: the young person reads it, and it stands apart from their plan."""

    plan = models.ForeignKey(OwnPlan, models.PROTECT, related_name="promises")
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    kept_at = models.DateTimeField(null=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=300, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (
            models.Index(
                fields=("due_on",), name="open_promises_by_day", condition=Q(kept_at=None, dropped_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"promise of {self.plan}"

    @property
    def is_open(self) -> bool:
        return self.kept_at is None and self.dropped_at is None
