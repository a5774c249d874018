"""The list from which the inclusion board is told how many concerns are late for days: never which."""

from datetime import date
from functools import cached_property
from typing import Any

import django_filters
import django_tables2 as tables
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exclusions.concerns.models import Concern, ConcernQuerySet
from linkworkers.inbox.models import on_the_boards_list
from portal.audit.listing import RecordListing
from portal.core.filter_form import FilterForm
from portal.core.templatetags.portal import short_date
from schools.calendars.listing import SchoolDayTable
from schools.links.standing import standing_of
from schools.register.enums import Phase


class LateTable(SchoolDayTable):
    caption = "Concerns that are late"

    reference = tables.Column("Concern", orderable=False)
    school = tables.Column("School", accessor="school__name", orderable=False)
    decide_by = tables.Column("Was due", orderable=False)
    days_late = tables.Column("School days late", empty_values=(), orderable=False)
    taken_by = tables.Column("With", accessor="taken_by__name", default="Nobody", orderable=False)
    status = tables.Column("Status", accessor="state", orderable=False)

    def render_reference(self, record: Any) -> str | SafeString:
        """A link for those alone who may read the concern."""
        if record.pk not in self.readable:
            return str(record.reference)
        link = '<a class="govuk-link portal-reference" href="{}">{}</a>'
        return format_html(link, record.get_absolute_url(), record.reference)

    @cached_property
    def readable(self) -> set[int]:
        """Which of this page the viewer may open."""
        shown = [row.record.pk for row in self.paginated_rows]
        seen = Concern.objects.visible_to(self.request.user).filter(pk__in=shown)
        return set(seen.values_list("pk", flat=True))

    def render_decide_by(self, value: date) -> str:
        return short_date(value)

    def render_days_late(self, record: Concern) -> int:
        return self.calendars[record.school_id].count(record.decide_by, timezone.localdate())

    value_days_late = render_days_late

    def render_status(self, record: Concern) -> str:
        return record.get_state_display()


class LateFilter(django_filters.FilterSet):
    school = django_filters.CharFilter(
        label="School", field_name="school__name", lookup_expr="icontains", max_length=100
    )
    phase = django_filters.ChoiceFilter(
        label="Phase", field_name="school__phase", choices=Phase.choices, empty_label="Every phase"
    )

    class Meta:
        model = Concern
        form = FilterForm
        fields = ()


class Late(RecordListing):
    table_class, filterset_class = LateTable, LateFilter
    title, noun, audit_noun = "Late concerns", "concern", "late_concerns"
    template_name = "inbox/late.html"
    empty_text = "No concern has been late for so long."
    definition = "Open concerns whose day of decision passed so many school days ago that they are listed."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("inbox.see_late"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> ConcernQuerySet:
        rows = on_the_boards_list(self.request.user).select_related("school", "taken_by")
        return rows.order_by("decide_by", "pk")

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()
