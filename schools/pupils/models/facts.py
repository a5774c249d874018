"""What is known about a pupil over time, with its source."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.core.privacy import Retention, classify
from schools.pupils.codes import YES, in_words
from schools.pupils.enums import SEVERAL_AT_A_TIME, FactKind, FactSource
from schools.pupils.models.pupils import Pupil

SEVERAL = [kind.value for kind in SEVERAL_AT_A_TIME]


class PupilFactQuerySet(models.QuerySet["PupilFact"]):
    def standing(self) -> "PupilFactQuerySet":
        """Facts that were not withdrawn as mistakes."""
        return self.filter(withdrawn_at=None)

    def on(self, day: date) -> "PupilFactQuerySet":
        """Facts that hold on a day; the last day counts."""
        return self.standing().filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


@classify(
    Retention.PUPIL_FILE,
    T2="pupil kind rank starts_on ends_on source as_at entered_by entered_at withdrawn_at",
    T4="value",
)
class PupilFact(models.Model):
    """One characteristic of a pupil from day to day. Never deleted: a mistake is withdrawn.

    `value` is a code of `codes.CODE_SETS[kind]`; `rank` orders several needs, 1 the primary one;
    `as_at` is the day on which the source said so. A value is read by the tier of its kind.
    """

    # Without an index of its own: the one below begins with it.
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="facts", db_index=False)
    kind = models.CharField(max_length=30, choices=FactKind.choices)
    value = models.CharField(max_length=10)
    rank = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    source = models.CharField(max_length=20, choices=FactSource.choices)
    as_at = models.DateField("as at")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PupilFactQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "kind", "rank", "pk")
        indexes = (
            models.Index(fields=("pupil", "kind", "starts_on")),
            # Few of all facts: whom a virtual school head looks after.
            models.Index(
                fields=("pupil",),
                name="looked_after_pupils",
                condition=Q(kind=FactKind.LOOKED_AFTER, value=YES, withdrawn_at=None),
            ),
            *(
                models.Index(fields=("value", "pupil"), name=name, condition=Q(kind=kind, withdrawn_at=None))
                for kind, name in (
                    (FactKind.SOCIAL_WORKER, "pupils_by_social_worker"),
                    (FactKind.PREVIOUSLY_LOOKED_AFTER, "pupils_who_left_care"),
                )
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="fact_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(kind__in=SEVERAL) | Q(rank=1), name="only_needs_are_ranked"),
            # The service refuses overlaps of any dates; the database two open ends and two beginnings.
            models.UniqueConstraint(
                fields=("pupil", "kind", "starts_on"),
                condition=Q(withdrawn_at=None) & ~Q(kind__in=SEVERAL),
                name="one_fact_of_a_kind_begins_on_a_day",
            ),
            models.UniqueConstraint(
                fields=("pupil", "kind", "value"),
                condition=Q(ends_on=None, withdrawn_at=None, kind__in=SEVERAL),
                name="one_open_fact_of_a_value",
            ),
            models.UniqueConstraint(
                fields=("pupil", "kind", "rank"),
                condition=Q(ends_on=None, withdrawn_at=None),
                name="one_open_fact_of_a_rank",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.pupil_id}"

    @property
    def value_words(self) -> str:
        return in_words(FactKind(self.kind), self.value)


@dataclass(frozen=True)
class Known:
    """What is known about one pupil on one day."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, kind: FactKind) -> str:
        """The code of a kind, the first by rank where there are several; empty where not known."""
        return next(iter(self.values.get(kind, ())), "")

    def several(self, kind: FactKind) -> tuple[str, ...]:
        """The codes of a kind by rank."""
        return self.values.get(kind, ())


def facts_on(pupil_ids: Iterable[int], day: date) -> dict[int, Known]:
    """What was known to hold about each of these pupils on a day, in one query; a pupil without any
    fact is there too. The caller has asked who may see the pupils.
    """
    found: dict[int, dict[str, tuple[str, ...]]] = {pupil_id: {} for pupil_id in pupil_ids}
    rows = PupilFact.objects.on(day).filter(pupil__in=list(found)).order_by("kind", "rank", "pk")
    for pupil_id, kind, value in rows.values_list("pupil_id", "kind", "value"):
        found[pupil_id][kind] = (*found[pupil_id].get(kind, ()), value)
    return {pupil_id: Known(values) for pupil_id, values in found.items()}
