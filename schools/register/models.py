"""Schools and trusts as the national register knows them (Get Information about Schools)."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from portal.bulk.models import Import
from portal.core.privacy import Retention, classify
from schools.register.enums import (
    LIVE_STATUSES,
    REFRESHED_COLOURS,
    UP_TO_DATE,
    Phase,
    Refreshed,
    Regime,
    Status,
    TypeGroup,
)


@classify(Retention.REGISTER, T1="uid name")
class Trust(models.Model):
    """An academy trust, by the register's group number."""

    uid = models.PositiveIntegerField("group UID", unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class SchoolQuerySet(models.QuerySet["School"]):
    def live(self) -> "SchoolQuerySet":
        """Schools that take pupils now: open, or open but proposed to close."""
        return self.filter(status__in=LIVE_STATUSES)


@classify(
    Retention.REGISTER,
    T1="urn la_code la_name establishment_number name phase type_code type_name type_group status "
    "regime opened_on closed_on low_age high_age street locality town postcode website phone easting "
    "northing capacity headcount trust updated_at",
    T2="head_name",
)
class School(models.Model):
    """One establishment of the register. Never deleted: closed schools keep their history."""

    urn = models.PositiveIntegerField("URN", unique=True)
    la_code = models.PositiveSmallIntegerField("local authority code", db_index=True)
    la_name = models.CharField("local authority", max_length=80, blank=True)
    establishment_number = models.PositiveSmallIntegerField(null=True)
    name = models.CharField(max_length=200, db_index=True)
    phase = models.PositiveSmallIntegerField(choices=Phase.choices, default=Phase.NOT_APPLICABLE)
    type_code = models.PositiveSmallIntegerField(default=0)
    type_name = models.CharField("type", max_length=100, blank=True)
    type_group = models.PositiveSmallIntegerField(choices=TypeGroup.choices, default=TypeGroup.OTHER)
    status = models.PositiveSmallIntegerField(choices=Status.choices, default=Status.OPEN)
    regime = models.CharField("exclusion regime", max_length=20, choices=Regime.choices)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    low_age = models.PositiveSmallIntegerField(null=True)
    high_age = models.PositiveSmallIntegerField(null=True)
    head_name = models.CharField("headteacher in the register", max_length=150, blank=True)
    street = models.CharField(max_length=200, blank=True)
    locality = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    website = models.CharField(max_length=250, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    easting = models.PositiveIntegerField(null=True)
    northing = models.PositiveIntegerField(null=True)
    capacity = models.PositiveIntegerField(null=True)
    headcount = models.PositiveIntegerField("pupils in the register", null=True)
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, related_name="schools")
    updated_at = models.DateTimeField(auto_now=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        indexes = (models.Index(fields=("la_code", "status", "name")),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("register:school", args=[self.urn])

    @property
    def laestab(self) -> str:
        """The DfE number, `999/2001`: authority and establishment number (domain.md 2.9)."""
        number = f"{self.establishment_number:04d}" if self.establishment_number is not None else "----"
        return f"{self.la_code:03d}/{number}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE_STATUSES

    @property
    def address(self) -> str:
        return ", ".join(part for part in (self.street, self.locality, self.town, self.postcode) if part)


@classify(Retention.REGISTER, T1="predecessor successor kind linked_on")
class SchoolSuccession(models.Model):
    """One school followed by another: a conversion to an academy gives a new URN."""

    predecessor = models.ForeignKey(School, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(School, models.PROTECT, related_name="predecessions")
    kind = models.CharField(
        max_length=60, blank=True, help_text="The register's word, e.g. Successor - merged"
    )
    linked_on = models.DateField(null=True, help_text="A quarter of the register's links have no date")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("predecessor", "successor"), name="a_school_succeeds_another_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="no_school_succeeds_itself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor_id} to {self.successor_id}"


class RefreshQuerySet(models.QuerySet["Refresh"]):
    def up_to_date(self) -> "RefreshQuerySet":
        """Files after which the schools here were as they said, the last first."""
        return self.filter(outcome__in=UP_TO_DATE).order_by("-dated", "-at", "-pk")


@classify(Retention.REGISTER, T1="at file dated sha256 rows missing outcome problem by_portal item")
class Refresh(models.Model):
    """A file of the register that was fetched or handed in, or could not be: when, and how it fared."""

    at = models.DateTimeField(default=timezone.now)
    file = models.CharField("file name", max_length=200, blank=True)
    dated = models.DateField("day the file speaks for", null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField("rows of the file", default=0)
    missing = models.JSONField("columns it did not have", default=list)
    outcome = models.CharField(max_length=12, choices=Refreshed.choices, default=Refreshed.CHECKING)
    problem = models.TextField(blank=True, help_text="Why it was not taken, or what a person must look at")
    by_portal = models.BooleanField("fetched by the portal", default=False)
    item = models.OneToOneField(Import, models.SET_NULL, null=True, related_name="register_refresh")

    objects = RefreshQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "refreshes"
        indexes = (models.Index(fields=("outcome", "-dated"), name="last_good_refresh"),)

    def __str__(self) -> str:
        return f"{self.file or 'no file'}: {self.get_outcome_display()}"

    @property
    def colour(self) -> str:
        return REFRESHED_COLOURS[Refreshed(self.outcome)]
