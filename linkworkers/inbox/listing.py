"""The queue: one table and one filter for page, fragment and files."""

from datetime import datetime, time, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exclusions.concerns.clock import read_clock
from exclusions.concerns.kinds import filter_choices
from exclusions.concerns.listing import news_tag
from exclusions.concerns.models import Concern, ConcernQuerySet
from exclusions.concerns.news import NEWS, new_to
from linkworkers.inbox.enums import Rung
from linkworkers.inbox.queries import FIRST_TAB, TABS
from linkworkers.inbox.team import urgency_is
from portal.accounts.enums import Power
from portal.core.filter_form import FilterForm
from portal.core.tables import tag
from portal.core.templatetags.portal import short_date
from schools.calendars.listing import SchoolDayTable
from schools.calendars.services import Calendar
from schools.links.standing import standing_of
from schools.register.enums import Phase
from schools.register.models import School


def about(concern: Concern) -> str:
    """`Year 8, Year 9, Canal bridge`: years once each in the order of the pupils, then what is no pupil."""
    years = (subject.year for subject in concern.subjects.all())
    return ", ".join(dict.fromkeys([*(year for year in years if year), *concern.about_others]))


def known_words(concern: Any) -> str:
    """`2 earlier concerns, 1 open case`, or `new`."""
    counts = ((concern.known_concerns, "earlier concern"), (concern.known_cases, "open case"))
    parts = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count]
    return ", ".join(parts) or "new"


class QueueTable(SchoolDayTable):
    caption = "Concerns"

    reference = tables.Column("Concern", orderable=False)
    # Before the rest, so that it shows on a phone.
    due = tables.Column("Due", accessor="decide_by", orderable=False)
    school = tables.Column("School", accessor="school__name", orderable=False)
    about = tables.Column("About", accessor="pk", orderable=False)
    kinds = tables.Column("Kind", accessor="category_labels", orderable=False)
    wish = tables.Column("The school asks for", accessor="wish", orderable=False)
    raised = tables.Column("Raised", accessor="raised_at", orderable=False)
    known = tables.Column("Known", accessor="pk", orderable=False)

    def render_reference(self, record: Concern) -> SafeString:
        return format_html(
            '{} <a class="govuk-link portal-reference" href="{}">{}</a> {}',
            tag("In danger", "red") if record.in_danger else "",
            self.open_at(record),
            record.reference,
            news_tag(record),
        )

    def open_at(self, record: Concern) -> str:
        """The page on which whoever sees this list opens a concern."""
        return reverse("inbox:concern", args=[record.reference])

    def render_about(self, record: Concern) -> str:
        return about(record)

    def value_about(self, record: Concern) -> str:
        return about(record)

    def render_kinds(self, record: Concern) -> str:
        return ", ".join(record.category_labels)

    def value_kinds(self, record: Concern) -> str:
        return ", ".join(record.category_labels)

    def render_raised(self, record: Concern) -> str:
        return short_date(record.raised_at)

    def render_due(self, record: Concern) -> str | SafeString:
        return due_cell(record, timezone.now(), self.calendars[record.school_id])

    def render_known(self, record: Concern) -> str:
        return known_words(record)

    def value_known(self, record: Concern) -> str:
        return known_words(record)


def due_cell(concern: Concern, now: datetime, calendar: Calendar) -> str | SafeString:
    """`Overdue: decide by Fri 20 Nov`, the first word in red; what else is due; or what was decided."""
    if not concern.is_open:
        return concern.triage.get_decision_display()
    reading = read_clock(concern, now, calendar)
    if reading.is_overdue:
        return format_html("{} {} {}", tag("Overdue", "red"), reading.words, escalated(concern))
    return reading.words


# What a row says of the highest step that was taken; the owner's own needs no word.
STEPS = {
    Rung.DEPUTY: "Deputy told",
    Rung.HEAD: "Head of service told",
    Rung.BOARD: "On the board’s list",
}


def escalated(concern: Any) -> SafeString | str:
    """How far up a late concern has gone: of a row read `with_rungs()`."""
    words = STEPS.get(concern.rung)
    return tag(words, "orange") if words else ""


def own_schools(request: Any) -> Any:
    """The schools whose concerns this person triages."""
    return standing_of(request.user).scope(Power.TRIAGE).limit(School.objects.order_by("name", "pk"), "pk")


# Days since a concern was raised, for the filter by age.
AGES = (3, 7, 14, 28)
URGENCIES = {
    "danger": "Someone in danger",
    "overdue": "Overdue",
    "today": "Decide today",
    "unseen": "Not acknowledged in time",
    "paused": "Clock paused",
}


class QueueFilter(django_filters.FilterSet):
    """The tab travels with the filters, so that a filtered tab is one address."""

    tab = django_filters.ChoiceFilter(
        choices=[(tab.code, tab.label) for tab in TABS.values()],
        method="keep",
        widget=forms.HiddenInput,
    )
    school = django_filters.ModelChoiceFilter(
        label="School", queryset=own_schools, to_field_name="urn", empty_label="All my schools"
    )
    kind = django_filters.ChoiceFilter(
        label="Kind", choices=filter_choices, method="filter_kind", empty_label="Any kind"
    )
    phase = django_filters.ChoiceFilter(
        label="Phase", field_name="school__phase", choices=Phase.choices, empty_label="Every phase"
    )
    urgency = django_filters.ChoiceFilter(
        label="Urgency", choices=tuple(URGENCIES.items()), method="filter_urgency", empty_label="Any urgency"
    )
    age = django_filters.ChoiceFilter(
        label="Age",
        choices=[(str(days), f"Raised {days} days ago or earlier") for days in AGES],
        method="filter_age",
        empty_label="Any age",
    )

    news = django_filters.ChoiceFilter(
        label="New to you", choices=NEWS, method="filter_news", empty_label="Show all"
    )

    class Meta:
        model = Concern
        form = FilterForm
        fields = ()

    def filter_news(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        return new_to(rows, self.request.user)

    def keep(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        """The view has chosen the tab's rows already."""
        return rows

    def filter_kind(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        return rows.in_category(value)

    def filter_urgency(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        return rows.filter(urgency_is(value, timezone.localdate()))

    def filter_age(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        # The end of that day as a moment, so that the index on the moment is of use.
        after = timezone.localdate() - timedelta(days=int(value) - 1)
        return rows.filter(raised_at__lt=timezone.make_aware(datetime.combine(after, time.min)))


def tab_of(request: Any) -> str:
    """The tab that the address names, or the first."""
    asked = request.GET.get("tab", FIRST_TAB)
    return asked if asked in TABS else FIRST_TAB
