"""Tables and filters of the desk's lists."""

from datetime import date, datetime

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exclusions.suspensions.desk import meetings
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Arrival, ArrivalQuerySet, Duty, DutyQuerySet, Provision, Step, Team
from exclusions.suspensions.packs.dues import Who
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from portal.core.templatetags.portal import moment, short_date
from schools.calendars.listing import SchoolDayTable
from schools.calendars.words import days_left
from schools.register.filters import SchoolFilter


class ArrivalTable(PortalTable):
    caption = "Records that came in"

    record = tables.Column("Record", accessor="suspension__reference", orderable=False)
    school = tables.Column("School", accessor="suspension__school__name", orderable=False)
    what = tables.Column("What", accessor="suspension__title", orderable=False)
    starts_on = tables.Column("First day", accessor="suspension__starts_on", orderable=False)
    came_at = tables.Column("Came in", order_by=("came_at", "pk"))
    seen = tables.Column("Taken note of", empty_values=(), orderable=False)

    def link_record(self, record: Arrival) -> str:
        return record.suspension.get_absolute_url()

    def render_starts_on(self, value: date) -> str:
        return short_date(value)

    def render_came_at(self, value: datetime) -> str:
        return moment(value)

    def render_seen(self, record: Arrival) -> str | SafeString:
        return self.value_seen(record) if record.seen_by else tag("New", "blue")

    def value_seen(self, record: Arrival) -> str:
        return f"{record.seen_by.name}, {moment(record.seen_at)}" if record.seen_by else ""


class ArrivalFilter(django_filters.FilterSet):
    seen = django_filters.ChoiceFilter(
        label="Taken note of",
        choices=[("yes", "By somebody"), ("all", "All")],
        empty_label="New: by nobody yet",
        method="filter_seen",
    )
    team = django_filters.ChoiceFilter(label="Before whom", choices=Team.choices, empty_label="All my teams")
    school = SchoolFilter("suspension__school")
    kind = django_filters.ChoiceFilter(
        label="What", field_name="suspension__kind", choices=SuspensionKind.choices, empty_label="Any kind"
    )

    class Meta:
        model = Arrival
        form = FilterForm
        fields = ()

    def filter_queryset(self, queryset: ArrivalQuerySet) -> ArrivalQuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("seen") else rows.unseen()

    def filter_seen(self, rows: ArrivalQuerySet, name: str, value: str) -> ArrivalQuerySet:
        return rows.exclude(seen_at=None) if value == "yes" else rows


def latest_provision(duty: Duty) -> Provision | None:
    """What stands for the duty's record, of provisions read before."""
    last = max(duty.suspension.provisions.all(), key=lambda each: each.number, default=None)
    return None if last is None or last.is_over else last


class ProvisionTable(SchoolDayTable):
    caption = "Education from the sixth day"
    export_only = ("kind", "place", "hours")

    record = tables.Column("Record", accessor="suspension__reference", orderable=False)
    school = tables.Column("School", accessor="school__name", order_by=("school__name", "by", "pk"))
    who = tables.Column("Whose duty", orderable=False)
    by = tables.Column("From", order_by=("by", "pk"))
    provider = tables.Column("What was found", empty_values=(), orderable=False)
    starts_on = tables.Column("Begins", empty_values=(), orderable=False)
    kind = tables.Column("Kind", empty_values=(), visible=False)
    place = tables.Column("Where", empty_values=(), visible=False)
    hours = tables.Column("Hours a week", empty_values=(), visible=False)

    def link_record(self, record: Duty) -> str:
        return record.suspension.get_absolute_url()

    def link_provider(self, record: Duty) -> str:
        return reverse("suspensions:provision", args=[record.suspension.reference])

    def render_by(self, value: date) -> str:
        return short_date(value)

    def render_provider(self, record: Duty) -> str | SafeString:
        if found := latest_provision(record):
            return found.provider
        if not record.is_open:
            return "Done, without a provider written down"
        return format_html("To find {}", self._left(record, timezone.localdate()))

    def _left(self, record: Duty, today: date) -> SafeString | str:
        if record.by is None:
            return ""
        words = days_left(record.by, today, self.calendars[record.school_id])
        return tag(words[0].upper() + words[1:], "red" if record.is_late(today) else "blue")

    def value_provider(self, record: Duty) -> str:
        found = latest_provision(record)
        return found.provider if found else ""

    def render_starts_on(self, record: Duty) -> str | SafeString:
        found = latest_provision(record)
        if found is None:
            return ""
        words = short_date(found.starts_on)
        is_late = record.by is not None and found.starts_on > record.by
        return format_html("{} {}", words, tag("After day 6", "yellow")) if is_late else words

    def value_starts_on(self, record: Duty) -> date | None:
        found = latest_provision(record)
        return found.starts_on if found else None

    def value_kind(self, record: Duty) -> str:
        found = latest_provision(record)
        return found.get_kind_display() if found else ""

    def value_place(self, record: Duty) -> str:
        found = latest_provision(record)
        return found.place if found else ""

    def value_hours(self, record: Duty) -> int | None:
        found = latest_provision(record)
        return found.hours if found else None


