"""Schools by figures, each hidden as the count said it must be."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet

from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable
from portal.dashboards.models import PHASES, SchoolFigures
from portal.dashboards.suppression import SYMBOL, in_words, percentage


class FigureColumn(tables.Column):
    """One measure; `c` where it is hidden for the school. Sorted by nothing: order would tell."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(orderable=False, empty_values=(), **kwargs)

    def render(self, record: SchoolFigures, bound_column: Any) -> str:
        return in_words(figure(record, bound_column.name))


def figure(record: SchoolFigures, measure: str) -> int | None:
    """A measure of a school, None where it is hidden."""
    return None if measure in record.hidden else getattr(record, measure)


def in_time(record: SchoolFigures) -> int | None:
    """Per cent of the school's concerns decided in time, None where it is hidden."""
    return percentage(record.decided_in_time, record.decided)


class SchoolFiguresTable(PortalTable):
    caption = "Figures by school"

    school = tables.Column(accessor="school__name", verbose_name="School")
    phase = tables.Column(accessor="school__phase", verbose_name="Phase")
    open_concerns = FigureColumn(verbose_name="Open concerns")
    overdue_concerns = FigureColumn(verbose_name="Concerns overdue")
    decided_in_time = tables.Column(verbose_name="Concerns decided in time", orderable=False, empty_values=())
    open_cases = FigureColumn(verbose_name="Open cases")
    overdue_cases = FigureColumn(verbose_name="Cases overdue")

    def link_school(self, record: SchoolFigures) -> str:
        return record.school.get_absolute_url()

    def render_phase(self, record: SchoolFigures) -> str:
        return PHASES[record.school.phase]

    def render_decided_in_time(self, record: SchoolFigures) -> str:
        return in_words(in_time(record), "%")

    def value_phase(self, record: SchoolFigures) -> str:
        return PHASES[record.school.phase]

    def value_open_concerns(self, record: SchoolFigures) -> int | str:
        return _typed(figure(record, "open_concerns"))

    def value_overdue_concerns(self, record: SchoolFigures) -> int | str:
        return _typed(figure(record, "overdue_concerns"))

    def value_open_cases(self, record: SchoolFigures) -> int | str:
        return _typed(figure(record, "open_cases"))

    def value_overdue_cases(self, record: SchoolFigures) -> int | str:
        return _typed(figure(record, "overdue_cases"))

    def value_decided_in_time(self, record: SchoolFigures) -> int | str:
        return _typed(in_time(record))


def _typed(count: int | None) -> int | str:
    return SYMBOL if count is None else count


class SchoolFiguresFilter(django_filters.FilterSet):
    name = django_filters.CharFilter("school__name", "icontains", label="School")
    phase = django_filters.ChoiceFilter(
        "school__phase",
        choices=list(PHASES.items()),
        label="Phase",
        empty_label="All phases",
        widget=forms.Select,
    )

    class Meta:
        model = SchoolFigures
        fields: tuple[str, ...] = ()
        form = FilterForm


def school_figures() -> QuerySet[SchoolFigures]:
    """Every school with figures, by name."""
    return SchoolFigures.objects.select_related("school").order_by("school__name", "pk")
