"""The team and its concerns: columns and filters of the pages and of their files."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exclusions.concerns.models import Concern, ConcernQuerySet
from linkworkers.inbox.listing import QueueFilter, QueueTable
from linkworkers.inbox.team import COUNTED, area_of, workers_of
from portal.accounts.models import User
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable
from schools.register.models import School

NOBODY = "nobody"


class TeamTable(PortalTable):
    caption = "Link social workers and what they carry"

    name = tables.Column("Worker")
    concerns = tables.Column("Open concerns")
    danger = tables.Column(COUNTED["danger"])
    overdue = tables.Column(COUNTED["overdue"])
    today = tables.Column(COUNTED["today"])
    unseen = tables.Column(COUNTED["unseen"])
    cases = tables.Column("Open cases")
    schools = tables.Column("Schools")

    class Meta:
        model = User
        fields = ()
        order_by = ("name",)

    def render_name(self, record: User) -> str:
        return record.name if record.is_active else f"{record.name} (access ended)"

    def render_concerns(self, value: int, record: User) -> SafeString | int:
        return _listed(value, record, "open concerns")

    def render_danger(self, value: int, record: User) -> SafeString | int:
        return _listed(value, record, "in danger", "danger")

    def render_overdue(self, value: int, record: User) -> SafeString | int:
        return _listed(value, record, "overdue", "overdue")

    def render_today(self, value: int, record: User) -> SafeString | int:
        return _listed(value, record, "to decide today", "today")

    def render_unseen(self, value: int, record: User) -> SafeString | int:
        return _listed(value, record, "not looked at in time", "unseen")


def _listed(count: int, worker: User, words: str, urgency: str = "") -> SafeString | int:
    """The count as a link to exactly the list it counts."""
    if not count:
        return 0
    asked = {"worker": worker.reference, **({"urgency": urgency} if urgency else {})}
    return format_html(
        '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> of {}: {}</span></a>',
        reverse("inbox:team_concerns", query=asked),
        count,
        worker.name,
        words,
    )


class TeamFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="Name", lookup_expr="icontains", max_length=100)

    class Meta:
        model = User
        form = FilterForm
        fields = ()


class TeamConcernTable(QueueTable):
    caption = "Open concerns of the team"

    choose = tables.Column("Choose", empty_values=(), orderable=False, exclude_from_export=True)
    worker = tables.Column("With", accessor="taken_by__name", default="Nobody", orderable=False)

    class Meta:
        sequence = ("choose", "reference", "due", "worker", "...")

    def render_choose(self, record: Concern) -> SafeString:
        """Belongs to the form below the list, wherever on the page the list stands."""
        return format_html(
            '<input type="checkbox" class="portal-choose" form="reassign" name="concern" '
            'value="{0}:{1}" aria-label="Choose {0}">',
            record.reference,
            record.version,
        )

    def open_at(self, record: Concern) -> str:
        return record.get_absolute_url()


def area_schools(request: Any) -> QuerySet[School]:
    return area_of(request.user).limit(School.objects.order_by("name", "pk"), "pk")


def team_choices(request: Any) -> list[tuple[str, str]]:
    user: User | AnonymousUser = request.user
    people = workers_of(user).order_by("name", "pk").values_list("reference", "name")
    return [(NOBODY, "Nobody: unclaimed"), *people]


class TeamConcernFilter(QueueFilter):
    worker = django_filters.ChoiceFilter(label="With", method="filter_worker", empty_label="Anybody")
    school = django_filters.ModelChoiceFilter(
        label="School", queryset=area_schools, to_field_name="urn", empty_label="All schools of my area"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.filters["tab"]
        self.filters["worker"].extra["choices"] = team_choices(self.request)
        self.filters.move_to_end("worker", last=False)

    def filter_worker(self, rows: ConcernQuerySet, name: str, value: str) -> ConcernQuerySet:
        return rows.filter(taken_by=None) if value == NOBODY else rows.filter(taken_by__reference=value)
