"""How many pupils a school had on a census day, by year group and characteristic: numbers, no child."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from schools.headcounts.enums import VALUES, Characteristic, Source
from schools.links.standing import standing_of
from schools.pupils.models import YEAR_GROUPS
from schools.register.models import School


class CensusQuerySet(models.QuerySet["Census"]):
    def visible_to(self, user: User | AnonymousUser) -> "CensusQuerySet":
        """Censuses of schools where this person may find pupils or keeps their details."""
        standing = standing_of(user)
        finds, keeps = standing.scope(Power.FIND_PUPIL), standing.scope(Power.MANAGE_PUPILS)
        if finds.everywhere or keeps.everywhere:
            return self
        return self.filter(school__in=finds.school_ids | keeps.school_ids)


@classify(Retention.REGISTER, T1="school on source taken_at", T2="taken_by")
class Census(models.Model):
    """One school's numbers of one census day from one source; two sources stand side by side."""

    school = models.ForeignKey(School, models.PROTECT, related_name="censuses")
    on = models.DateField("census day")
    source = models.CharField(max_length=20, choices=Source.choices)
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CensusQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "source")
        verbose_name_plural = "censuses"
        constraints = (
            models.UniqueConstraint(fields=("school", "on", "source"), name="one_census_of_a_day_and_source"),
        )

    def __str__(self) -> str:
        return f"{self.school_id} on {self.on}, {self.source}"


@classify(Retention.REGISTER, T1="census year_group", T3="characteristic value number")
class CensusCount(models.Model):
    """One number. An empty year group means every year; an empty value belongs to all pupils."""

    census = models.ForeignKey(Census, models.CASCADE, related_name="counts")
    year_group = models.CharField(max_length=2, choices=YEAR_GROUPS, blank=True)
    characteristic = models.CharField(max_length=20, choices=Characteristic.choices)
    value = models.CharField(max_length=10, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ("census", "characteristic", "value", "year_group")
        constraints = (
            models.UniqueConstraint(
                fields=("census", "characteristic", "value", "year_group"), name="a_number_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(characteristic=Characteristic.TOTAL, value="")
                | (~Q(characteristic=Characteristic.TOTAL) & Q(value__gt="")),
                name="only_all_pupils_have_no_value",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.characteristic} {self.value}"

    @property
    def value_label(self) -> str:
        return VALUES[Characteristic(self.characteristic)].get(self.value, self.value)
