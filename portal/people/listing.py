"""The list of people: columns and filters."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.accounts.enums import Reach, Role
from portal.accounts.models import User
from portal.accounts.roles import roles_reaching
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable

ACTIVE = [("yes", "May sign in"), ("no", "Access has ended")]


class PersonTable(PortalTable):
    caption = "People"

    name = tables.Column("Name")
    email = tables.Column("Email address")
    agency = tables.Column("School or service")
    roles = tables.Column("Authority roles", orderable=False, empty_values=())
    is_active = tables.Column("Access")
    last_login = tables.Column("Last signed in")

    class Meta:
        model = User
        fields = ()
        order_by = ("name",)

    def render_name(self, record: User) -> SafeString:
        address = reverse("people:person", args=[record.reference])
        return format_html('<a class="govuk-link" href="{}">{}</a>', address, record.name)

    def value_roles(self, record: User) -> str:
        held = [Role(g.role).label for g in record.grants_now if g.role in Role]  # type: ignore[attr-defined]
        return ", ".join(sorted(held))

    def render_roles(self, record: User) -> str:
        return self.value_roles(record) or "–"

    def value_is_active(self, record: User) -> str:
        if not record.is_active:
            return "Ended"
        return "May sign in" if record.has_usable_password() else "Invited"

    def render_is_active(self, record: User) -> str:
        return self.value_is_active(record)


class PersonFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Name or email address", method="search")
    role = django_filters.ChoiceFilter(
        label="Authority role",
        choices=[(r.value, r.label) for r in roles_reaching(Reach.AUTHORITY)],
        method="holding",
    )
    active = django_filters.ChoiceFilter(label="Access", choices=ACTIVE, method="with_access")

    class Meta:
        model = User
        fields: tuple[str, ...] = ()
        form = FilterForm

    def search(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def holding(self, rows: QuerySet[User], name: str, value: Any) -> QuerySet[User]:
        return rows.filter(role_grants__role=value, role_grants__ended_at=None)

    def with_access(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(is_active=value == "yes")
