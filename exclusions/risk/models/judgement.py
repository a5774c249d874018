"""How great people judge a risk to be, with reasons, over time; and notes that everybody must see."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from exclusions.risk.enums import MEANINGS, Harm, Level
from exclusions.risk.factors import labels
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.register.models import School


class RiskViewQuerySet(models.QuerySet["RiskView"]):
    def visible_to(self, user: User | AnonymousUser) -> "RiskViewQuerySet":
        """Judgements made at schools where this person may read concerns."""
        return standing_of(user).scope(Power.SEE_CONCERNS).limit(self)

    def due(self, on: date) -> "RiskViewQuerySet":
        """Judgements that are to be looked at again by this day."""
        return self.filter(review_on__lte=on)

    def current(self, at: datetime | None = None) -> "RiskViewQuerySet":
        """The latest judgement of each pupil and harm, today or at a moment of the past."""
        rows = self.filter(at__lte=at) if at else self
        newer = RiskView.objects.filter(
            pupil=models.OuterRef("pupil"), harm=models.OuterRef("harm"), pk__gt=models.OuterRef("pk")
        )
        return rows.filter(~models.Exists(newer.filter(at__lte=at) if at else newer))


@classify(
    Retention.PUPIL_FILE,
    T1="reference school at review_on",
    T2="judged_by capacity",
    T4="pupil harm level factors strengths rationale",
)
class RiskView(models.Model):
    """One professional judgement on stated levels. Append-only: a change of mind is a new judgement."""

    reference = ReferenceField("R", length=6)
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="risk_views")
    school = models.ForeignKey(School, models.PROTECT, related_name="risk_views")
    harm = models.CharField("risk of", max_length=20, choices=Harm.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    factors = models.JSONField(default=list, help_text="codes of factors.FACTORS")
    strengths = models.JSONField(default=list, help_text="codes of factors.STRENGTHS")
    rationale = models.TextField("why")
    review_on = models.DateField(help_text="when it is to be looked at again")
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    objects = RiskViewQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("pupil", "harm", "id"), name="risk_latest_of_a_pupil"),
            models.Index(fields=("school", "-at"), name="risk_of_a_school"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(harm__in=Harm.values), name="risk_harm_is_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="risk_level_is_known"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def meaning(self) -> str:
        """The sentence that states the level."""
        return MEANINGS[Harm(self.harm)][Level(self.level)]

    @property
    def factor_labels(self) -> list[str]:
        return labels(self.harm, self.factors)

    @property
    def strength_labels(self) -> list[str]:
        return labels(self.harm, self.strengths)


class WarningNoteQuerySet(models.QuerySet["WarningNote"]):
    def visible_to(self, user: User | AnonymousUser) -> "WarningNoteQuerySet":
        """Notes written at schools where this person may read concerns."""
        return standing_of(user).scope(Power.SEE_CONCERNS).limit(self)

    def live(self) -> "WarningNoteQuerySet":
        return self.filter(ended_at=None)


@classify(
    Retention.PUPIL_FILE,
    T1="reference school written_at review_on ended_at",
    T2="written_by capacity ended_by",
    T4="pupil text ended_because",
)
class WarningNote(models.Model):
    """What whoever deals with the pupil must know first. Its words stay; it is ended with a reason."""

    reference = ReferenceField("W", length=6)
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="warning_notes")
    school = models.ForeignKey(School, models.PROTECT, related_name="warning_notes")
    text = models.CharField(max_length=300)
    review_on = models.DateField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    written_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_because = models.CharField(max_length=300, blank=True)

    objects = WarningNoteQuerySet.as_manager()

    class Meta:
        ordering = ("-written_at", "-pk")
        indexes = (models.Index(fields=("pupil",), condition=Q(ended_at=None), name="warning_notes_live"),)

    def __str__(self) -> str:
        return self.reference

    @property
    def is_due(self) -> bool:
        """Whether it is to be looked at again."""
        return self.ended_at is None and self.review_on <= timezone.localdate()
