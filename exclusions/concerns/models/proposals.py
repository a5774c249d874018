"""A decision that waits for a second person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from exclusions.concerns.enums import ProposalEnd
from exclusions.concerns.models.concerns import Concern
from portal.core.privacy import Retention, classify


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def live(self) -> "ProposalQuerySet":
        """Those that still wait."""
        return self.filter(ended_how="")


@classify(
    Retention.PUPIL_FILE,
    T1="concern proposed_at next_on ended_at ended_how",
    T2="proposed_by capacity ended_by ended_as",
    T4="why rationale reply next_step next_who ended_because",
)
class Proposal(models.Model):
    """That nothing more is done about a concern that was raised with somebody in danger, or is sealed: it
    stands once a second person has signed (decision 51). What was proposed stays as it was.
    """

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="proposals")
    why = models.CharField("why a second person signs", max_length=120)
    rationale = models.TextField()
    reply = models.TextField("reply to the school")
    next_step = models.TextField(blank=True)
    next_who = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    proposed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=12, choices=ProposalEnd.choices, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_as = models.CharField("capacity of the second person", max_length=60, blank=True)
    ended_because = models.TextField("why it is not signed", blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("proposed_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("concern",), condition=Q(ended_how=""), name="a_concern_has_one_live_proposal"
            ),
            models.CheckConstraint(
                condition=Q(ended_how="", ended_at=None) | Q(ended_how__gt="", ended_at__isnull=False),
                name="a_proposal_ends_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(ended_how=ProposalEnd.SIGNED) | ~Q(ended_by=models.F("proposed_by")),
                name="nobody_signs_their_own_proposal",
            ),
        )

    def __str__(self) -> str:
        return f"Proposal on {self.concern_id}"
