"""What every measure has in common: whose it is, from when to when, and what falls due next."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.models import Concern, Seal
from exclusions.measures.enums import OPEN, READERS, UNTOLD, MeasureKind, State
from exclusions.suspensions.models import under_the_virtual_school
from portal.accounts.authority import may
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import Scope, standing_of
from schools.pupils.models import YEAR_GROUPS, Pupil
from schools.register.models import School

SEPARATION = Q(kind=MeasureKind.SEPARATION)


def _within(scope: Scope) -> Q:
    """At a school of the scope, or shared with one as the school at the other end."""
    if scope.everywhere:
        return Q()
    shared = Q(to_school__in=scope.school_ids) & ~Q(state__in=UNTOLD) & Q(shared_on__isnull=False)
    return Q(school__in=scope.school_ids) | shared


def _unsealed_for(user: User | AnonymousUser) -> Q:
    sealed = Seal.objects.that_hide_from(user).values("concern")
    return Q(concern=None) | ~Q(concern__in=sealed)


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: User | AnonymousUser) -> "MeasureQuerySet":
        """Those of schools where this person reads suspensions, and those that such a school takes part in.

        Separations only where they read concerns, and none that rests on a concern sealed from them. A
        virtual school head reads what is no separation of pupils who are or were looked after, or have a
        social worker, at any school (domain.md 8.5).
        """
        standing = standing_of(user)
        plain = standing.scope(READERS[MeasureKind.DIRECTION])
        careful = standing.scope(READERS[MeasureKind.SEPARATION])
        wanted = Q(pk__in=())
        if plain:
            wanted |= ~SEPARATION & _within(plain)
        if careful:
            wanted |= SEPARATION & _within(careful) & _unsealed_for(user)
        if not plain.everywhere and may(user, Power.SEE_SUSPENSIONS_IN_CARE):
            wanted |= ~SEPARATION & under_the_virtual_school()
        return self.filter(wanted)

    def not_sealed_from(self, user: User | AnonymousUser) -> "MeasureQuerySet":
        """Without those that rest on a concern sealed from this person, who is not to learn of them."""
        return self.filter(_unsealed_for(user))

    def unsealed(self) -> "MeasureQuerySet":
        """Those that everybody with the power reads: for what is told without asking who reads."""
        return self.filter(Q(concern=None) | ~Q(concern__in=Seal.objects.live().values("concern")))

    def standing(self) -> "MeasureQuerySet":
        """Without what was recorded in error."""
        return self.exclude(state=State.VOID)

    def open(self) -> "MeasureQuerySet":
        return self.filter(state__in=OPEN)

    def overdue(self, on: date) -> "MeasureQuerySet":
        """Open ones of which something should have been done before this day."""
        return self.filter(next_due_on__lt=on)

    def of_pupil(self, pupil: Pupil) -> "MeasureQuerySet":
        """By every record of the child."""
        return self.filter(pupil__in=pupil.records)

    def touching(self, first: date, last: date | None = None) -> "MeasureQuerySet":
        """Those that hold on a day between two, both included; without a last one, from the first on."""
        over = Q(ended_on__lt=first) | Q(ended_on=None, planned_end_on__lt=first)
        rows = self.exclude(over)
        return rows.filter(starts_on__lte=last) if last else rows

    def for_list(self) -> "MeasureQuerySet":
        return self.select_related("pupil", "school", "to_school")


@classify(
    Retention.PUPIL_FILE,
    T1="reference kind state school to_school pack recorded_at changed_at revision told_soon_for "
    "told_late_for",
    T2="recorded_by recorded_as year_group shared_on",
    T3="pupil starts_on planned_end_on ended_on back_on outcome next_due next_due_on",
    T4="concern",
)
class Measure(models.Model):
    """One measure about one pupil; what is particular to its kind stands in the kind's own table.

    `starts_on` is the first day (of a managed move: the day on the next roll), empty while it is not agreed;
    `ended_on` the last day it held; `back_on` the first day back in school after it. `to_school` is the
    school at the other end, which reads the measure from `shared_on` on. `next_due` names what falls due
    next of what the rules ask for (`dues.owed`) and `next_due_on` when.
    """

    reference = ReferenceField("M", length=6)
    kind = models.CharField(max_length=12, choices=MeasureKind.choices)
    state = models.CharField(max_length=20, choices=State.choices, default=State.LIVE)
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="measures", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="measures", db_index=False)
    to_school = models.ForeignKey(School, models.PROTECT, null=True, related_name="measures_with_others")
    shared_on = models.DateField(null=True)
    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField("first day", null=True)
    planned_end_on = models.DateField("planned last day", null=True)
    ended_on = models.DateField("last day", null=True)
    back_on = models.DateField("first day back", null=True)
    outcome = models.CharField(max_length=20, blank=True)
    year_group = models.CharField(max_length=2, choices=YEAR_GROUPS, blank=True)
    pack = models.CharField("rule pack", max_length=20, help_text="in force on the day it was recorded for")
    next_due = models.CharField(max_length=200, blank=True)
    next_due_on = models.DateField(null=True)
    told_soon_for = models.DateField("due day of which people were told ahead", null=True)
    told_late_for = models.DateField("due day that people were told has passed", null=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    recorded_as = models.CharField("capacity of whoever recorded it", max_length=60)
    recorded_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=1, help_text="counts changes, so that nobody acts blind")

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        indexes = (
            models.Index(fields=("school", "kind", "state"), name="measures_of_a_school"),
            models.Index(fields=("pupil", "kind"), name="measures_of_a_pupil"),
            models.Index(fields=("kind", "-recorded_at"), name="measures_newest_first"),
            models.Index(
                fields=("next_due_on",), name="measures_by_due_day", condition=Q(next_due_on__isnull=False)
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="measure_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="measure_state_is_known"),
            models.CheckConstraint(
                condition=Q(planned_end_on=None) | Q(starts_on=None) | Q(planned_end_on__gte=F("starts_on")),
                name="a_measure_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(to_school=None) | ~Q(to_school=F("school")), name="a_measure_has_two_schools"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("measures:detail", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def last_day(self) -> date | None:
        """The last day it held, or is planned to hold."""
        return self.ended_on or self.planned_end_on


class MeasureStepQuerySet(models.QuerySet["MeasureStep"]):
    def of(self, measures: Iterable[Measure]) -> "MeasureStepQuerySet":
        return self.filter(measure__in=measures)


@classify(
    Retention.PUPIL_FILE,
    T1="number verb before after at",
    T2="by capacity",
    T4="measure on detail note",
)
class MeasureStep(models.Model):
    """What happened about a measure, by day: append-only. `detail` holds what the step's form asks besides,
    dates as ISO text; of a correction what stood, `{"stood": {…}}`.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="steps", db_index=False)
    number = models.PositiveSmallIntegerField(help_text="position in the record: 1, 2, 3")
    verb = models.CharField(max_length=20)
    on = models.DateField()
    detail = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    before = models.CharField(max_length=20, choices=State.choices, blank=True)
    after = models.CharField(max_length=20, choices=State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    capacity = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    objects = MeasureStepQuerySet.as_manager()

    class Meta:
        ordering = ("measure", "number")
        constraints = (
            models.UniqueConstraint(fields=("measure", "number"), name="steps_of_a_measure_are_numbered"),
        )

    def __str__(self) -> str:
        return f"{self.verb} of {self.measure_id}"
