"""The schools and their headcounts of one census, counted and imported side by side."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from schools.headcounts.enums import Characteristic, Source
from schools.headcounts.models import CensusCount
from schools.register.models import School


def with_headcounts(schools: "QuerySet[School]", on: Any) -> "QuerySet[School]":
    """Adds `counted` and `imported`, the whole school's numbers of a census day; None where there is none."""
    whole = CensusCount.objects.filter(
        census__school=OuterRef("pk"), census__on=on, characteristic=Characteristic.TOTAL, year_group=""
    )
    return schools.annotate(
        **{
            source.value: Subquery(whole.filter(census__source=source).values("number")[:1])
            for source in Source
        }
    )


class HeadcountTable(PortalTable):
    caption = "Headcounts"
    export_only = ("urn",)

    urn = tables.Column("URN", visible=False)
    name = tables.Column("School", order_by=("name", "pk"))
    imported = tables.Column("School census", default="none")
    counted = tables.Column("Counted by the portal", default="none")
    difference = tables.Column("Difference", accessor="pk", orderable=False)
    headcount = tables.Column("In the register", default="none", orderable=False)

    def link_name(self, record: School) -> str:
        return reverse("headcounts:school", args=[record.urn])

    def render_difference(self, record: Any) -> str | SafeString:
        difference = self.value_difference(record)
        if not difference:
            return "" if difference == "" else "0"
        return format_html("{}", tag(f"{difference:+d}", "yellow"))

    def value_difference(self, record: Any) -> int | str:
        if record.imported is None or record.counted is None:
            return ""
        return int(record.counted - record.imported)


class HeadcountFilter(django_filters.FilterSet):
    show = django_filters.ChoiceFilter(
        label="Show",
        choices=[
            ("different", "Counted and census differ"),
            ("no_census", "No school census imported"),
            ("none", "No number at all"),
        ],
        method="filter_show",
        empty_label="Every school",
    )

    class Meta:
        model = School
        form = FilterForm
        fields = ()

    def filter_show(self, rows: Any, name: str, value: str) -> Any:
        if value == "different":
            return rows.filter(~Q(counted=F("imported")), counted__isnull=False, imported__isnull=False)
        if value == "no_census":
            return rows.filter(imported=None)
        return rows.filter(imported=None, counted=None)
