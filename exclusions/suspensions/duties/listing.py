"""The desk: duties of many schools, the most urgent first; one table and filter for page and files."""

from collections.abc import Callable
from datetime import date, timedelta

import django_filters
import django_tables2 as tables
from django.db.models import F
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exclusions.suspensions.desk.counts import WEEK, to_arrange
from exclusions.suspensions.desk.punctuality import owed_in_past_year
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Duty, DutyQuerySet, How
from exclusions.suspensions.packs.dues import Clock, Who
from portal.core.filter_form import FilterForm
from portal.core.tables import tag
from portal.core.templatetags.portal import short_date
from schools.calendars.listing import SchoolDayTable
from schools.calendars.words import days_left
from schools.register.filters import SchoolFilter

ONE_DAY = timedelta(days=1)
# First and last day of what is due, by the choice of the filter.
SPANS: dict[str, Callable[[date], tuple[date, date]]] = {
    "today": lambda today: (today, today),
    "week": lambda today: (today + ONE_DAY, today + WEEK),
    "later": lambda today: (today + WEEK + ONE_DAY, date.max),
}


class DutyTable(SchoolDayTable):
    caption = "Duties"
    export_only = ("source", "because")

    record = tables.Column("Record", accessor="suspension__reference", orderable=False)
    school = tables.Column("School", accessor="school__name", order_by=("school__name", "by", "pk"))
    what = tables.Column("What", orderable=False)
    who = tables.Column("Whose duty", orderable=False)
    by = tables.Column("By", order_by=("by", "pk"), default=Clock.NO_LIMIT.value)
    state = tables.Column("State", empty_values=(), orderable=False)
    because = tables.Column("Because", visible=False)
    source = tables.Column("Source", visible=False)

    def link_record(self, record: Duty) -> str:
        return record.suspension.get_absolute_url()

    def link_what(self, record: Duty) -> str:
        return record.get_absolute_url()

    def render_by(self, value: date, record: Duty) -> str:
        words = short_date(value)
        return f"{words}, estimated" if record.is_estimated else words

    def value_by(self, record: Duty) -> date | str:
        return record.by or Clock.NO_LIMIT.value

    def render_state(self, record: Duty) -> SafeString:
        if record.is_not_needed:
            return tag("Not needed", "grey")
        if record.done_on:
            ahead = record.done_on > timezone.localdate()
            return format_html(
                "{} {}", tag("Begins" if ahead else "Done", "green"), short_date(record.done_on)
            )
        today = timezone.localdate()
        if record.by is None:
            return tag("Open", "blue")
        words = days_left(record.by, today, self.calendars[record.school_id])
        return tag(words[0].upper() + words[1:], "red" if record.is_late(today) else "blue")

    def value_state(self, record: Duty) -> str:
        if record.is_not_needed:
            return "Not needed"
        if record.done_on:
            return f"Done {record.done_on:%Y-%m-%d}"
        return "Overdue" if record.is_late(timezone.localdate()) else "Open"


class DutyFilter(django_filters.FilterSet):
    when = django_filters.ChoiceFilter(
        label="When",
        choices=[
            ("overdue", "Overdue"),
            ("today", "Due today"),
            ("week", "Due in the next 7 days"),
            ("later", "Due later"),
            ("done", "Done"),
            ("unneeded", "Said not to be needed"),
            ("school_year", "Of schools, in the past year"),
            ("missed", "Late by schools, in the past year"),
        ],
        empty_label="Open",
        method="at_that_time",
    )
    school = SchoolFilter()
    who = django_filters.ChoiceFilter(label="Whose duty", choices=Who.choices, empty_label="Anybody’s")
    what = django_filters.ChoiceFilter(
        label="What",
        choices=[
            ("sixth_day", "Education from the sixth day"),
            ("board_meeting", "Meeting of the governing board"),
            ("to_arrange", "Meeting of the board, not arranged yet"),
            ("review_hearing", "Independent review"),
            ("reconsideration", "Reconsideration by the board"),
            ("reintegration", "Meeting about the return"),
        ],
        method="of_that_kind",
        empty_label="Everything",
    )
    kind = django_filters.ChoiceFilter(
        label="Kind", field_name="suspension__kind", choices=SuspensionKind.choices, empty_label="Any kind"
    )

    class Meta:
        model = Duty
        form = FilterForm
        fields = ()

    def filter_queryset(self, queryset: DutyQuerySet) -> DutyQuerySet:
        """What is open, unless something else was asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("when") else rows.open()

    def at_that_time(self, rows: DutyQuerySet, name: str, value: str) -> DutyQuerySet:
        today = timezone.localdate()
        if value == "overdue":
            return rows.overdue(today)
        if value in ("school_year", "missed"):
            owed = owed_in_past_year(rows, today)
            return owed.missed() if value == "missed" else owed
        if value in ("done", "unneeded"):
            done = rows.standing().exclude(done_on=None)
            return done.filter(done_how=How.NOT_NEEDED) if value == "unneeded" else done
        return rows.due(*SPANS[value](today))

    def of_that_kind(self, rows: DutyQuerySet, name: str, value: str) -> DutyQuerySet:
        if value == "to_arrange":
            return rows.filter(to_arrange(), code="board_meeting")
        return rows.filter(code=value)


def most_urgent_first(rows: DutyQuerySet) -> DutyQuerySet:
    return rows.select_related("suspension", "school").order_by(F("by").asc(nulls_last=True), "pk")
