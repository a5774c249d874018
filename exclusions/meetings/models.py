"""Meetings of a case: the search for a date, who is invited, minutes in parts, and what was finished."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from exclusions.meetings.enums import OPEN_MEETINGS, MeetingState, Suits
from exclusions.plans.enums import Agency
from exclusions.plans.models import Action
from exclusions.protocol.models import Case, Stage, StageRecord
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from portal.files.models import PrivateFile
from schools.links.standing import standing_of
from schools.register.models import School


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> "MeetingQuerySet":
        """Meetings of cases at schools where this person may read cases."""
        return standing_of(user).scope(Power.SEE_CASES).limit(self)

    def open(self) -> "MeetingQuerySet":
        return self.filter(state__in=OPEN_MEETINGS)

    def finished(self) -> "MeetingQuerySet":
        return self.filter(state=MeetingState.FINISHED)


@classify(
    Retention.PUPIL_FILE,
    T1="reference school state stage starts_at lasts sequence arranged_at changed_at revision",
    T2="chair arranged_by place link",
    T3="case cancelled_because stage_record agreed",
)
class Meeting(models.Model):
    """One meeting about a case. `stage` says of which kind it is: the protocol's stage that it serves.

    `sequence` counts what invited people were told (RFC 5545); `revision` counts every change, that of a
    part of the minutes among them. `stage_record` is the stage that its minutes recorded, `agreed` are the
    actions that were taken on at it.
    """

    reference = ReferenceField("M", length=6)
    case = models.ForeignKey(Case, models.PROTECT, related_name="meetings")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.FINDING)
    starts_at = models.DateTimeField(null=True)
    lasts = models.PositiveSmallIntegerField("minutes", default=60)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField("address of the video call", max_length=500, blank=True)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=0)
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField(default=timezone.now)
    cancelled_because = models.TextField(blank=True)
    stage_record = models.OneToOneField(StageRecord, models.PROTECT, null=True, related_name="meeting")
    agreed = models.ManyToManyField(Action, related_name="agreed_at_meetings")
    changed_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-arranged_at", "-pk")
        indexes = (
            models.Index(fields=("case", "state")),
            models.Index(
                fields=("starts_at",), name="meetings_open_by_day", condition=Q(state__in=list(OPEN_MEETINGS))
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("finding", "cancelled")) | Q(starts_at__isnull=False),
                name="a_fixed_meeting_has_a_moment",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_MEETINGS

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.lasts) if self.starts_at else None


@classify(Retention.PUPIL_FILE, T1="starts_at is_off", T3="meeting")
class ProposedDate(models.Model):
    """A moment that was proposed. One that is off stays, with what people answered."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="dates")
    starts_at = models.DateTimeField()
    is_off = models.BooleanField(default=False)

    class Meta:
        ordering = ("starts_at",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "starts_at"), name="a_date_is_proposed_once"),
        )

    def __str__(self) -> str:
        return f"{self.starts_at:%d %m %Y %H:%M}"


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def expected(self) -> "InviteeQuerySet":
        """Whom the meeting still expects."""
        return self.filter(is_off=False)


@classify(
    Retention.PUPIL_FILE,
    T1="reference told_sequence told_at mail_attempts mail_next_at mail_error is_off invited_at",
    T2="user name agency email invited_by",
    T3="meeting",
)
class Invitee(models.Model):
    """Somebody invited: a person of the portal, or somebody outside it, reached by email.

    `told_sequence` is the meeting's `sequence` of which the last email to an outside person told; while it
    is behind, an email is owed (`mailing`). `reference` stands in their private link, signed.
    """

    reference = ReferenceField("G", length=10)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitees")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    agency = models.CharField(max_length=20, choices=Agency.choices)
    email = models.EmailField(blank=True)
    is_off = models.BooleanField(default=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    told_sequence = models.PositiveIntegerField(null=True)
    told_at = models.DateTimeField(null=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_next_at = models.DateTimeField(null=True, help_text="when an email that is owed is tried")
    mail_error = models.CharField(max_length=60, blank=True)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=("mail_next_at",), name="invitations_owed", condition=Q(mail_next_at__isnull=False)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "user"), condition=Q(is_off=False), name="a_person_is_invited_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


@classify(Retention.PUPIL_FILE, T1="says at", T2="invitee", T3="date")
class DateAnswer(models.Model):
    """What somebody answers to a proposed date; the newest answer counts."""

    invitee = models.ForeignKey(Invitee, models.PROTECT, related_name="answers")
    date = models.ForeignKey(ProposedDate, models.PROTECT, related_name="answers")
    says = models.CharField(max_length=12, choices=Suits.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("invitee", "date"), name="one_answer_a_date"),)

    def __str__(self) -> str:
        return self.says


@classify(Retention.PUPIL_FILE, T1="at is_off", T2="by", T3="meeting text")
class AgendaItem(models.Model):
    """What somebody wants talked about, beside what the case brings along by itself."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    text = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    is_off = models.BooleanField(default=False)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Item {self.pk}"


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: User | AnonymousUser) -> "PaperQuerySet":
        """Papers of meetings this person may read."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user).values("pk"))


@classify(Retention.PUPIL_FILE, T1=PrivateFile.T1_COLUMNS, T4=PrivateFile.T4_COLUMNS, T3="meeting")
class Paper(PrivateFile):
    """A file that people read for the meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)


@classify(Retention.PUPIL_FILE, T1="name version saved_at", T2="saved_by", T3="meeting text")
class Part(models.Model):
    """One part of the minutes while they are written: a small document with a version of its own.

    Two people write at once without loss because nobody's save touches a part they did not type in.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="parts")
    name = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("meeting", "name"), name="a_part_is_there_once"),)

    def __str__(self) -> str:
        return self.name


@classify(Retention.PUPIL_FILE, T1="finished_at", T2="finished_by", T3="meeting content")
class Minutes(models.Model):
    """The minutes as they were finished. Append-only: what is wrong is put right by a correction.

    `content` is what `services.finishing.frozen` makes of the parts, agenda, people and actions.
    """

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    content: Any = models.JSONField()
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Minutes of {self.meeting_id}"


@classify(Retention.PUPIL_FILE, T1="at", T2="by", T3="minutes text")
class Correction(models.Model):
    """Something put right in finished minutes, by whom and when. Append-only."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="corrections")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Correction {self.pk}"
