"""The statutory record of one suspension, permanent exclusion or lunchtime suspension."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from exclusions.suspensions.days import Days, in_days
from exclusions.suspensions.enums import (
    STANDING,
    MissedTest,
    Origin,
    State,
    SuspensionKind,
    ToldHow,
)
from portal.accounts.authority import may
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import standing_of
from schools.pupils.codes import HAS_SOCIAL_WORKER, LEFT_CARE, YES
from schools.pupils.enums import FactKind
from schools.pupils.models import YEAR_GROUPS, Pupil, PupilFact
from schools.register.models import School


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def visible_to(self, user: User | AnonymousUser) -> "SuspensionQuerySet":
        """Those of schools where this person may read them; for a virtual school head those of pupils who
        are or were looked after, or have a social worker: now, or on the day (domain.md 8.5).
        """
        scope = standing_of(user).scope(Power.SEE_SUSPENSIONS)
        if scope.everywhere or not may(user, Power.SEE_SUSPENSIONS_IN_CARE):
            return scope.limit(self)
        return self.filter(_in_care_or_of(scope.school_ids))

    def standing(self) -> "SuspensionQuerySet":
        """Neither cancelled, nor undone by the board, nor recorded in error."""
        return self.filter(state__in=STANDING)

    def counted(self) -> "SuspensionQuerySet":
        """All of which days may have been served: everything but what was recorded in error."""
        return self.exclude(state=State.VOID)

    def of_kind(self, *kinds: str) -> "SuspensionQuerySet":
        return self.filter(kind__in=kinds)

    def touching(self, first: date, last: date) -> "SuspensionQuerySet":
        """Those with a day between two days, both included; a permanent exclusion by its first day."""
        return self.filter(Q(ends_on=None, starts_on__gte=first) | Q(ends_on__gte=first), starts_on__lte=last)

    def for_list(self) -> "SuspensionQuerySet":
        return self.select_related("pupil", "school")


def of_readable(rows: Any, user: User | AnonymousUser, to: str = "suspension__") -> Any:
    """Of rows that point to a `suspension`: those of one that this person may read (`visible_to`).

    `to` is empty where rows repeat the record's school and `for_virtual_school`.
    """
    scope = standing_of(user).scope(Power.SEE_SUSPENSIONS)
    if scope.everywhere:
        return rows
    if may(user, Power.SEE_SUSPENSIONS_IN_CARE):
        return rows.filter(_in_care_or_of(scope.school_ids, to))
    return rows.filter(suspension__in=Suspension.objects.visible_to(user))


def _in_care_or_of(school_ids: Collection[int], to: str = "") -> Q:
    """Under the virtual school head, or at one of these schools; `to` leads from a row to its record."""
    in_care = Q(**{f"{to}for_virtual_school": True})
    # Alone where there are no schools: the index of these few serves no condition that has an OR.
    return in_care | Q(**{f"{to}school__in": school_ids}) if school_ids else in_care


def under_the_virtual_school() -> Q:
    """Whether the `pupil` of a row is looked after, has a social worker, or left care, today; by a fact with
    this record, with the one that is kept, or with one that was merged into it (domain.md 8.5).
    """
    facts = PupilFact.objects.on(timezone.localdate()).filter(
        Q(kind=FactKind.LOOKED_AFTER, value=YES)
        | Q(kind=FactKind.SOCIAL_WORKER, value__in=HAS_SOCIAL_WORKER)
        | Q(kind=FactKind.PREVIOUSLY_LOOKED_AFTER, value__in=LEFT_CARE)
    )
    return Q(
        Exists(facts.filter(pupil=OuterRef("pupil")))
        | Exists(facts.filter(pupil=OuterRef("pupil__merged_into")))
        | Exists(facts.filter(pupil__merged_into=OuterRef("pupil")))
    )


@classify(
    Retention.PUPIL_FILE,
    T1="reference school state kind pack origin recorded_at changed_at revision",
    T2="recorded_by recorded_as decided_by year_group",
    T3="pupil decided_on starts_on ends_on days sessions back_on reason_1 reason_2 reason_3 what_happened "
    "missed_test missed_test_on missed_test_what pupil_view no_view_because sen_provision sen_need "
    "looked_after position_sources home_authority parents_told_at parents_told_how work_set case_reference",
    T4="social_worker for_virtual_school",
)
class Suspension(models.Model):
    """One decision of a headteacher to exclude on disciplinary grounds, in whole sessions.

    `days` holds what of which day, `{"2026-11-23": "day", "2026-11-24": "am"}` (read it with
    `excluded`), `sessions` and `ends_on` repeat it for counts; a permanent exclusion has none of them.
    `back_on` is the first day the pupil was let back after a cancellation or a reinstatement: the days
    before it were served and count. What was known of the pupil that day is copied, so that later facts
    do not change it: `position_sources` says for each kind the source and its as-at date.
    """

    reference = ReferenceField("S", length=6)
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="suspensions", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="suspensions", db_index=False)
    kind = models.CharField(max_length=4, choices=SuspensionKind.choices)
    state = models.CharField(max_length=20, choices=State.choices, default=State.RECORDED)
    # The decision.
    decided_by = models.CharField("who decided", max_length=150, blank=True)
    decided_on = models.DateField("day of the decision", null=True, blank=True)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    days = models.JSONField(default=dict, help_text="part of each day, by date")
    sessions = models.PositiveSmallIntegerField(default=0)
    back_on = models.DateField("first day back", null=True, blank=True)
    reason_1 = models.CharField("first reason", max_length=4)
    reason_2 = models.CharField("second reason", max_length=4, blank=True)
    reason_3 = models.CharField("third reason", max_length=4, blank=True)
    what_happened = models.TextField(blank=True)
    missed_test = models.CharField(max_length=10, choices=MissedTest.choices, blank=True)
    missed_test_on = models.DateField("day of the first examination or test", null=True, blank=True)
    missed_test_what = models.CharField(max_length=200, blank=True)
    pupil_view = models.TextField("what the pupil said", blank=True)
    no_view_because = models.CharField("why the pupil was not heard", max_length=300, blank=True)
    # The pupil as they were that day.
    year_group = models.CharField(max_length=2, choices=YEAR_GROUPS, blank=True)
    sen_provision = models.CharField(max_length=10, blank=True)
    sen_need = models.CharField("primary need", max_length=10, blank=True)
    looked_after = models.CharField(max_length=10, blank=True)
    social_worker = models.CharField(max_length=10, blank=True)
    position_sources = models.JSONField(default=dict, help_text="kind: [source, as-at date]")
    # Of that day or of now (`services.caring`): with the facts it changes, the rest of the record does not.
    for_virtual_school = models.BooleanField("under the virtual school head", default=False, db_default=False)
    home_authority = models.CharField("authority where the pupil lives", max_length=3, blank=True)
    # What was done at once.
    parents_told_at = models.DateTimeField(null=True, blank=True)
    parents_told_how = models.CharField(max_length=10, choices=ToldHow.choices, blank=True)
    work_set = models.TextField("work set and marked", blank=True)
    case_reference = models.CharField("No Need to Exclude case", max_length=16, blank=True)
    # How it came here.
    pack = models.CharField("rule pack", max_length=20, help_text="in force on the first day")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PORTAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    recorded_as = models.CharField("capacity of whoever recorded it", max_length=60)
    recorded_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=1, help_text="counts changes, so that nobody acts blind")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "-pk")
        indexes = (
            models.Index(fields=("school", "-starts_on"), name="suspensions_of_a_school"),
            models.Index(fields=("pupil", "starts_on"), name="suspensions_of_a_pupil"),
            models.Index(fields=("-starts_on", "-id"), name="suspensions_newest_first"),
            models.Index(fields=("changed_at",), name="suspensions_by_change"),
            # Few of all: the newest of them, and how many stand.
            models.Index(
                fields=("-starts_on", "-id", "state"),
                name="suspensions_virtual_school",
                condition=Q(for_virtual_school=True),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=SuspensionKind.values), name="suspension_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="suspension_state_is_known"),
            models.CheckConstraint(
                condition=Q(kind=SuspensionKind.PERMANENT, ends_on=None, sessions=0)
                | ~Q(kind=SuspensionKind.PERMANENT)
                & Q(ends_on__isnull=False, ends_on__gte=F("starts_on"), sessions__gt=0),
                name="only_a_permanent_exclusion_has_no_end",
            ),
            models.CheckConstraint(
                condition=Q(back_on=None) | Q(back_on__gte=F("starts_on")), name="back_after_the_first_day"
            ),
            models.UniqueConstraint(
                fields=("pupil", "school"),
                condition=Q(kind=SuspensionKind.PERMANENT, state__in=STANDING),
                name="permanently_excluded_once_from_a_school",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("suspensions:detail", args=[self.reference])

    @property
    def title(self) -> str:
        """What it is, in words: `Suspension of 2.5 days`."""
        length = f" of {in_days(self.sessions)}" if self.sessions else ""
        return f"{self.get_kind_display()}{length}"

    @property
    def is_permanent(self) -> bool:
        return self.kind == SuspensionKind.PERMANENT

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING

    @property
    def excluded(self) -> Days:
        """The days as decided; none for a permanent exclusion."""
        return Days.from_json(self.days)

    @property
    def served(self) -> Days:
        """The days that count: those before the pupil was let back, none where recorded in error."""
        if self.state == State.VOID:
            return Days()
        return self.excluded.before(self.back_on) if self.back_on else self.excluded

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of the reasons, the most important first."""
        return tuple(code for code in (self.reason_1, self.reason_2, self.reason_3) if code)
