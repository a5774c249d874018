"""Pairs of records that look like one child."""

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.urls import reverse

from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable
from portal.core.templatetags.portal import plain_date, short_date
from schools.pupils.models import Pupil, Resemblance, ResemblanceQuerySet


def _said(pupil: Pupil) -> str:
    return f"{pupil.full_name}, born {plain_date(pupil.born_on)}"


class DuplicatesTable(PortalTable):
    caption = "Records that may be of one child"

    first = tables.Column("First record", orderable=False)
    second = tables.Column("Second record", orderable=False)
    reasons = tables.Column("Why", orderable=False)
    found_at = tables.Column("Found", order_by=("found_at", "pk"))

    def render_first(self, value: Pupil) -> str:
        return _said(value)

    def render_second(self, value: Pupil) -> str:
        return _said(value)

    def link_first(self, record: Resemblance) -> str:
        return reverse("pupils:compare", args=[record.first.reference, record.second.reference])

    def value_first(self, record: Resemblance) -> str:
        return record.first.reference

    def value_second(self, record: Resemblance) -> str:
        return record.second.reference

    def render_reasons(self, value: list[str]) -> str:
        return "; ".join(value)

    def value_reasons(self, record: Resemblance) -> str:
        return "; ".join(record.reasons)

    def render_found_at(self, record: Resemblance) -> str:
        return short_date(record.found_at)


class DuplicatesFilter(django_filters.FilterSet):
    said = django_filters.ChoiceFilter(
        label="Show",
        choices=[("two", "Said to be two children")],
        empty_label="To be decided",
        method="as_said",
    )
    school = django_filters.CharFilter(label="School", method="at_school", max_length=100)

    class Meta:
        model = Resemblance
        form = FilterForm
        fields = ()

    def filter_queryset(self, queryset: ResemblanceQuerySet) -> ResemblanceQuerySet:
        """What is to be decided, unless somebody asks for what was decided."""
        rows: ResemblanceQuerySet = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("said") else rows.filter(dismissed_at=None)

    def as_said(self, rows: ResemblanceQuerySet, name: str, value: str) -> ResemblanceQuerySet:
        return rows.exclude(dismissed_at=None)

    def at_school(self, rows: ResemblanceQuerySet, name: str, value: str) -> ResemblanceQuerySet:
        here = Pupil.objects.filter(enrolments__ends_on=None, enrolments__school__name__icontains=value)
        return rows.filter(Q(first__in=here) | Q(second__in=here))
