"""Open cases counted by school, by lead or by stage: how many, how many late, how many due this week."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
import django_tables2 as tables
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from exclusions.protocol.listing import week_end
from exclusions.protocol.models import Case, CaseQuerySet, late
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable
from schools.register.filters import SchoolFilter


@dataclass(frozen=True)
class Grouping:
    """`key` is what a group's cases have in common, `query(row)` the filter that lists exactly them."""

    label: str
    noun: str
    key: str
    name: str
    nameless: str
    field: str

    def query(self, row: dict[str, Any]) -> dict[str, str]:
        if row["key"] is None:
            return {"lead": "nobody"}
        return {self.field: str(row["key"])}


GROUPINGS = {
    "school": Grouping("By school", "school", "school__urn", "school__name", "", "school"),
    "lead": Grouping("By lead", "lead", "lead__reference", "lead__name", "Nobody yet", "led_by"),
    "stage": Grouping("By stage", "stage", "stage__code", "stage__name", "", "stage"),
}


def counted(cases: CaseQuerySet, by: Grouping) -> QuerySet[Any, Any]:
    """Rows of `key`, `name`, `open`, `late`, `week`; those with most that is late first."""
    today = timezone.localdate()
    rows = cases.open().order_by().values(key=F(by.key), name=F(by.name))
    return rows.annotate(
        open=Count("pk"),
        late=Count("pk", filter=late(today)),
        week=Count("pk", filter=Q(due_on__lte=week_end(today))),
    ).order_by("-late", "-open", "name", "key")


class CountTable(PortalTable):
    caption = "Open cases"

    name = tables.Column("", accessor="name", empty_values=(), orderable=False)
    open = tables.Column("Open", orderable=False)
    late = tables.Column("Overdue", orderable=False)
    week = tables.Column("Due this week, or overdue", orderable=False)

    def __init__(self, *args: Any, by: Grouping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.columns["name"].column.verbose_name = by.noun.capitalize()

    def render_name(self, record: dict[str, Any]) -> str:
        return record["name"] or self.by.nameless

    def link_name(self, record: dict[str, Any]) -> str:
        return self._list(record)

    def link_open(self, record: dict[str, Any]) -> str:
        return self._list(record)

    def link_late(self, record: dict[str, Any]) -> str:
        return self._list(record, overdue="yes")

    def link_week(self, record: dict[str, Any]) -> str:
        return self._list(record, overdue="week")

    def _list(self, record: dict[str, Any], **more: str) -> str:
        query = {"state": "open"} | self.by.query(record) | more
        return f"{reverse('protocol:list')}?{urlencode(query)}"

    def value_name(self, record: dict[str, Any]) -> str:
        return record["name"] or self.by.nameless


class CountFilter(django_filters.FilterSet):
    school = SchoolFilter()

    class Meta:
        model = Case
        form = FilterForm
        fields = ()
