"""What stands around a case: its team, linked cases, pauses, corrections, and what was done to it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from exclusions.protocol.enums import Agency, EntryKind, LinkKind, Sees
from exclusions.protocol.models.cases import Case, StageRecord
from portal.core.privacy import Retention, classify


@classify(Retention.PUPIL_FILE, T1="kind at", T2="by capacity", T3="case text detail")
class CaseEntry(models.Model):
    """Something that was done to a case besides recording its stage. The database refuses to change it.

    `text` says why, in the person's own words; `detail` holds what services and pages need to tell it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=30, choices=EntryKind.choices)
    text = models.TextField(blank=True)
    detail: Any = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("case", "at", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case}"


@classify(
    Retention.PUPIL_FILE,
    T1="started_on ends_on ended_on",
    T2="started_by",
    T3="case because due_before due_after",
)
class CasePause(models.Model):
    """A time in which the clock of a case's stage stood still. It ends by itself on `ends_on`.

    `due_before` is the stage's day when the pause began, `due_after` what the pause has made of it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses")
    started_on = models.DateField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    because = models.TextField()
    ends_on = models.DateField()
    ended_on = models.DateField(null=True)
    due_before = models.DateField(null=True)
    due_after = models.DateField(null=True)

    class Meta:
        ordering = ("case", "started_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(ended_on=None), name="one_pause_of_a_case_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"Pause of {self.case} from {self.started_on}"


@classify(Retention.PUPIL_FILE, T1="at", T2="by", T3="stage_record before because")
class Correction(models.Model):
    """What a stage's record said before it was corrected, and why it was. The database keeps it so."""

    stage_record = models.ForeignKey(StageRecord, models.PROTECT, related_name="corrections")
    before: Any = models.JSONField()
    because = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("stage_record", "at", "pk")

    def __str__(self) -> str:
        return f"Correction of {self.stage_record}"


class CaseMemberQuerySet(models.QuerySet["CaseMember"]):
    def live(self) -> "CaseMemberQuerySet":
        """Those who are in the team now."""
        return self.filter(ended_at=None)


@classify(
    Retention.PUPIL_FILE,
    T1="added_at ended_at agency sees",
    T2="user name role email phone added_by ended_by",
    T3="case because",
)
class CaseMember(models.Model):
    """Somebody in the team around the child: a user of the portal, or a named contact without an account.

    `sees` is what the case shows them while it is open, besides what their own roles show them anyway.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    agency = models.CharField(max_length=30, choices=Agency.choices)
    role = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    sees = models.CharField(max_length=20, choices=Sees.choices, default=Sees.NOTHING)
    because = models.CharField(max_length=500, blank=True, help_text="why they may see what they see")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CaseMemberQuerySet.as_manager()

    class Meta:
        ordering = ("case", "agency", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "user"), condition=Q(ended_at=None), name="once_in_a_team_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(sees=Sees.NOTHING) | (Q(user__isnull=False) & ~Q(because="")),
                name="who_sees_a_case_has_an_account_and_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} in {self.case}"


@classify(Retention.PUPIL_FILE, T1="made_at ended_at", T2="made_by ended_by", T3="first second kind because")
class CaseLink(models.Model):
    """Two cases that belong together, and why."""

    first = models.ForeignKey(Case, models.PROTECT, related_name="links_from")
    second = models.ForeignKey(Case, models.PROTECT, related_name="links_to")
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    because = models.CharField(max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("first", "second"), condition=Q(ended_at=None), name="two_cases_are_linked_once"
            ),
            # The one opened first stands first, so that a pair has one way to be written.
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="linked_cases_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


@classify(Retention.PUPIL_FILE, T1="on", T3="case key")
class Chase(models.Model):
    """That something owed in a case was chased on a day: once a day, whoever looks."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="chases")
    key = models.CharField(max_length=100, help_text="`dues.Due.key`")
    on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "key", "on"), name="chased_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.key} of {self.case} on {self.on}"
