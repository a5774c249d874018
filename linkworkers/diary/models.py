"""The diary: work of link workers with a school that is not a case.

An entry says who was there, when and what for; its lines say what was said. Lines are only ever added.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from linkworkers.diary.enums import FIRST_PARTS, Audience, Kind, Part, Sessions, State
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.register.models import School


class DiaryEntryQuerySet(models.QuerySet["DiaryEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> "DiaryEntryQuerySet":
        """Everything of schools whose diary this person keeps, what is shared of those whose they may see.

        An entry about a pupil only for those who may find that pupil.
        """
        standing = standing_of(user)
        keeps, sees = standing.scope(Power.KEEP_DIARY), standing.scope(Power.SEE_DIARY)
        shared = sees.limit(self.filter(audience=Audience.SHARED))
        rows = keeps.limit(self) | shared if keeps else shared
        return rows._about_findable_by(user)

    def _about_findable_by(self, user: User | AnonymousUser) -> "DiaryEntryQuerySet":
        """Entries about no pupil, or about one whom this person may find."""
        either = Q(pk=models.OuterRef("pupil")) | Q(pk=models.OuterRef("pupil__merged_into"))
        findable = Pupil.objects.visible_to(user).filter(either)
        return self.filter(Q(pupil=None) | models.Exists(findable))

    def _kept_diaries_of(self, user: User) -> "DiaryEntryQuerySet":
        """Of what this person sees, everything at schools whose diary they keep today."""
        return standing_of(user).scope(Power.KEEP_DIARY).limit(self)._about_findable_by(user)

    def own_diary(self, user: User, which: Q) -> "DiaryEntryQuerySet":
        """What this person wrote of a kind, and what they follow up, at schools whose diary they keep today.

        One query for both: to say which pupils somebody may find is what costs.
        """
        to_follow_up = FOLLOW_UP_OPEN & Q(follow_up_with=user)
        return self.filter((Q(worker=user) & which) | to_follow_up)._kept_diaries_of(user)

    def done(self) -> "DiaryEntryQuerySet":
        return self.filter(state=State.DONE)

    def planned(self) -> "DiaryEntryQuerySet":
        return self.filter(state=State.PLANNED)

    def to_follow_up(self) -> "DiaryEntryQuerySet":
        """Entries whose follow-up is still open."""
        return self.filter(FOLLOW_UP_OPEN)

    def between(self, first: date, last: date) -> "DiaryEntryQuerySet":
        """Entries of these days, both included."""
        return self.filter(on__gte=first, on__lte=last)

    def for_list(self) -> "DiaryEntryQuerySet":
        return self.select_related("school", "worker", "pupil")


FOLLOW_UP_OPEN = Q(follow_up_by__isnull=False, followed_up_at=None)


@classify(
    Retention.PUPIL_FILE,
    T1="reference",
    T2="school worker capacity kind on sessions state with_whom pupil audience follow_up_by follow_up_with "
    "followed_up_at entered_at",
)
class DiaryEntry(models.Model):
    """One contact with a school, or an on-site day planned there.

    Retention is that of a pupil's file, since an entry may concern a pupil.
    """

    reference = ReferenceField("E", length=6)
    school = models.ForeignKey(School, models.PROTECT, related_name="diary_entries")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="diary_entries")
    capacity = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    on = models.DateField("day")
    sessions = models.CharField(max_length=4, choices=Sessions.choices, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DONE)
    with_whom = models.CharField("with whom at the school", max_length=120, blank=True)
    pupil = models.ForeignKey(
        Pupil,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="diary_entries",
        help_text="empty: anonymous",
    )
    audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.SHARED)
    follow_up_by = models.DateField(null=True, blank=True)
    follow_up_with = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        help_text="who follows up",
    )
    followed_up_at = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)

    objects = DiaryEntryQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-pk")
        verbose_name_plural = "diary entries"
        indexes = (
            models.Index(fields=("school", "state", "on")),
            models.Index(fields=("worker", "state", "on")),
            models.Index(
                fields=("follow_up_with", "follow_up_by"),
                condition=Q(follow_up_by__isnull=False, followed_up_at=None),
                name="diary_follow_ups_open",
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="diary_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="diary_state_is_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.ON_SITE, sessions__in=Sessions.values)
                | (~Q(kind=Kind.ON_SITE) & Q(sessions="")),
                name="only_an_on_site_day_has_sessions",
            ),
            models.CheckConstraint(
                condition=Q(follow_up_by__isnull=False, follow_up_with__isnull=False)
                | Q(follow_up_by=None, follow_up_with=None, followed_up_at=None),
                name="a_follow_up_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(follow_up_by=None) | Q(follow_up_by__gte=F("on"), state=State.DONE),
                name="a_follow_up_comes_after_the_day",
            ),
            models.UniqueConstraint(
                fields=("worker", "school", "on"),
                condition=Q(kind=Kind.ON_SITE, state__in=[State.PLANNED, State.DONE]),
                name="one_on_site_day_of_a_worker_and_school",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("diary:entry", args=[self.reference])

    @property
    def is_planned(self) -> bool:
        return self.state == State.PLANNED

    @property
    def is_shared(self) -> bool:
        return self.audience == Audience.SHARED

    @property
    def has_open_follow_up(self) -> bool:
        return self.follow_up_by is not None and self.followed_up_at is None

    @property
    def what(self) -> str:
        """`Phone call`, `On-site day, morning`."""
        label = self.get_kind_display()
        return f"{label}, {self.get_sessions_display().lower()}" if self.sessions else label


@classify(Retention.PUPIL_FILE, T2="entry part author at", T4="body")
class DiaryLine(models.Model):
    """What was said in an entry, or added to it later. The database refuses to change it."""

    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="lines")
    part = models.CharField(max_length=20, choices=Part.choices)
    body = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("entry", "part"),
                condition=Q(part__in=FIRST_PARTS),
                name="a_part_of_an_entry_is_said_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.part} of {self.entry_id}"


@classify(Retention.REGISTER, T1="school monday", T2="figures note confirmed_by confirmed_at")
class WeeklyReturn(models.Model):
    """What happened with a school in a week, as somebody confirmed it. Counts only, no child."""

    school = models.ForeignKey(School, models.PROTECT, related_name="weekly_returns")
    monday = models.DateField()
    figures: Any = models.JSONField()
    note = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-monday", "school")
        constraints = (
            models.UniqueConstraint(fields=("school", "monday"), name="one_return_a_school_and_week"),
        )

    def __str__(self) -> str:
        return f"{self.school_id}, week of {self.monday}"
