"""Alerts: a rule with visible reasons says that somebody should look. It decides nothing."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.risk.enums import AlertState
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.register.enums import Phase
from schools.register.models import School


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    def newest(self) -> "RuleVersionQuerySet":
        """The version in force of each rule."""
        newer = RuleVersion.objects.filter(rule=models.OuterRef("rule"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(newer))


@classify(Retention.REFERENCE, T1="rule number is_on days at_least phases set_by set_at")
class RuleVersion(models.Model):
    """How the authority has set a rule; a change is a new version, and an alert names its own."""

    rule = models.CharField(max_length=40, help_text="code of alerting.RULES")
    number = models.PositiveSmallIntegerField()
    is_on = models.BooleanField(default=True)
    days = models.PositiveSmallIntegerField(help_text="how far back it looks, in days")
    at_least = models.PositiveSmallIntegerField(help_text="how often it must have happened")
    phases = models.JSONField(default=list, help_text="codes of Phase; empty means every school")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        ordering = ("rule", "-number")
        constraints = (
            models.UniqueConstraint(fields=("rule", "number"), name="versions_of_a_rule_are_numbered"),
        )

    def __str__(self) -> str:
        return f"{self.rule}, version {self.number}"

    @property
    def phase_labels(self) -> list[str]:
        return [str(Phase(code).label) for code in self.phases]


def _raised_by_what_is_sealed_from(user: User | AnonymousUser) -> "models.QuerySet[Any, Any]":
    sealed = Concern.objects.sealed_from(user)
    readable = AlertConcern.objects.filter(alert=OuterRef("pk")).exclude(concern__in=sealed)
    left = readable.order_by().values("alert").annotate(count=Count("pk")).values("count")
    asked = RuleVersion.objects.filter(rule=OuterRef("rule"), number=OuterRef("version"))
    touched = AlertConcern.objects.filter(concern__in=sealed).values("alert")
    return (
        Alert.objects.filter(pk__in=touched)
        .annotate(left=Coalesce(Subquery(left), 0), asked=Subquery(asked.values("at_least")))
        .filter(left__lt=F("asked"))
        .values("pk")
    )


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: User | AnonymousUser) -> "AlertQuerySet":
        """Alerts of schools where this person may read concerns, as far as what they may read raises them.

        An alert that would not be without a concern sealed from this person would tell of it.
        """
        rows = standing_of(user).scope(Power.SEE_CONCERNS).limit(self)
        return rows.exclude(pk__in=_raised_by_what_is_sealed_from(user))

    def open(self) -> "AlertQuerySet":
        return self.filter(state=AlertState.OPEN)


@classify(
    Retention.PUPIL_FILE,
    T1="reference school raised_at state settled_at version",
    T2="settled_by",
    T4="pupil rule reasons evidence newest_evidence_at settled_because",
)
class Alert(models.Model):
    """One finding of one rule about one pupil, until somebody has acted on it or said why not."""

    reference = ReferenceField("A", length=6)
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="risk_alerts")
    school = models.ForeignKey(School, models.PROTECT, related_name="risk_alerts")
    rule = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(help_text="of the rule that found it")
    reasons: Any = models.JSONField(help_text="sentences; none where it rests on concerns")
    evidence: Any = models.JSONField(help_text="references of records that are never sealed")
    newest_evidence_at = models.DateTimeField()
    raised_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=AlertState.choices, default=AlertState.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_because = models.TextField(blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "-pk")
        indexes = (models.Index(fields=("school", "state", "-raised_at"), name="alerts_of_a_school"),)
        constraints = (
            models.UniqueConstraint(
                fields=("pupil", "school", "rule"),
                condition=Q(state=AlertState.OPEN),
                name="one_open_alert_of_a_rule",
            ),
            models.CheckConstraint(condition=Q(state__in=AlertState.values), name="alert_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=AlertState.OPEN, settled_at=None)
                | (~Q(state=AlertState.OPEN) & Q(settled_at__isnull=False, settled_because__gt="")),
                name="a_settled_alert_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("risk:alert", args=[self.reference])


@classify(Retention.PUPIL_FILE, T1="alert", T4="concern")
class AlertConcern(models.Model):
    """A concern an alert rests on. What it says is read from here, as far as the reader may read it."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="rests_on")
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("concern__raised_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("alert", "concern"), name="an_alert_names_a_concern_once"),
        )

    def __str__(self) -> str:
        return f"{self.concern_id} in {self.alert_id}"
