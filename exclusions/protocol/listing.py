"""The list of cases: one table and one filter for page, fragment and files."""

from datetime import date, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import F, Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exclusions.protocol.enums import CaseState
from exclusions.protocol.models import Case, CaseQuerySet, Stage
from portal.core.filter_form import FilterForm
from portal.core.tables import tag
from portal.core.templatetags.portal import short_date
from schools.calendars.listing import SchoolDayTable
from schools.calendars.services import Calendar
from schools.calendars.words import days_left
from schools.pupils.models import YEAR_GROUPS
from schools.register.filters import SchoolFilter

YEARS = dict(YEAR_GROUPS)


class CaseTable(SchoolDayTable):
    caption = "Cases"

    reference = tables.Column("Case")
    # Before the rest, so that it shows on a phone.
    due = tables.Column("Due", accessor="due_on", empty_values=(), order_by=("due_on", "pk"))
    pupil = tables.Column("Pupil", accessor="pupil__short_name", orderable=False)
    year = tables.Column("Year", accessor="year_group", orderable=False)
    school = tables.Column("School", accessor="school__name", order_by=("school__name", "pk"))
    stage = tables.Column("Stage", accessor="stage__name", order_by=("stage__number", "due_on", "pk"))
    lead = tables.Column("Lead", accessor="lead__name", default="Nobody yet", orderable=False)

    def render_reference(self, value: str) -> SafeString:
        return format_html('<span class="portal-reference">{}</span>', value)

    def link_reference(self, record: Case) -> str:
        return record.get_absolute_url()

    def render_year(self, value: str) -> str:
        return YEARS.get(value, value)

    def value_year(self, record: Any) -> str:
        return YEARS.get(record.year_group, "")

    def render_stage(self, record: Any) -> str:
        return f"{record.stage.number} of {record.last_stage}: {record.stage.name}"

    def render_due(self, record: Case) -> str | SafeString:
        return due_cell(record, timezone.localdate(), self.calendars[record.school_id])

    def value_due(self, record: Case) -> date | None:
        return record.due_on


def due_cell(case: Case, today: date, calendar: Calendar) -> str | SafeString:
    """`Thu 26 Nov (2 school days left)`, in red where it is overdue, the outcome where it is closed."""
    if case.due_on is None:
        return format_html("Closed: {}", case.outcome.label if case.outcome else "")
    words = days_left(case.due_on, today, calendar)
    if case.due_on < today:
        return format_html("{} {}", short_date(case.due_on), tag(words, "red"))
    return f"{short_date(case.due_on)} ({words})"


def stage_choices() -> list[tuple[str, str]]:
    """Codes and names of every stage of any version, each once."""
    return list(dict(Stage.objects.order_by("number", "version").values_list("code", "name")).items())


class CaseFilter(django_filters.FilterSet):
    """Open cases unless told otherwise; schools by name or URN, since there may be thousands."""

    state = django_filters.ChoiceFilter(
        label="Open or closed", choices=CaseState.choices, empty_label="Open and closed", null_label=None
    )
    stage = django_filters.ChoiceFilter(
        label="Stage", field_name="stage__code", choices=stage_choices, empty_label="Any stage"
    )
    overdue = django_filters.ChoiceFilter(
        label="Due",
        choices=[("yes", "Overdue"), ("week", "This week, or overdue")],
        method="filter_overdue",
        empty_label="Any day",
    )
    lead = django_filters.ChoiceFilter(
        label="Lead",
        choices=[("me", "Me"), ("nobody", "Nobody yet")],
        method="filter_lead",
        empty_label="Anybody",
    )
    led_by = django_filters.CharFilter(label="Lead’s name", method="filter_led_by", max_length=100)
    school = SchoolFilter()
    # They travel with the filters, so that a filtered board is one address.
    view = django_filters.CharFilter(method="keep", widget=forms.HiddenInput, max_length=20)
    column = django_filters.CharFilter(method="keep", widget=forms.HiddenInput, max_length=40)

    class Meta:
        model = Case
        form = FilterForm
        fields = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "state" not in data:
            data = data.copy()
            data["state"] = CaseState.OPEN
        super().__init__(data, *args, **kwargs)

    def keep(self, rows: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """The view draws the same rows otherwise."""
        return rows

    def filter_overdue(self, rows: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        today = timezone.localdate()
        return rows.overdue(today) if value == "yes" else rows.open().filter(due_on__lte=week_end(today))

    def filter_lead(self, rows: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        return rows.filter(lead=self.request.user) if value == "me" else rows.filter(lead=None)

    def filter_led_by(self, rows: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        return rows.filter(led_by(value))


def week_end(today: date) -> date:
    """The Sunday of this week."""
    return today + timedelta(days=6 - today.weekday())


def led_by(typed: str, path: str = "lead") -> Q:
    """Cases by part of their lead's name, or by the lead's reference."""
    return Q(**{f"{path}__name__icontains": typed}) | Q(**{f"{path}__reference": typed})


def due_first(rows: CaseQuerySet) -> CaseQuerySet:
    """The earliest due first, closed cases last, the latest opened of them first."""
    return rows.order_by(F("due_on").asc(nulls_last=True), "-opened_at", "pk")
