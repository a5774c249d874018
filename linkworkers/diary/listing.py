"""A school's diary, and the schools that nobody has been in touch with this term."""

from datetime import date, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from linkworkers.diary.enums import COLOURS, Kind, Part, State
from linkworkers.diary.models import DiaryEntry, DiaryEntryQuerySet, DiaryLine
from portal.accounts.models import User
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from portal.core.templatetags.portal import plain_date, short_date
from schools.calendars.listing import SchoolDayTable
from schools.calendars.periods import TermSpan
from schools.calendars.services import statutory_term
from schools.calendars.words import days_left
from schools.register.models import School

TERMS_SHOWN = 4
ANONYMOUS = "Anonymous"


def with_words(rows: DiaryEntryQuerySet) -> DiaryEntryQuerySet:
    """Adds `asked`, `advice` and `school_will`, for files."""
    said = {part: DiaryLine.objects.filter(entry=OuterRef("pk"), part=part).values("body") for part in Part}
    parts = (Part.ASKED, Part.ADVICE, Part.SCHOOL_WILL)
    return rows.annotate(**{part.value: Subquery(said[part], output_field=CharField()) for part in parts})


class DiaryTable(SchoolDayTable):
    caption = "Diary"
    export_only = ("asked", "advice", "school_will")

    reference = tables.Column("Entry", orderable=False)
    on = tables.Column("Day", order_by=("on", "pk"))
    what = tables.Column("Kind", orderable=False)
    worker = tables.Column("By", accessor="worker__name", orderable=False)
    with_whom = tables.Column("With", orderable=False)
    about = tables.Column("About", accessor="pupil__short_name", default=ANONYMOUS, orderable=False)
    state = tables.Column("State", orderable=False)
    follow_up = tables.Column("Follow up", accessor="follow_up_by", orderable=False)
    asked = tables.Column("What was asked", visible=False)
    advice = tables.Column("Advice given", visible=False)
    school_will = tables.Column("What the school will do", visible=False)

    def render_reference(self, value: str) -> SafeString:
        return format_html('<span class="portal-reference">{}</span>', value)

    def link_reference(self, record: DiaryEntry) -> str:
        return record.get_absolute_url()

    def render_on(self, value: date) -> str:
        return short_date(value)

    def render_state(self, record: DiaryEntry) -> SafeString:
        state = tag(record.get_state_display(), COLOURS[State(record.state)])
        return state if record.is_shared else format_html("{} {}", state, tag("Not shared", "orange"))

    def value_state(self, record: DiaryEntry) -> str:
        return record.get_state_display()

    def value_about(self, record: DiaryEntry) -> str:
        return record.pupil.reference if record.pupil else ANONYMOUS

    def render_follow_up(self, record: DiaryEntry) -> str | SafeString:
        if record.follow_up_by is None or record.followed_up_at:
            return "Done"
        today = timezone.localdate()
        words = days_left(record.follow_up_by, today, self.calendars[record.school_id])
        if record.follow_up_by < today:
            return format_html("{} {}", short_date(record.follow_up_by), tag(words, "red"))
        return f"{short_date(record.follow_up_by)} ({words})"

    def value_follow_up(self, record: DiaryEntry) -> date | str:
        return "Done" if record.followed_up_at else record.follow_up_by or ""


class DiaryFilter(django_filters.FilterSet):
    """Filters of one school's diary."""

    kind = django_filters.ChoiceFilter(label="Kind", choices=Kind.choices, empty_label="Any kind")
    state = django_filters.ChoiceFilter(label="State", choices=State.choices, empty_label="Any state")
    worker = django_filters.ChoiceFilter(label="By", field_name="worker__reference", empty_label="Anybody")
    term = django_filters.ChoiceFilter(label="Term", method="filter_term", empty_label="Any term")
    about = django_filters.ChoiceFilter(
        label="About",
        choices=[("pupil", "A pupil"), ("anonymous", ANONYMOUS)],
        method="filter_about",
        empty_label="Either",
    )
    follow_up = django_filters.ChoiceFilter(
        label="Follow-up", choices=[("open", "Still open")], method="filter_follow_up", empty_label="Any"
    )

    class Meta:
        model = DiaryEntry
        form = FilterForm
        fields = ()

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workers = User.objects.filter(diary_entries__in=self.queryset.order_by()).distinct()
        self.terms = {f"{term.starts_on:%Y-%m-%d}": term for term in last_terms(school)}
        self.filters["worker"].extra["choices"] = list(
            workers.order_by("name", "pk").values_list("reference", "name")
        )
        self.filters["term"].extra["choices"] = [(key, term.name) for key, term in self.terms.items()]

    def filter_term(self, rows: DiaryEntryQuerySet, name: str, value: str) -> DiaryEntryQuerySet:
        term = self.terms[value]
        return rows.between(term.starts_on, term.ends_on)

    def filter_about(self, rows: DiaryEntryQuerySet, name: str, value: str) -> DiaryEntryQuerySet:
        return rows.filter(pupil__isnull=value == "anonymous")

    def filter_follow_up(self, rows: DiaryEntryQuerySet, name: str, value: str) -> DiaryEntryQuerySet:
        return rows.to_follow_up()


def last_terms(school: School) -> list[TermSpan]:
    """This statutory term of a school and those before it, the latest first."""
    terms = [statutory_term(timezone.localdate(), school.pk)]
    while len(terms) < TERMS_SHOWN:
        terms.append(statutory_term(terms[-1].starts_on - timedelta(days=1), school.pk))
    return terms


class NotSeenTable(PortalTable):
    caption = "Schools without a contact this term"

    name = tables.Column("School", order_by=("name", "pk"))
    phase = tables.Column("Phase", orderable=False)
    last_contact = tables.Column("Last contact", default="Never", order_by=("last_contact", "name", "pk"))
    diary = tables.Column("Diary", empty_values=(), orderable=False, exclude_from_export=True)

    def link_name(self, record: School) -> str:
        return record.get_absolute_url()

    def render_last_contact(self, value: date) -> str:
        return plain_date(value)

    def render_diary(self, record: School) -> SafeString:
        return format_html(
            '<a class="govuk-link" href="{}">Add to the diary'
            '<span class="govuk-visually-hidden"> of {}</span></a>',
            reverse("diary:add", args=[record.urn]),
            record.name,
        )


class NotSeenFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="School", lookup_expr="icontains", max_length=100)

    class Meta:
        model = School
        form = FilterForm
        fields = ()


def with_last_contact(rows: QuerySet[School]) -> QuerySet[School]:
    """Adds `last_contact`, the day of the last entry that happened."""
    latest = DiaryEntry.objects.done().filter(school=OuterRef("pk")).order_by("-on").values("on")[:1]
    return rows.annotate(last_contact=Subquery(latest))
