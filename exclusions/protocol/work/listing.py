"""The work list as page, fragment and files: what is owed, in which case, by whom and when."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from exclusions.protocol.dues import Listed
from exclusions.protocol.listing import led_by, stage_choices, week_end
from exclusions.protocol.models import Case
from exclusions.protocol.work.rows import WorkRow, WorkRows, kinds
from portal.core.filter_form import FilterForm
from portal.core.tables import tag
from portal.core.templatetags.portal import short_date
from schools.calendars.listing import SchoolDayTable
from schools.calendars.words import days_left
from schools.links.standing import Scope
from schools.register.filters import at_school

MINE, LEFT = "mine", "left"
# A box to choose the row by; the form it belongs to stands below the list (`work.html`).
BOX = (
    '<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
    '<input class="govuk-checkboxes__input" type="checkbox" name="row" value="{0}" id="row-{0}" '
    'form="remind">'
    '<label class="govuk-label govuk-checkboxes__label" for="row-{0}">'
    '<span class="govuk-visually-hidden">Choose {1} of {2}</span></label></div></div>'
)

GIVE = '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> for {}, {}</span></a>'


class WorkTable(SchoolDayTable):
    caption = "Work"
    # What is owed says as much: on the page the words have room instead.
    export_only = ("kind", "stage")

    choose = tables.Column("Choose", accessor="id", orderable=False, exclude_from_export=True)
    # Before the rest, so that it shows on a phone.
    due = tables.Column("Due", accessor="due__on", orderable=False)
    what = tables.Column("What", accessor="due__what", orderable=False)
    kind = tables.Column("Kind", accessor="label", orderable=False, visible=False)
    whose = tables.Column("Whose", accessor="due__owner", orderable=False)
    case = tables.Column("Case", accessor="reference", orderable=False)
    pupil = tables.Column("Pupil", accessor="case__pupil__short_name", orderable=False)
    school = tables.Column("School", accessor="case__school__name", orderable=False)
    stage = tables.Column("Stage", accessor="case__stage__name", orderable=False, visible=False)
    lead = tables.Column("Lead", accessor="case__lead__name", default="Nobody yet", orderable=False)

    def __init__(self, *args: Any, remindable: Scope | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remindable = remindable
        if not remindable:
            self.columns.hide("choose")

    def render_choose(self, record: WorkRow) -> str | SafeString:
        if not self.remindable or record.school_id not in self.remindable:
            return ""
        return format_html(BOX, record.id, record.due.what, record.reference)

    def render_due(self, record: WorkRow) -> str | SafeString:
        today, on = timezone.localdate(), record.due.on
        words = days_left(on, today, self.calendars[record.school_id])
        if record.case.is_paused:
            return format_html("{} {}", short_date(on), tag("case paused", "grey"))
        return (
            format_html("{} {}", short_date(on), tag(words, "red"))
            if record.is_late
            else f"{short_date(on)} ({words})"
        )

    def value_due(self, record: WorkRow) -> date:
        return record.due.on

    def link_what(self, record: WorkRow) -> str:
        return record.due.url

    def render_whose(self, record: WorkRow) -> str | SafeString:
        due = record.due
        marks = [tag("reminded today", "blue")] if record.was_asked else []
        if due.give_url:
            marks.append(tag("needs a new owner", "orange"))
            if self.remindable and record.school_id in self.remindable:
                marks.append(format_html(GIVE, due.give_url, "Choose somebody", due.what, record.reference))
        return format_html("{}{}", due.owner, format_html_join("", " {}", ([mark] for mark in marks)))

    def value_whose(self, record: WorkRow) -> str:
        return record.due.owner

    def render_case(self, value: str) -> SafeString:
        return format_html('<span class="portal-reference">{}</span>', value)

    def link_case(self, record: WorkRow) -> str:
        return record.case.get_absolute_url()


def kind_choices() -> list[tuple[str, str]]:
    return [(name, listed.label) for name, listed in kinds().items()]


class WorkFilter(django_filters.FilterSet):
    """What is mine, unless told otherwise. All filters are one condition on each kind of row."""

    whose = django_filters.ChoiceFilter(
        label="Whose",
        choices=[(MINE, "Mine"), (LEFT, "Needs a new owner")],
        empty_label="Everybody’s at my schools",
    )
    due = django_filters.ChoiceFilter(
        label="Due",
        choices=[
            ("late", "Overdue"),
            ("today", "Today, or overdue"),
            ("week", "This week, or overdue"),
            ("later", "After this week"),
        ],
        empty_label="Any day",
    )
    kind = django_filters.ChoiceFilter(label="Kind", choices=kind_choices, empty_label="Any kind")
    stage = django_filters.ChoiceFilter(
        label="Stage of the case", choices=stage_choices, empty_label="Any stage"
    )
    led_by = django_filters.CharFilter(label="Lead’s name", max_length=100)
    school = django_filters.CharFilter(label="School", help_text="Name or URN", max_length=100)

    class Meta:
        model = Case
        form = FilterForm
        fields = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "whose" not in data:
            data = data.copy()
            data["whose"] = MINE
        super().__init__(data, *args, **kwargs)

    def filter_queryset(self, queryset: WorkRows) -> WorkRows:
        return queryset.narrowed(self._narrow)

    def _narrow(self, name: str, listed: Listed) -> Q | None:
        asked = self.form.cleaned_data
        if asked["kind"] and asked["kind"] != name:
            return None
        said = Q()
        if asked["whose"] == LEFT and listed.left is None:
            return None
        if asked["whose"] == MINE:
            said &= listed.mine(self.request.user)
        if asked["whose"] == LEFT and listed.left:
            said &= listed.left.rows()
        if asked["due"]:
            said &= _due(asked["due"], listed)
        if asked["stage"]:
            said &= Q(**{listed.path("stage__code"): asked["stage"]})
        if asked["led_by"]:
            said &= led_by(asked["led_by"], listed.path("lead"))
        if asked["school"]:
            said &= at_school(asked["school"], listed.path("school"))
        return said


def _due(asked: str, listed: Listed) -> Q:
    """By day; what belongs to a case that is paused is not late."""
    today = timezone.localdate()
    match asked:
        case "late":
            return Q(due_day__lt=today) & ~Q(**{listed.path("paused_until__gt"): today})
        case "today":
            return Q(due_day__lte=today)
        case "week":
            return Q(due_day__lte=week_end(today))
        case _:
            return Q(due_day__gt=week_end(today))
