"""The list of what is to be looked at: one table and one filter for page, fragment and files."""

from datetime import date

import django_filters
import django_tables2 as tables
from django.utils.safestring import SafeString

from exclusions.measures.looks.sources import SOURCES
from exclusions.measures.models import Look, LookQuerySet, LookState
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from portal.core.templatetags.portal import short_date
from schools.register.filters import SchoolFilter


class LookTable(PortalTable):
    caption = "To look at"

    reference = tables.Column("Reference", orderable=False)
    source = tables.Column("What", orderable=False)
    reasons = tables.Column("Why", orderable=False)
    on = tables.Column("Since", order_by=("on", "pk"))
    pupil = tables.Column("Pupil", accessor="pupil__short_name", orderable=False)
    school = tables.Column("School", accessor="school__name", order_by=("school__name", "-on", "pk"))
    state = tables.Column("Status", orderable=False)

    def link_reference(self, record: Look) -> str:
        return record.get_absolute_url()

    def render_source(self, value: str) -> str:
        return SOURCES[value].label if value in SOURCES else value

    def value_source(self, record: Look) -> str:
        return self.render_source(record.source)

    def render_reasons(self, record: Look) -> str:
        return "; ".join(record.reasons)

    def value_reasons(self, record: Look) -> str:
        return self.render_reasons(record)

    def render_on(self, value: date) -> str:
        return short_date(value)

    def render_state(self, record: Look) -> SafeString:
        return tag(record.get_state_display(), "blue" if record.state == LookState.OPEN else "grey")

    def value_state(self, record: Look) -> str:
        return record.get_state_display()


class LookFilter(django_filters.FilterSet):
    """Without a choice what nobody has looked at yet."""

    state = django_filters.ChoiceFilter(
        label="Status",
        choices=[("looked", "Looked at"), ("all", "All")],
        empty_label="To look at",
        method="filter_state",
    )
    source = django_filters.ChoiceFilter(
        label="What",
        choices=lambda: [(source.code, source.label) for source in SOURCES.values()],
        empty_label="Anything",
    )
    school = SchoolFilter()

    class Meta:
        model = Look
        form = FilterForm
        fields = ()

    def filter_queryset(self, queryset: LookQuerySet) -> LookQuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.open()

    def filter_state(self, rows: LookQuerySet, name: str, value: str) -> LookQuerySet:
        return rows if value == "all" else rows.filter(state=value)
