"""Which schools did what the law wants in time over the past year, and which were often late."""

from datetime import date, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.safestring import SafeString

from exclusions.suspensions.models import Duty, DutyQuerySet
from portal.accounts.authority import may
from portal.accounts.enums import Power
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from schools.links.standing import standing_of
from schools.register.models import School

PAST_YEAR = timedelta(days=365)
# Often late: so many, and at least one in so many of what the school had to do.
OFTEN, ONE_IN = 3, 5


def readable_schools(request: Any) -> QuerySet[School]:
    """Schools whose suspensions this person reads; every school for a virtual school head."""
    schools = School.objects.live().order_by("name", "pk")
    if may(request.user, Power.SEE_SUSPENSIONS_IN_CARE):
        return schools
    return standing_of(request.user).scope(Power.SEE_SUSPENSIONS).limit(schools, "pk")


def owed_in_past_year(rows: DutyQuerySet, today: date) -> DutyQuerySet:
    """What schools had to do in the year before today."""
    return rows.of_schools(today - PAST_YEAR, today)


def with_punctuality(schools: QuerySet[School], today: date) -> QuerySet[Any]:
    """Schools that owed something in the past year, with `owed` and `late`."""
    here = owed_in_past_year(Duty.objects.filter(school=OuterRef("pk")), today)
    counted = schools.annotate(owed=_number_of(here), late=_number_of(here.missed()))
    return counted.filter(owed__gt=0)


def _number_of(duties: DutyQuerySet) -> Coalesce:
    grouped = duties.order_by().values("school").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), Value(0))


IS_OFTEN_LATE = Q(late__gte=OFTEN, owed__lte=F("late") * ONE_IN)


class PunctualityTable(PortalTable):
    caption = "Schools by how often they were late"

    name = tables.Column("School", order_by=("name", "pk"))
    owed = tables.Column("Duties in the past year", order_by=("owed", "name"))
    late = tables.Column("Of these late", order_by=("late", "name"))
    how = tables.Column("Often or never late", empty_values=(), orderable=False)

    def link_name(self, record: School) -> str:
        return record.get_absolute_url()

    def link_owed(self, record: School) -> str:
        return f"{reverse('suspensions:desk')}?when=school_year&school={record.urn}"

    def link_late(self, record: School) -> str:
        return f"{reverse('suspensions:desk')}?when=missed&school={record.urn}"

    def render_how(self, record: School) -> str | SafeString:
        words = self.value_how(record)
        return tag(words, "red" if words == "Often late" else "green") if words else ""

    def value_how(self, record: Any) -> str:
        if record.late == 0:
            return "Never late"
        return "Often late" if record.late >= OFTEN and record.late * ONE_IN >= record.owed else ""


class PunctualityFilter(django_filters.FilterSet):
    how = django_filters.ChoiceFilter(
        label="Which schools",
        choices=[("often", "Often late"), ("never", "Never late")],
        empty_label="All",
        method="filter_how",
    )

    class Meta:
        model = School
        form = FilterForm
        fields = ()

    def filter_how(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(IS_OFTEN_LATE) if value == "often" else rows.filter(late=0)
