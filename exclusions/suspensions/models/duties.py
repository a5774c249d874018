"""What is owed after a suspension or permanent exclusion, and what changed about it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from exclusions.suspensions.models.records import Suspension, of_readable
from exclusions.suspensions.packs.dues import CAN_BE_LATE, OWED_BY_AN_AUTHORITY, Clock, Who
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from schools.register.models import School

CLOCKS = [(clock.value, clock.value) for clock in Clock]
LATE_CLOCKS = [clock.value for clock in CAN_BE_LATE]
# What the law wants by a day; a recommendation that was missed is no breach.
STATUTORY = [Clock.BY.value, Clock.WITHOUT_DELAY.value]
# The headteacher, the board or the trust.
OWED_BY_A_SCHOOL = [who.value for who in Who if who not in (*OWED_BY_AN_AUTHORITY, Who.PARENTS)]


class How(models.TextChoices):
    """How a duty was carried out."""

    LETTER = "letter", "By letter"
    EMAIL = "email", "By email"
    PHONE = "phone", "By phone"
    BY_HAND = "hand", "Handed over or said in person"
    MEETING = "meeting", "At a meeting"
    SYSTEM = "system", "Through another system"
    OTHER = "other", "In another way"
    NOT_NEEDED = "unneeded", "Not needed"


# Nobody has carried it out, and the rule still asks for it.
OPEN = Q(done_on=None, dropped_at=None)


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, user: User | AnonymousUser) -> "DutyQuerySet":
        """Duties of the suspensions and permanent exclusions that this person may read."""
        return of_readable(self, user, to="")

    def standing(self) -> "DutyQuerySet":
        """Those that the rules ask for now, done or not."""
        return self.filter(dropped_at=None)

    def open(self) -> "DutyQuerySet":
        """Those that somebody still has to do: rights of parents and earliest days are none."""
        return self.filter(OPEN, clock__in=[*LATE_CLOCKS, Clock.NO_LIMIT.value])

    def due(self, first: date, last: date) -> "DutyQuerySet":
        """Open ones whose day lies between two days, both included."""
        return self.open().filter(by__gte=first, by__lte=last)

    def of_schools(self, since: date, until: date) -> "DutyQuerySet":
        """What schools had to do by a day of this time, the last not included, in law and without delay."""
        rows = self.standing().filter(by__gte=since, by__lt=until, clock__in=STATUTORY)
        return rows.filter(who__in=OWED_BY_A_SCHOOL).exclude(done_how=How.NOT_NEEDED)

    def missed(self) -> "DutyQuerySet":
        """Those carried out after their day, or never; for rows whose day has passed."""
        return self.filter(Q(done_on=None) | Q(done_on__gt=F("by")))

    def overdue(self, on: date) -> "DutyQuerySet":
        """Open ones whose day has passed. A recommendation that was missed is overdue too."""
        return self.open().filter(by__lt=on, clock__in=LATE_CLOCKS)


@classify(
    Retention.PUPIL_FILE,
    T1="school code who clock rule source is_estimated dropped_at derived_at told_soon_at told_late_at",
    T2="done_by done_as",
    T3="suspension what to by because done_on done_how done_note done_at",
    T4="for_virtual_school",
)
class Duty(models.Model):
    """One duty of one suspension, as the rule pack derived it, and who carried it out when and how.

    What is derived is written anew whenever facts or calendars change (`services.duties.derive`); what was
    done stays. No column can pause it.
    """

    suspension = models.ForeignKey(Suspension, models.PROTECT, related_name="duties", db_index=False)
    # Both repeat the suspension's, so that a list of many schools by day needs one index.
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_index=False)
    for_virtual_school = models.BooleanField(default=False, db_default=False)
    code = models.CharField(max_length=40)
    what = models.CharField(max_length=400)
    who = models.CharField(max_length=20, choices=Who.choices)
    to = models.CharField(max_length=120)
    by = models.DateField(null=True)
    clock = models.CharField(max_length=20, choices=CLOCKS)
    because = models.CharField(max_length=400)
    rule = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    is_estimated = models.BooleanField(default=False)
    derived_at = models.DateTimeField(default=timezone.now)
    dropped_at = models.DateTimeField(null=True)
    done_on = models.DateField(null=True)
    done_how = models.CharField(max_length=10, choices=How.choices, blank=True)
    done_note = models.CharField(max_length=500, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_as = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)
    told_soon_at = models.DateTimeField(null=True)
    told_late_at = models.DateTimeField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = (models.F("by").asc(nulls_last=True), "pk")
        verbose_name_plural = "duties"
        constraints = (
            models.UniqueConstraint(fields=("suspension", "code"), name="a_duty_stands_once"),
            models.CheckConstraint(
                condition=Q(done_on=None, done_at=None) | Q(done_on__isnull=False, done_at__isnull=False),
                name="a_duty_is_done_on_a_day",
            ),
        )
        indexes = (
            models.Index(fields=("school", "by"), name="open_duties_of_a_school", condition=OPEN),
            # The last two are always empty; with them SQLite counts without reading a row.
            models.Index(
                fields=("by", "clock", "done_on", "dropped_at"), name="open_duties_by_day", condition=OPEN
            ),
            models.Index(fields=("code", "clock", "by"), name="open_duties_by_code", condition=OPEN),
            models.Index(fields=("school", "by"), name="duties_of_a_school_by_day"),
            models.Index(
                fields=("by", "clock"),
                name="open_duties_virtual_school",
                condition=OPEN & Q(for_virtual_school=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} of {self.suspension_id}"

    def get_absolute_url(self) -> str:
        return reverse("suspensions:duty", args=[self.suspension.reference, self.code])

    @property
    def reference(self) -> str:
        """What lists and the audit trail call it by: the record it belongs to."""
        return self.suspension.reference

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.dropped_at is None

    @property
    def can_be_done(self) -> bool:
        """Whether it is something to do, not a right of others or a day before which nothing happens."""
        return self.clock in (*LATE_CLOCKS, Clock.NO_LIMIT.value)

    def is_late(self, today: date) -> bool:
        return self.is_open and self.clock in LATE_CLOCKS and self.by is not None and self.by < today

    @property
    def was_late(self) -> bool:
        """Whether it was done after its day."""
        if self.done_on is None or self.by is None or self.is_not_needed:
            return False
        return self.clock in LATE_CLOCKS and self.done_on > self.by

    @property
    def is_not_needed(self) -> bool:
        """Whether somebody said, with a reason, that it need not be done in this case."""
        return self.done_how == How.NOT_NEEDED


class Change(models.TextChoices):
    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    DROPPED = "dropped", "No longer owed"
    BACK = "back", "Owed again"
    DONE = "done", "Done"
    NOT_NEEDED = "unneeded", "Not needed"
    UNDONE = "undone", "Taken back"


@classify(Retention.PUPIL_FILE, T1="change at", T2="by", T3="duty before after why")
class DutyChange(models.Model):
    """What changed about a duty and why: append-only. `before` and `after` hold the columns that differ."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="changes")
    change = models.CharField(max_length=10, choices=Change.choices)
    before: Any = models.JSONField(default=dict)
    after: Any = models.JSONField(default=dict)
    why = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.change} {self.duty_id}"
