"""Coverage by school and load by worker: columns and filters of the pages and of their files."""

from datetime import date, datetime, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linkworkers.allocation.coverage import COLOURS, NONE, STATES, state_is, state_of
from linkworkers.diary.queries import not_seen
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from portal.core.templatetags.portal import plain_date, short_date
from schools.links.contacts import STALE_AFTER
from schools.links.models import EXPECTED, ContactCheck, Link
from schools.register.enums import Phase
from schools.register.models import School


class CoverageTable(PortalTable):
    caption = "Schools and who stands with them"
    export_only = ("urn", "dfe_number", "phase", "trust")

    name = tables.Column("School")
    urn = tables.Column("URN", visible=False)
    dfe_number = tables.Column("DfE number", accessor="laestab", visible=False, orderable=False)
    phase = tables.Column("Phase", visible=False)
    trust = tables.Column("Trust", visible=False)
    state = tables.Column("Lead’s link", empty_values=(), orderable=False)
    lead = tables.Column("Lead", empty_values=(), orderable=False)
    deputy = tables.Column("Deputy", empty_values=(), orderable=False)
    head = tables.Column("Head of service", empty_values=(), orderable=False)
    welfare = tables.Column("Education welfare officer", empty_values=(), orderable=False)
    gaps = tables.Column("Missing", empty_values=(), orderable=False)
    last_contact = tables.Column("Last contact", default="None yet", order_by=("last_contact", "name"))
    checked_at = tables.Column("School’s people checked", default="Never", order_by=("checked_at", "name"))

    class Meta:
        model = School
        fields = ()
        order_by = ("name",)

    def link_name(self, record: School) -> str:
        return record.get_absolute_url()

    def value_trust(self, record: School) -> str:
        return record.trust.name if record.trust else ""

    def render_state(self, record: School) -> SafeString:
        code = state_of(record)
        since = vacant_since(record) if code == NONE else None
        return format_html(
            "{}{}", tag(STATES[code], COLOURS[code]), f" since {plain_date(since)}" if since else ""
        )

    def value_state(self, record: School) -> str:
        since = vacant_since(record) if state_of(record) == NONE else None
        return STATES[state_of(record)] + (f" since {plain_date(since)}" if since else "")

    def render_lead(self, record: School) -> SafeString:
        return _names(record, Role.LEAD_SOCIAL_WORKER)

    def render_deputy(self, record: School) -> SafeString:
        return _names(record, Role.DEPUTY_SOCIAL_WORKER)

    def render_head(self, record: School) -> SafeString:
        return _names(record, Role.HEAD_OF_SERVICE)

    def render_welfare(self, record: School) -> SafeString:
        return _names(record, Role.WELFARE_OFFICER)

    def render_gaps(self, record: School) -> str:
        return ", ".join(missing_at(record)) or "Nobody"

    def render_last_contact(self, value: date) -> str:
        return short_date(value)

    def render_checked_at(self, value: datetime) -> str:
        return short_date(timezone.localdate(value))

    def value_checked_at(self, record: School) -> date | str:
        checked_at: datetime | None = record.checked_at  # type: ignore[attr-defined]
        return timezone.localdate(checked_at) if checked_at else "Never"

    def value_lead(self, record: School) -> str:
        return names_in_words(record, Role.LEAD_SOCIAL_WORKER)

    def value_deputy(self, record: School) -> str:
        return names_in_words(record, Role.DEPUTY_SOCIAL_WORKER)

    def value_head(self, record: School) -> str:
        return names_in_words(record, Role.HEAD_OF_SERVICE)

    def value_welfare(self, record: School) -> str:
        return names_in_words(record, Role.WELFARE_OFFICER)

    def value_gaps(self, record: School) -> str:
        return ", ".join(missing_at(record))


def _links(school: School, role: Role) -> list[Link]:
    return [link for link in school.standing if link.capacity == role]  # type: ignore[attr-defined]


def missing_at(school: School) -> list[str]:
    """The capacities every school should have and this one has not today, in words."""
    today = timezone.localdate()
    held = {link.capacity for link in school.standing if link.holds(today)}  # type: ignore[attr-defined]
    return [str(role.label) for role in EXPECTED if role not in held]


def vacant_since(school: School) -> date | None:
    """The first day without a lead, where the school had one before."""
    ended_on: date | None = school.lead_ended_on  # type: ignore[attr-defined]
    return ended_on and ended_on + timedelta(days=1)


def _said(school: School, role: Role) -> list[str]:
    """Each holder, from or until when, and who covers them now."""
    today, said = timezone.localdate(), []
    for link in _links(school, role):
        words = link.user.name
        if link.starts_on > today:
            words += f" from {short_date(link.starts_on)}"
        if link.ends_on:
            words += f" until {short_date(link.ends_on)}"
        for cover in link.stand_ins:  # type: ignore[attr-defined]
            words += f", covered by {cover.user.name} until {short_date(cover.ends_on)}"
        said.append(words)
    return said


