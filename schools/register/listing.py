"""The directory of schools: columns and filters of the page and of its files."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from schools.register import lists
from schools.register.enums import LIVE_STATUSES, STATUS_COLOURS, Phase, Status, TypeGroup
from schools.register.models import School
from schools.register.searching import matching

EVERY = "all"
STATUSES = [
    *[(str(status.value), status.label) for status in (Status.CLOSING, Status.PROPOSED, Status.CLOSED)],
    (EVERY, "Every status"),
]


class SchoolTable(PortalTable):
    caption = "Schools"
    export_only = ("urn", "dfe_number", "type_name", "la_name", "postcode", "phone", "trust")

    name = tables.Column("School")
    urn = tables.Column("URN", visible=False)
    dfe_number = tables.Column("DfE number", accessor="laestab", visible=False, orderable=False)
    phase = tables.Column("Phase")
    type_name = tables.Column("Type", visible=False)
    la_name = tables.Column("Local authority", visible=False)
    town = tables.Column("Town")
    postcode = tables.Column("Postcode", visible=False)
    phone = tables.Column("Phone", visible=False)
    trust = tables.Column("Trust", visible=False)
    headcount = tables.Column("Pupils")
    status = tables.Column("Status")

    class Meta:
        model = School
        fields = ()
        order_by = ("name",)

    def render_name(self, record: School) -> SafeString:
        return format_html(
            '<a class="govuk-link" href="{}">{}</a><br><span class="govuk-body-s">{}</span>',
            record.get_absolute_url(),
            record.name,
            record.type_name,
        )

    def render_status(self, record: School) -> SafeString:
        return tag(record.get_status_display(), STATUS_COLOURS[Status(record.status)])

    def value_trust(self, record: School) -> str:
        return record.trust.name if record.trust else ""


class SchoolFilter(django_filters.FilterSet):
    """Every filter lives in the address; without a status the live schools show."""

    q = django_filters.CharFilter(
        label="Name, town, postcode, URN or DfE number", method="search", max_length=100
    )
    phase = django_filters.ChoiceFilter(label="Phase", choices=Phase.choices, empty_label="Every phase")
    type = django_filters.ChoiceFilter(
        label="Type", field_name="type_group", choices=TypeGroup.choices, empty_label="Every type"
    )
    trust = django_filters.ChoiceFilter(label="Trust", field_name="trust__uid", empty_label="Every trust")
    trust_name = django_filters.CharFilter(
        label="Trust’s name", field_name="trust__name", lookup_expr="icontains", max_length=100
    )
    la = django_filters.ChoiceFilter(
        label="Local authority", field_name="la_code", empty_label="Every authority"
    )
    status = django_filters.ChoiceFilter(
        label="Status", choices=STATUSES, empty_label="Open now", method="with_status"
    )

    class Meta:
        model = School
        form = FilterForm
        fields = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        trusts, authorities = lists.trusts(), lists.authorities()
        chosen = str((data or {}).get("trust", ""))
        if not trusts and chosen:
            trusts = lists.trust_named(chosen)
        self._offer("trust", trusts)
        self._offer("la", authorities if len(authorities) > 1 else [])
        if trusts:
            del self.filters["trust_name"]

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        if choices:
            self.filters[name].extra["choices"] = choices
        else:
            del self.filters[name]

    def filter_queryset(self, queryset: QuerySet[School]) -> QuerySet[School]:
        queryset = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data.get("status")
        return queryset if chosen else queryset.filter(status__in=LIVE_STATUSES)

    def with_status(self, queryset: QuerySet[School], name: str, value: str) -> QuerySet[School]:
        return queryset if value == EVERY else queryset.filter(status=value)

    def search(self, queryset: QuerySet[School], name: str, value: str) -> QuerySet[School]:
        return queryset.filter(matching(value))
