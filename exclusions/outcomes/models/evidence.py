"""The evidence list of a case: what was answered to each item, and the documents that show it."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from exclusions.outcomes.enums import EvidenceState
from exclusions.protocol.models import Case
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.files.models import PrivateFile
from schools.links.standing import standing_of


@classify(Retention.PUPIL_FILE, T1="code number state at", T2="by capacity", T3="case why on")
class EvidenceAnswer(models.Model):
    """What somebody answered to one item of a case's evidence list. Append-only: the highest number stands,
    the others are what stood before.

    `code` is that of the item in the case's version of the protocol; `on` the day it was done.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    code = models.CharField(max_length=50)
    number = models.PositiveSmallIntegerField(help_text="what was answered first is 1")
    state = models.CharField(max_length=10, choices=EvidenceState.choices)
    why = models.TextField(blank=True)
    on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("case", "code", "number")
        constraints = (
            models.UniqueConstraint(fields=("case", "code", "number"), name="evidence_answers_are_numbered"),
            models.CheckConstraint(
                condition=Q(state=EvidenceState.DONE) | ~Q(why=""), name="evidence_not_done_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=EvidenceState.DONE) | Q(on__isnull=False), name="evidence_done_has_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} of {self.case_id}: {self.get_state_display()}"


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    def visible_to(self, user: User | AnonymousUser) -> "EvidenceFileQuerySet":
        """Documents of cases at schools where this person reads cases, but those taken out."""
        cases = standing_of(user).scope(Power.SEE_CASES).limit(Case.objects.all())
        return self.filter(case__in=cases.values("pk"), taken_out_at=None)


@classify(
    Retention.PUPIL_FILE,
    T1=f"{PrivateFile.T1_COLUMNS} code taken_out_at",
    T2="taken_out_by",
    T3="case taken_out_because",
    T4=PrivateFile.T4_COLUMNS,
)
class EvidenceFile(PrivateFile):
    """A document that shows what an item says. One that does not belong there is taken out, not deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence_files")
    code = models.CharField(max_length=50)
    taken_out_at = models.DateTimeField(null=True)
    taken_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_out_because = models.CharField(max_length=500, blank=True)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ("uploaded_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(taken_out_at=None, taken_out_by=None)
                | Q(taken_out_at__isnull=False, taken_out_by__isnull=False),
                name="somebody_took_evidence_out",
            ),
        )