def names_in_words(school: School, role: Role) -> str:
    """Who stands with a school in a capacity, from or until when, and who covers them."""
    return "; ".join(_said(school, role))


def _names(school: School, role: Role) -> SafeString:
    said = _said(school, role)
    return format_html_join(SafeString("<br>"), "{}", ((words,) for words in said)) or SafeString("–")


class CoverageFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="Lead’s link", choices=list(STATES.items()), empty_label="Every school", method="with_the_state"
    )
    phase = django_filters.ChoiceFilter(label="Phase", choices=Phase.choices, empty_label="Every phase")
    trust = django_filters.CharFilter(
        label="Trust", field_name="trust__name", lookup_expr="icontains", max_length=100
    )
    school = django_filters.CharFilter(
        label="School", field_name="name", lookup_expr="icontains", max_length=100
    )
    worker = django_filters.CharFilter(label="Worker", method="with_worker", max_length=100)
    contact = django_filters.ChoiceFilter(
        label="Contact", choices=[("none", "None this term")], empty_label="Any", method="with_contact"
    )
    people = django_filters.ChoiceFilter(
        label="School’s people",
        choices=[("unchecked", "Not checked for a term")],
        empty_label="Any",
        method="with_people_checked",
    )

    class Meta:
        model = School
        form = FilterForm
        fields = ()

    def with_the_state(self, rows: QuerySet[School], name: str, value: str) -> QuerySet[School]:
        return rows.filter(state_is(value))

    def with_worker(self, rows: QuerySet[School], name: str, value: str) -> QuerySet[School]:
        """Schools with which somebody of this name stands today, by link or cover."""
        return rows.filter(pk__in=schools_with_worker(value))

    def with_contact(self, rows: QuerySet[School], name: str, value: str) -> QuerySet[School]:
        """Schools whose diary has no entry since the statutory term began there (domain.md 5.2)."""
        return rows.filter(pk__in=not_seen(rows.order_by().values_list("pk", flat=True)))

    def with_people_checked(self, rows: QuerySet[School], name: str, value: str) -> QuerySet[School]:
        """Schools that have not looked through who stands there for as long as makes it stale."""
        checked = ContactCheck.objects.filter(checked_at__gte=timezone.now() - STALE_AFTER)
        return rows.exclude(pk__in=checked.values("school"))


def schools_with_worker(name: str) -> QuerySet[Any]:
    """Ids of schools with which somebody of this name stands for the authority today."""
    today = timezone.localdate()
    links = Link.objects.active(today).filter(capacity__in=EXPECTED, user__name__icontains=name)
    covered = Link.objects.active(today).filter(
        covers__user__name__icontains=name, covers__starts_on__lte=today, covers__ends_on__gte=today
    )
    return links.order_by().values("school").union(covered.order_by().values("school"))


class LoadTable(PortalTable):
    caption = "Workers and what they carry"
    export_only = ("job_title",)

    name = tables.Column("Worker")
    job_title = tables.Column("Job", visible=False)
    schools_held = tables.Column("Schools")
    schools_covered = tables.Column("Schools covered")
    concerns_held = tables.Column("Open concerns")
    concerns_late = tables.Column("Concerns overdue")
    cases_held = tables.Column("Open cases")
    cases_late = tables.Column("Cases overdue")
    cover = tables.Column("Cover", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        model = User
        fields = ()
        order_by = ("name",)

    def link_name(self, record: User) -> str:
        return reverse("allocation:coverage", query={"worker": record.name})

    def render_concerns_late(self, value: int) -> str | SafeString:
        return _late(value)

    def render_cases_late(self, value: int) -> str | SafeString:
        return _late(value)

    def render_cover(self, record: User) -> SafeString:
        return format_html(
            '<a class="govuk-link" href="{}">Name a stand-in'
            '<span class="govuk-visually-hidden"> for {}</span></a>',
            reverse("links:cover", args=[record.reference]),
            record.name,
        )


def _late(value: int) -> str | SafeString:
    return tag(str(value), "red") if value else "0"


class LoadFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="Name", lookup_expr="icontains", max_length=100)
    late = django_filters.ChoiceFilter(
        label="Overdue",
        choices=[("yes", "With something overdue")],
        empty_label="Everybody",
        method="with_late",
    )

    class Meta:
        model = User
        form = FilterForm
        fields = ()

    def with_late(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        # Pairs, since these are annotations, which the type checker does not know of.
        return rows.filter(Q(("concerns_late__gt", 0)) | Q(("cases_late__gt", 0)))