class ProvisionFilter(django_filters.FilterSet):
    found = django_filters.ChoiceFilter(
        label="Education",
        choices=[("yes", "Found"), ("all", "All")],
        empty_label="To find",
        method="filter_found",
    )
    school = SchoolFilter()
    who = django_filters.ChoiceFilter(label="Whose duty", choices=Who.choices, empty_label="Anybody’s")

    class Meta:
        model = Duty
        form = FilterForm
        fields = ()

    def filter_queryset(self, queryset: DutyQuerySet) -> DutyQuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("found") else rows.open()

    def filter_found(self, rows: DutyQuerySet, name: str, value: str) -> DutyQuerySet:
        return rows.exclude(done_on=None) if value == "yes" else rows


class MeetingTable(SchoolDayTable):
    caption = "Meetings of boards and reviews"

    on = tables.Column("When", order_by=("on", "pk"))
    what = tables.Column("What", accessor="verb", orderable=False)
    record = tables.Column("Record", accessor="suspension__reference", orderable=False)
    school = tables.Column("School", accessor="suspension__school__name", orderable=False)
    papers = tables.Column("Papers", empty_values=(), orderable=False)
    outcome = tables.Column("Outcome", empty_values=(), orderable=False)

    def render_on(self, value: date, record: Step) -> str:
        at = str(record.detail.get("at", ""))[:5]
        return f"{short_date(value)}, {at}" if at else short_date(value)

    def value_on(self, record: Step) -> date | None:
        return record.on

    def render_what(self, value: str) -> str:
        return meetings.OCCASION_OF[value].label

    def value_what(self, record: Step) -> str:
        return meetings.OCCASION_OF[record.verb].label

    def link_record(self, record: Step) -> str:
        return record.suspension.get_absolute_url()

    def link_papers(self, record: Step) -> str:
        return reverse("suspensions:papers", args=[record.suspension.reference])

    def render_papers(self, record: Step) -> str:
        count = self.value_papers(record)
        return f"{count} {'paper' if count == 1 else 'papers'}" if count else "None yet"

    def value_papers(self, record: Step) -> int:
        occasion = meetings.OCCASION_OF[record.verb]
        papers = record.suspension.papers.all()
        return sum(paper.occasion == occasion and paper.taken_out_at is None for paper in papers)

    def render_outcome(self, record: Step) -> str | SafeString:
        words, today = meetings.outcome_of(record), timezone.localdate()
        if words or record.on is None:
            return words
        if record.on < today:
            return tag("To be written down", "red")
        words = days_left(record.on, today, self.calendars[record.school_id])
        return words[0].upper() + words[1:]

    def value_outcome(self, record: Step) -> str:
        return meetings.outcome_of(record)


class MeetingFilter(django_filters.FilterSet):
    when = django_filters.ChoiceFilter(
        label="Which",
        choices=[("past", "Past, without outcome"), ("decided", "Decided"), ("all", "All")],
        empty_label="Ahead",
        method="filter_when",
    )
    what = django_filters.ChoiceFilter(
        label="What",
        field_name="verb",
        choices=[(verb, occasion.label) for verb, occasion in meetings.OCCASION_OF.items()],
        empty_label="Meetings and reviews",
    )
    outcome = django_filters.ChoiceFilter(
        label="Outcome",
        choices=list(meetings.OUTCOMES.items()),
        empty_label="Any outcome",
        method="filter_outcome",
    )
    school = SchoolFilter("suspension__school")

    class Meta:
        model = Step
        form = FilterForm
        fields = ()

    def filter_queryset(self, queryset: QuerySet[Step]) -> QuerySet[Step]:
        rows = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        # Whoever asks for an outcome asks for the past.
        if asked.get("when") or asked.get("outcome"):
            return rows
        return meetings.ahead(rows, timezone.localdate())

    def filter_when(self, rows: QuerySet[Step], name: str, value: str) -> QuerySet[Step]:
        if value == "past":
            return meetings.without_outcome(rows, timezone.localdate())
        return meetings.decided(rows) if value == "decided" else rows

    def filter_outcome(self, rows: QuerySet[Step], name: str, value: str) -> QuerySet[Step]:
        return meetings.with_outcome(rows, value)
