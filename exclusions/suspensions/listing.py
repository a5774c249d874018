"""The register of suspensions and exclusions: one table and one filter for page, fragment and files."""

from datetime import date, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exclusions.suspensions.days import in_days
from exclusions.suspensions.enums import ENDED_EARLY, State, SuspensionKind
from exclusions.suspensions.models import Duty, Suspension, SuspensionQuerySet
from exclusions.suspensions.packs.reasons import labels_of_all
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from portal.core.templatetags.portal import short_date
from schools.calendars.services import statutory_term
from schools.pupils.models import YEAR_GROUPS
from schools.register.filters import SchoolFilter

YEARS = dict(YEAR_GROUPS)
STATE_COLOURS = {State.CANCELLED: "grey", State.VOID: "grey", State.REINSTATED: "green"}
DUTIES = [("overdue", "Something is overdue"), ("open", "Something is to be done")]
MOST_TERMS = 9


class SuspensionTable(PortalTable):
    caption = "Suspensions and permanent exclusions"
    export_only = ("length", "sessions", "ends_on", "reason_2", "reason_3", "laestab")

    reference = tables.Column("Reference", orderable=False)
    starts_on = tables.Column("First day", order_by=("starts_on", "pk"))
    pupil = tables.Column("Pupil", accessor="pupil__short_name", orderable=False)
    year = tables.Column("Year", accessor="year_group", orderable=False)
    kind = tables.Column("What", order_by=("sessions", "-starts_on", "pk"))
    length = tables.Column("Length", accessor="sessions", visible=False)
    sessions = tables.Column("Sessions", visible=False)
    ends_on = tables.Column("Last day", visible=False)
    reason_1 = tables.Column("Main reason", orderable=False)
    reason_2 = tables.Column("Second reason", visible=False)
    reason_3 = tables.Column("Third reason", visible=False)
    school = tables.Column("School", accessor="school__name", orderable=False)
    laestab = tables.Column("DfE number", accessor="school__laestab", visible=False)
    state = tables.Column("Status", orderable=False)

    def render_reference(self, value: str) -> SafeString:
        return format_html('<span class="portal-reference">{}</span>', value)

    def link_reference(self, record: Suspension) -> str:
        return record.get_absolute_url()

    def render_starts_on(self, value: date) -> str:
        return short_date(value)

    def render_year(self, value: str) -> str:
        return YEARS.get(value, value)

    def value_year(self, record: Suspension) -> str:
        return YEARS.get(record.year_group, "")

    def render_kind(self, record: Suspension) -> str:
        return record.title

    def value_kind(self, record: Suspension) -> str:
        return record.get_kind_display()

    def value_length(self, record: Suspension) -> str:
        return "" if record.is_permanent else in_days(record.sessions)

    def render_reason_1(self, value: str) -> str:
        return labels_of_all().get(value, value)

    def value_reason_1(self, record: Suspension) -> str:
        return record.reason_1

    def render_state(self, record: Suspension) -> str | SafeString:
        # What simply stands needs no word in every row.
        if record.state == State.RECORDED:
            return ""
        return tag(record.get_state_display(), STATE_COLOURS.get(State(record.state), "blue"))

    def value_state(self, record: Suspension) -> str:
        return record.get_state_display()


def term_choices() -> list[tuple[str, str]]:
    """The authority's last statutory terms, the newest first, by their first day."""
    found, day = [], timezone.localdate()
    for _ in range(MOST_TERMS):
        term = statutory_term(day)
        found.append((term.starts_on.isoformat(), term.name))
        day = term.starts_on - timedelta(days=1)
    return found


class SuspensionFilter(django_filters.FilterSet):
    """What stands, unless told otherwise; schools by name or URN, since there may be thousands."""

    term = django_filters.ChoiceFilter(
        label="Term", choices=term_choices, method="filter_term", empty_label="Any term"
    )
    kind = django_filters.ChoiceFilter(
        label="What", choices=SuspensionKind.choices, empty_label="Suspensions and exclusions"
    )
    state = django_filters.ChoiceFilter(
        label="Status",
        choices=[("standing", "All that stand"), *State.choices],
        method="filter_state",
        empty_label="All, also cancelled ones",
    )
    duties = django_filters.ChoiceFilter(
        label="To be done", choices=DUTIES, method="filter_duties", empty_label="Anything or nothing"
    )
    year = django_filters.ChoiceFilter(
        label="Year group", field_name="year_group", choices=YEAR_GROUPS, empty_label="Any year"
    )
    reason = django_filters.ChoiceFilter(
        label="Reason",
        choices=lambda: list(labels_of_all().items()),
        method="filter_reason",
        empty_label="Any reason",
    )
    school = SchoolFilter()

    class Meta:
        model = Suspension
        form = FilterForm
        fields = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "state" not in data:
            data = data.copy()
            data["state"] = "standing"
        super().__init__(data, *args, **kwargs)

    def filter_term(self, rows: SuspensionQuerySet, name: str, value: str) -> SuspensionQuerySet:
        term = statutory_term(date.fromisoformat(value))
        return rows.filter(starts_on__gte=term.starts_on, starts_on__lte=term.ends_on)

    def filter_state(self, rows: SuspensionQuerySet, name: str, value: str) -> SuspensionQuerySet:
        return rows.exclude(state__in=ENDED_EARLY) if value == "standing" else rows.filter(state=value)

    def filter_duties(self, rows: SuspensionQuerySet, name: str, value: str) -> SuspensionQuerySet:
        duties = Duty.objects.filter(suspension=OuterRef("pk"))
        wanted = duties.overdue(timezone.localdate()) if value == "overdue" else duties.open()
        return rows.filter(Exists(wanted))

    def filter_reason(self, rows: SuspensionQuerySet, name: str, value: str) -> SuspensionQuerySet:
        return rows.filter(Q(reason_1=value) | Q(reason_2=value) | Q(reason_3=value))
