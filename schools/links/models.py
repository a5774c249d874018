"""Who stands with which school, in what capacity, from when to when, and who stands in for whom."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.accounts.enums import Reach, Role
from portal.accounts.roles import roles_reaching
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.register.models import School

CAPACITIES = [(role.value, role.label) for role in roles_reaching(Reach.SCHOOL)]
# A school has at most one of each of these at a time; of the others there may be several.
ONE_AT_A_TIME = (Role.HEADTEACHER, Role.DSL, Role.LEAD_SOCIAL_WORKER, Role.HEAD_OF_SERVICE)
# Who every school should have, in the order in which its page names them.
EXPECTED = (
    Role.LEAD_SOCIAL_WORKER,
    Role.DEPUTY_SOCIAL_WORKER,
    Role.HEAD_OF_SERVICE,
    Role.WELFARE_OFFICER,
)
# The school's own people whom others need to reach.
AT_SCHOOL = (Role.HEADTEACHER, Role.DSL, Role.DEPUTY_DSL, Role.INCLUSION_LEAD, Role.SENCO)
# The authority’s people: who must be there, and who may be.
FROM_THE_AUTHORITY = (*EXPECTED, Role.ON_SITE_SOCIAL_WORKER)


class LinkQuerySet(models.QuerySet["Link"]):
    def active(self, on: date) -> "LinkQuerySet":
        """Links that hold on a day; the last day counts."""
        return self.not_over(on).filter(starts_on__lte=on)

    def not_over(self, on: date) -> "LinkQuerySet":
        """Links that hold on a day or will hold later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def with_people(self, on: date) -> "LinkQuerySet":
        """Links of active people, the first to begin first, each with `stand_ins`: its covers of that day."""
        covers = Cover.objects.active(on).filter(user__is_active=True).select_related("user")
        return (
            self.filter(user__is_active=True)
            .select_related("user")
            .prefetch_related(models.Prefetch("covers", covers, to_attr="stand_ins"))
            .order_by("starts_on", "pk")
        )


@classify(Retention.REGISTER, T1="school capacity starts_on ends_on", T2="user note")
class Link(models.Model):
    """A person stands with a school in a capacity, between two days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="links")
    school = models.ForeignKey(School, models.PROTECT, related_name="links")
    capacity = models.CharField(max_length=30, choices=CAPACITIES)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ("school", "capacity", "starts_on", "pk")
        indexes = (
            models.Index(fields=("user", "capacity", "starts_on")),
            models.Index(fields=("school", "capacity", "starts_on")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="link_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=[code for code, _ in CAPACITIES]),
                name="link_capacity_is_a_school_role",
            ),
            # The service refuses overlaps of any dates; the database at least two open ends.
            models.UniqueConstraint(
                fields=("school", "capacity"),
                condition=Q(ends_on=None, capacity__in=[role.value for role in ONE_AT_A_TIME]),
                name="one_open_ended_holder_of_a_sole_capacity",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} at {self.school}"

    def holds(self, on: date) -> bool:
        """Whether it holds on a day; the last day counts."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@classify(Retention.REGISTER, T1="school checked_at", T2="checked_by")
class ContactCheck(models.Model):
    """Somebody at the school looked through its people and found them right, or put them right."""

    school = models.ForeignKey(School, models.PROTECT, related_name="contact_checks")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-checked_at", "-pk")
        indexes = (models.Index(fields=("school", "-checked_at"), name="last_check_of_contacts"),)

    def __str__(self) -> str:
        return f"{self.school_id} on {self.checked_at:%Y-%m-%d}"


class Away(models.TextChoices):
    """Why somebody stands in. Never why a person is ill or at home: that is nobody's business here."""

    AWAY = "away", "Away"
    LEAVE = "leave", "On leave"
    TRAINING = "training", "On training"
    OTHER_DUTIES = "other_duties", "On other duties"


class CoverQuerySet(models.QuerySet["Cover"]):
    def active(self, on: date) -> "CoverQuerySet":
        """Covers that hold on a day, last day included, of links that hold on it too."""
        return self.not_over(on).filter(starts_on__lte=on, link__starts_on__lte=on)

    def not_over(self, on: date) -> "CoverQuerySet":
        """Covers that hold on a day or will hold later."""
        link_lasts = Q(link__ends_on=None) | Q(link__ends_on__gte=on)
        return self.filter(link_lasts, ends_on__gte=on)

    def between(self, first: date, last: date) -> "CoverQuerySet":
        """Covers that hold on any of these days."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)


@classify(Retention.REGISTER, T1="link starts_on ends_on", T2="user reason")
class Cover(models.Model):
    """A person stands in for another at one school, in that other's capacity. Ends by itself."""

    link = models.ForeignKey(Link, models.PROTECT, related_name="covers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="covers", verbose_name="stand-in"
    )
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    reason = models.CharField(max_length=20, choices=Away.choices, default=Away.AWAY)

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "pk")
        indexes = (models.Index(fields=("user", "ends_on")), models.Index(fields=("link", "ends_on")))
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="cover_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(reason__in=Away.values), name="cover_reason_is_known"),
        )

    def __str__(self) -> str:
        return f"Cover of {self.link}"


@classify(Retention.REGISTER, T1="reference school handed_at", T2="from_user to_user by note records")
class Handover(models.Model):
    """Open work that went from one person to another at a school, with what the receiver should know."""

    reference = ReferenceField("H")
    school = models.ForeignKey(School, models.PROTECT, related_name="handovers")
    from_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(blank=True, help_text="names no child: the records say it")
    records = models.JSONField(default=list, help_text="references and paths of what was handed over")
    handed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-handed_at", "-pk")

    def __str__(self) -> str:
        return self.reference
