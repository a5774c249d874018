"""The registers of measures: one table and one filter for page, fragment and files."""

from datetime import date, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exclusions.measures.enums import OPEN, State
from exclusions.measures.models import Measure, MeasureQuerySet
from portal.core.filter_form import FilterForm
from portal.core.tables import tag
from portal.core.templatetags.portal import short_date
from schools.calendars.listing import SchoolDayTable
from schools.calendars.words import days_left
from schools.pupils.models import YEAR_GROUPS
from schools.register.filters import SchoolFilter

YEARS = dict(YEAR_GROUPS)
WEEK = timedelta(days=7)
COLOURS = {
    State.ENDED: "grey",
    State.VOID: "grey",
    State.REFUSED: "grey",
    State.WITHDRAWN: "grey",
    State.SUSTAINED: "green",
}


class MeasureTable(SchoolDayTable):
    caption = "Measures"
    export_only: tuple[str, ...] = ("ended_on", "laestab", "outcome", "next_due_on")

    reference = tables.Column("Reference", orderable=False)
    pupil = tables.Column("Pupil", accessor="pupil__short_name", orderable=False)
    year = tables.Column("Year", accessor="year_group", orderable=False)
    starts_on = tables.Column("First day", order_by=("starts_on", "pk"))
    planned_end_on = tables.Column("Planned last day", order_by=("planned_end_on", "pk"))
    ended_on = tables.Column("Last day", visible=False)
    next_due = tables.Column("Next", order_by=("next_due_on", "pk"))
    next_due_on = tables.Column("Next by", visible=False)
    school = tables.Column("School", accessor="school__name", orderable=False)
    laestab = tables.Column("DfE number", accessor="school__laestab", visible=False)
    state = tables.Column("Status", orderable=False)
    outcome = tables.Column("Outcome", visible=False)

    def render_reference(self, value: str) -> SafeString:
        return format_html('<span class="portal-reference">{}</span>', value)

    def link_reference(self, record: Measure) -> str:
        return record.get_absolute_url()

    def render_year(self, value: str) -> str:
        return YEARS.get(value, value)

    def value_year(self, record: Measure) -> str:
        return YEARS.get(record.year_group, "")

    def render_starts_on(self, value: date) -> str:
        return short_date(value)

    def render_planned_end_on(self, value: date) -> str:
        return short_date(value)

    def render_next_due(self, record: Measure) -> SafeString | str:
        if record.next_due_on is None:
            return ""
        today = timezone.localdate()
        left = days_left(record.next_due_on, today, self.calendars[record.school_id])
        late = record.next_due_on < today
        return format_html(
            "{}, {} {}",
            record.next_due,
            short_date(record.next_due_on),
            tag(left[0].upper() + left[1:], "red" if late else "blue"),
        )

    def value_next_due(self, record: Measure) -> str:
        return record.next_due

    def render_state(self, record: Measure) -> SafeString:
        return tag(record.get_state_display(), COLOURS.get(State(record.state), "blue"))

    def value_state(self, record: Measure) -> str:
        return record.get_state_display()


class DirectionTable(MeasureTable):
    caption = "Off-site directions"
    export_only = (*MeasureTable.export_only, "sessions", "has_plan")

    host = tables.Column("Where", orderable=False)
    sessions = tables.Column("Sessions", visible=False)
    has_plan = tables.Column("Education, health and care plan", visible=False)

    class Meta:
        sequence = ("reference", "pupil", "year", "host", "starts_on", "planned_end_on", "...")


class MoveTable(MeasureTable):
    caption = "Managed moves"

    to_school = tables.Column("To", accessor="to_school__name", orderable=False)
    starts_on = tables.Column("On the new roll", order_by=("starts_on", "pk"))
    planned_end_on = tables.Column("End of a trial", visible=False)

    class Meta:
        sequence = ("reference", "pupil", "year", "school", "to_school", "starts_on", "...")


class TimetableTable(MeasureTable):
    caption = "Part-time timetables"
    export_only = (*MeasureTable.export_only, "reason", "agreed_on")

    sessions_a_week = tables.Column("Sessions a week", order_by=("sessions_a_week", "pk"))
    reason = tables.Column("Need", visible=False)
    agreed_on = tables.Column("Agreed on", visible=False)

    class Meta:
        sequence = ("reference", "pupil", "year", "sessions_a_week", "starts_on", "planned_end_on", "...")


class SeparationTable(MeasureTable):
    caption = "Safeguarding separations"


class MeetingTable(MeasureTable):
    caption = "Reintegration meetings"
    export_only = (*MeasureTable.export_only, "parents_came", "due_on")

    starts_on = tables.Column("Held on", order_by=("starts_on", "pk"))
    planned_end_on = tables.Column("Aimed for by", accessor="due_on", order_by=("starts_on", "pk"))
    parents_came = tables.Column("Parents came", visible=False)
    due_on = tables.Column("Due on", visible=False)

    def render_planned_end_on(self, record: Any) -> SafeString:
        when = short_date(record.due_on)
        return format_html("{} {}", when, "" if record.is_in_time else tag("Held later", "yellow"))


class MeasureFilter(django_filters.FilterSet):
    """What is open, unless told otherwise; schools by name or URN, since there may be thousands."""

    state = django_filters.ChoiceFilter(
        label="Status",
        choices=[("open", "Open"), ("standing", "All but recorded in error"), *State.choices],
        method="filter_state",
        empty_label="All",
    )
    due = django_filters.ChoiceFilter(
        label="To be done",
        choices=[("overdue", "Something is overdue"), ("week", "Something within 7 days")],
        method="filter_due",
        empty_label="Anything or nothing",
    )
    ends = django_filters.ChoiceFilter(
        label="Planned last day",
        choices=[("10", "Within 10 days"), ("past", "Has passed")],
        method="filter_ends",
        empty_label="Any day",
    )
    year = django_filters.ChoiceFilter(
        label="Year group", field_name="year_group", choices=YEAR_GROUPS, empty_label="Any year"
    )
    school = SchoolFilter()

    class Meta:
        model = Measure
        form = FilterForm
        fields = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "state" not in data:
            data = data.copy()
            data["state"] = "open"
        super().__init__(data, *args, **kwargs)

    def filter_state(self, rows: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        if value == "open":
            return rows.filter(state__in=OPEN)
        return rows.standing() if value == "standing" else rows.filter(state=value)

    def filter_due(self, rows: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        today = timezone.localdate()
        if value == "overdue":
            return rows.overdue(today)
        return rows.filter(next_due_on__gte=today, next_due_on__lte=today + WEEK)

    def filter_ends(self, rows: MeasureQuerySet, name: str, value: str) -> MeasureQuerySet:
        today, open_ones = timezone.localdate(), rows.filter(ended_on=None)
        if value == "past":
            return open_ones.filter(planned_end_on__lt=today)
        return open_ones.filter(planned_end_on__range=(today, today + timedelta(days=int(value))))
