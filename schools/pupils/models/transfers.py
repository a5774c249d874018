"""A pupil's safeguarding file on its way from one school to the next, with receipt (domain.md 8.2)."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import standing_of
from schools.pupils.enums import TransferReason, TransferState
from schools.pupils.models.pupils import Pupil
from schools.register.models import School

Rows = TypeVar("Rows", bound=models.QuerySet)
RECEIVED = TransferState.RECEIVED


class SafeguardingTransferQuerySet(models.QuerySet["SafeguardingTransfer"]):
    def visible_to(self, user: User | AnonymousUser) -> "SafeguardingTransferQuerySet":
        """Transfers from and to schools where this person reads concerns."""
        scope = standing_of(user).scope(Power.SEE_CONCERNS)
        if scope.everywhere:
            return self
        here = scope.school_ids
        return self.filter(Q(from_school__in=here) | Q(to_school__in=here))

    def under_way(self) -> "SafeguardingTransferQuerySet":
        return self.exclude(state=TransferState.RECEIVED)


@classify(
    Retention.PUPIL_FILE,
    T1="reference from_school to_school state started_at due_on due_estimated sent_at received_at refused_at",
    T2="pupil reason first_day started_by sent_by received_by refused_by",
    T4="holds sent_how refused_because",
)
class SafeguardingTransfer(models.Model):
    """One file, one way: due within 5 school days of the first day, separate from the main pupil file.

    `holds` counts what the file held when it was sent, by words: {"concerns": 2}.
    """

    reference = ReferenceField("H")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="transfers")
    from_school = models.ForeignKey(School, models.PROTECT, related_name="files_sent")
    to_school = models.ForeignKey(School, models.PROTECT, related_name="files_received")
    reason = models.CharField(max_length=20, choices=TransferReason.choices)
    state = models.CharField(max_length=20, choices=TransferState.choices, default=TransferState.TO_SEND)
    first_day = models.DateField("first day at the next school")
    due_on = models.DateField()
    due_estimated = models.BooleanField(default=False)
    holds = models.JSONField(default=dict)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_how = models.CharField("how it was sent", max_length=200, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refused_because = models.CharField("what is missing", max_length=500, blank=True)

    objects = SafeguardingTransferQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (
            models.Index(fields=("from_school", "state", "due_on")),
            models.Index(fields=("to_school", "state", "due_on")),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(from_school=F("to_school")), name="a_file_goes_to_another_school"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=TransferState.RECEIVED, received_at__isnull=False, received_by__isnull=False
                )
                | ~Q(state=RECEIVED) & Q(received_at=None, received_by=None),
                name="a_received_file_has_a_receipt",
            ),
            models.UniqueConstraint(
                fields=("pupil", "from_school", "to_school"),
                condition=~Q(state=TransferState.RECEIVED),
                name="one_file_under_way_between_two_schools",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("pupils:transfer", args=[self.reference])

    @property
    def is_overdue(self) -> bool:
        return self.state != TransferState.RECEIVED and self.due_on < timezone.localdate()


@dataclass(frozen=True)
class HandedOver:
    """Files about a pupil that reached a school of somebody's: of which schools, and up to when. What a
    school wrote after the receipt is not part of its file.
    """

    until: dict[int, datetime]

    def limit(self, rows: Rows, moment: str) -> Rows:
        """The rows (with `school`) that belong to the files, by the field of their moment."""
        parts = [Q(school=school, **{f"{moment}__lte": at}) for school, at in self.until.items()]
        return rows.filter(reduce(or_, parts)) if parts else rows.none()

    def holds(self, school_id: int, at: datetime) -> bool:
        return school_id in self.until and at <= self.until[school_id]


def handed_over(user: User, pupil: Pupil, power: Power) -> HandedOver:
    """The files about this pupil that reached schools where this person holds the power.

    A file handed on holds the files its school had received before.
    """
    scope = standing_of(user).scope(power)
    until: dict[int, datetime] = {}
    for file in pupil.received_files:
        at, to = file.received_at, file.to_school_id
        if at and (to in scope or (to in until and at <= until[to])):
            until[file.from_school_id] = max(at, until.get(file.from_school_id, at))
    return HandedOver(until)
