"""The register of concerns: one table and one filter for page, fragment and files."""

from datetime import date, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exclusions.concerns.clock import read_clock
from exclusions.concerns.enums import Decision, State
from exclusions.concerns.kinds import filter_choices
from exclusions.concerns.models import Concern, ConcernQuerySet
from exclusions.concerns.narrowing import DIMENSIONS
from exclusions.concerns.news import NEWS, new_to, news_words
from portal.accounts.models import User
from portal.core.filter_form import FilterForm
from portal.core.tables import tag
from portal.core.templatetags.portal import plain_date
from schools.calendars.listing import SchoolDayTable
from schools.register.filters import SchoolFilter

# The colour of a state's tag; the word is always beside it.
COLOURS = {
    State.SENT: "blue",
    State.IN_TRIAGE: "light-blue",
    State.WITH_SCHOOL: "yellow",
    State.DECIDED: "green",
}
OPEN = "open"
QUIET_DAYS = (7, 14, 28)


def state_tag(state: str) -> SafeString:
    return tag(State(state).label, COLOURS[State(state)])


def news_tag(concern: Concern) -> SafeString | str:
    """What is new to whoever the row was read for."""
    words = news_words(concern)
    return tag(words, "orange") if words else ""


class ConcernTable(SchoolDayTable):
    caption = "Concerns"

    reference = tables.Column("Concern")
    pupils = tables.Column("About", empty_values=(), orderable=False)
    year = tables.Column("Year", empty_values=(), orderable=False)
    school = tables.Column("School", accessor="school__name", order_by=("school__name", "pk"))
    kinds = tables.Column("Kinds", accessor="category_labels", orderable=False)
    raised = tables.Column("Raised", accessor="raised_at", order_by=("raised_at", "pk"))
    status = tables.Column("Status", accessor="state", order_by=("state", "decide_by", "pk"))
    due = tables.Column("Due", empty_values=(), order_by=("decide_by", "pk"))

    def render_reference(self, value: str, record: Concern) -> SafeString:
        return format_html('<span class="portal-reference">{}</span> {}', value, news_tag(record))

    def link_reference(self, record: Concern) -> str:
        return record.get_absolute_url()

    def render_pupils(self, record: Concern) -> str:
        pupils = [subject.pupil.short_name for subject in record.subjects.all()]
        return ", ".join([*pupils, *record.about_others])

    value_pupils = render_pupils

    def render_year(self, record: Concern) -> str:
        years = [subject.year for subject in record.subjects.all()]
        return ", ".join(dict.fromkeys(year for year in years if year))

    value_year = render_year

    def render_kinds(self, value: list[str]) -> str:
        return ", ".join(value)

    def value_kinds(self, record: Concern) -> str:
        return ", ".join(record.category_labels)

    def render_raised(self, record: Concern) -> str:
        return plain_date(record.raised_at)

    def value_raised(self, record: Concern) -> date:
        return timezone.localdate(record.raised_at)

    def render_status(self, record: Concern) -> SafeString:
        return state_tag(record.state)

    def value_status(self, record: Concern) -> str:
        return record.get_state_display()

    def render_due(self, record: Concern) -> str | SafeString:
        reading = read_clock(record, timezone.now(), self.calendars[record.school_id])
        return tag(str(reading), "red") if reading.is_overdue else reading.words or "–"

    def value_due(self, record: Concern) -> date | None:
        return record.decide_by if record.is_open else None


def _day_filter(label: str, lookup: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        field_name="raised_at",
        lookup_expr=f"date__{lookup}",
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a real day, for example 23/11/2026"},
    )


_DIMENSIONS = {dimension.name: dimension for dimension in DIMENSIONS}


def _dimension_filter(name: str, empty: str) -> django_filters.ChoiceFilter:
    dimension = _DIMENSIONS[name]
    return django_filters.ChoiceFilter(
        label=dimension.title, choices=dimension.choices, method="filter_dimension", empty_label=empty
    )


def authors(request: Any) -> Any:
    """Who has raised a concern that this person reads."""
    return User.objects.filter(pk__in=_seen(request).values("raised_by")).order_by("name", "pk")


def holders(request: Any) -> Any:
    """Who has taken a concern that this person reads."""
    return User.objects.filter(pk__in=_seen(request).values("taken_by")).order_by("name", "pk")


def _seen(request: Any) -> ConcernQuerySet:
    return Concern.objects.visible_to(request.user).order_by()


class ConcernFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="Status",
        choices=[(OPEN, "Open"), *State.choices],
        method="filter_state",
        empty_label="Any status",
        null_label=None,
    )
    category = django_filters.ChoiceFilter(
        label="Kind", choices=filter_choices, method="filter_category", empty_label="Any kind"
    )
    place = _dimension_filter("place", "Any place")
    time_of_day = _dimension_filter("time_of_day", "Any time of day")
    weekday = _dimension_filter("weekday", "Any day")
    year = _dimension_filter("year", "Any year group")
    month = _dimension_filter("month", "Any month")
    decision = django_filters.ChoiceFilter(
        label="Decision", field_name="triage__decision", choices=Decision.choices, empty_label="Any decision"
    )
    outcome = django_filters.ChoiceFilter(
        label="What the record lacks",
        choices=[("missing", "What came of it"), ("follow_up", "What the school did")],
        method="filter_outcome",
        empty_label="Show all",
    )
    quiet = django_filters.ChoiceFilter(
        label="Open with no action",
        choices=[(str(days), f"For {days} days or more") for days in QUIET_DAYS],
        method="filter_quiet",
        empty_label="Show all",
    )
    raised_by = django_filters.ModelChoiceFilter(
        label="Raised by", queryset=authors, to_field_name="reference", empty_label="Anybody"
    )
    taken_by = django_filters.ModelChoiceFilter(
        label="With", queryset=holders, to_field_name="reference", empty_label="Anybody"
    )
    raised_from = _day_filter("Raised from", "gte")
    raised_to = _day_filter("Raised to", "lte")
    news = django_filters.ChoiceFilter(
        label="New to you", choices=NEWS, method="filter_news", empty_label="Show all"
    )
    school = SchoolFilter()

    class Meta:
        model = Concern
        form = FilterForm
        fields = ()

    def __init__(self, *args: Any, several_schools: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not several_schools:
            self.filters.pop("school")

    def filter_state(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        return rows.open() if value == OPEN else rows.filter(state=value)

    def filter_category(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        return rows.in_category(value)

    def filter_dimension(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        return rows.filter(_DIMENSIONS[name].condition(value))

    def filter_outcome(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        return rows.without_outcome() if value == "missing" else rows.without_follow_up()

    def filter_quiet(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        return rows.quiet_since(timezone.now() - timedelta(days=int(value)))

    def filter_news(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        return new_to(rows, self.request.user)
