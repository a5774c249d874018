"""A referral to the front door (MASH): what it says, that it went off, and what came back."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.enums import Consent, FrontDoorAnswer, ReferralEventKind, ReferralWay
from exclusions.concerns.models.concerns import Concern
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.pupils.models import Pupil


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User | AnonymousUser) -> "ReferralQuerySet":
        """Referrals from concerns that this person triages."""
        return self.filter(concern__in=Concern.objects.for_triage_by(user))


@classify(
    Retention.PUPIL_FILE,
    T1="reference begun_at saved_at version",
    T2="concern written_by written_as",
    T4="pupil happened child_words family needs risk tried consent consent_words",
)
class Referral(models.Model):
    """What a link social worker tells the front door about one child. Its words stay once it was sent."""

    reference = ReferenceField("B", length=6)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="referrals")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    happened = models.TextField("what happened", blank=True)
    child_words = models.TextField("the child’s own words", blank=True)
    family = models.TextField("family and home as known", blank=True)
    needs = models.TextField("needs, health and language", blank=True)
    risk = models.TextField("what the risk is", blank=True)
    tried = models.TextField("what was tried", blank=True)
    consent = models.CharField(max_length=20, choices=Consent.choices, blank=True)
    consent_words = models.TextField("what the family said, or why they were not asked", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_as = models.CharField(max_length=60)
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, help_text="counts savings, so that nobody saves blind")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ("-begun_at", "-pk")

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("concerns:referral", args=[self.reference])

    @property
    def is_sent(self) -> bool:
        return any(event.kind == ReferralEventKind.SENT for event in self.events.all())

    @property
    def is_answered(self) -> bool:
        return any(event.kind == ReferralEventKind.ANSWERED for event in self.events.all())

    @property
    def status(self) -> str:
        """`Sent to the front door`, the answer, or that it is not sent yet."""
        last = max(self.events.all(), key=lambda event: event.pk, default=None)
        if last is None:
            return "Not sent yet"
        return last.get_answer_display() if last.answer else last.get_kind_display()


@classify(Retention.PUPIL_FILE, T1="referral kind on way at", T2="by capacity", T4="answer words")
class ReferralEvent(models.Model):
    """That a referral was sent, or that the front door answered. Append-only."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=ReferralEventKind.choices)
    on = models.DateField("on which day")
    way = models.CharField("how", max_length=10, choices=ReferralWay.choices)
    answer = models.CharField(max_length=20, choices=FrontDoorAnswer.choices, blank=True)
    words = models.TextField("to whom, from whom, anything to add", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=ReferralEventKind.SENT, answer="")
                | Q(kind=ReferralEventKind.ANSWERED, answer__gt=""),
                name="an_answer_and_only_an_answer_says_what",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.referral_id}"
