"""What is owed after an outcome: checks whether it lasts, and talking it through."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from exclusions.outcomes.enums import FollowUpKind
from exclusions.protocol.enums import CaseState, StageKind
from exclusions.protocol.models import Case, StageRecord
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from schools.links.standing import standing_of


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User | AnonymousUser) -> "FollowUpQuerySet":
        """Those of cases at schools where this person reads cases."""
        cases = standing_of(user).scope(Power.SEE_CASES).limit(Case.objects.all())
        return self.filter(case__in=cases.values("pk"))

    def live(self) -> "FollowUpQuerySet":
        """Without those that a later outcome made void."""
        return self.filter(dropped_at=None)

    def open(self) -> "FollowUpQuerySet":
        return self.live().filter(answered_at=None)

    def owed(self) -> "FollowUpQuerySet":
        """Open ones that nothing else asks for: while a case is open its protocol's own stages ask whether
        the outcome lasts."""
        is_asked_here = (
            Q(kind=FollowUpKind.DEBRIEF)
            | Q(case__state=CaseState.CLOSED)
            | Q(case__stage__kind=StageKind.OTHER)
        )
        return self.open().filter(is_asked_here)


@classify(
    Retention.PUPIL_FILE,
    T1="kind due_estimated made_at dropped_at answered_at told_on",
    T3="case due_on stage_record",
)
class FollowUp(models.Model):
    """One thing owed by a day after the outcome of a case. One that a later outcome replaced is dropped.

    `stage_record` is the stage of the protocol that asked for the same and was recorded.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=10, choices=FollowUpKind.choices)
    due_on = models.DateField()
    due_estimated = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    dropped_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True, help_text="when its owner was told that it is due soon")
    stage_record = models.ForeignKey(StageRecord, models.PROTECT, null=True, related_name="+")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (
            models.Index(
                fields=("due_on",),
                name="follow_ups_open_by_day",
                condition=Q(answered_at=None, dropped_at=None),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("case", "kind"), condition=Q(dropped_at=None), name="one_follow_up_of_a_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.case_id}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.dropped_at is None


@classify(
    Retention.PUPIL_FILE,
    T1="number at",
    T2="by capacity",
    T3="follow_up on retained where_now attendance child_view learned",
)
class Check(models.Model):
    """What somebody found when they checked. Append-only: the highest number of a follow-up stands."""

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="checks")
    number = models.PositiveSmallIntegerField(help_text="what was found first is 1")
    on = models.DateField("day of the check")
    retained = models.BooleanField("is still where the outcome placed them")
    where_now = models.TextField(blank=True)
    attendance = models.TextField(blank=True)
    child_view = models.TextField(blank=True)
    learned = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("follow_up", "number")
        constraints = (models.UniqueConstraint(fields=("follow_up", "number"), name="checks_are_numbered"),)

    def __str__(self) -> str:
        return f"check {self.number} of {self.follow_up_id}"
