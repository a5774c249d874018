"""Schools by one training: who needs it there, who has it in date, and how much of the staff."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from portal.core.templatetags.portal import short_date
from resources.training.models import Course, StaffCount, Training
from schools.links.models import Link
from schools.register.models import School


def with_course(schools: QuerySet[School], course: Course, on: date) -> QuerySet[School]:
    """Adds of a course on a day `needed` and `held`, people whom the portal knows, and the school's own last
    count: `staff`, `trained`, `counted_on`, None where it never counted.
    """
    links = Link.objects.active(on).filter(
        school=OuterRef("pk"), capacity__in=course.needed_as, user__is_active=True
    )
    in_date = Training.objects.in_date(on).filter(course=course)
    counts = StaffCount.objects.filter(school=OuterRef("pk"), course=course, as_at__lte=on)
    return schools.annotate(
        needed=_people(links),
        held=_people(links.filter(user__in=in_date.values("person"))),
        staff=Subquery(counts.values("staff")[:1]),
        trained=Subquery(counts.values("trained")[:1]),
        counted_on=Subquery(counts.values("as_at")[:1]),
    )


def _people(links: QuerySet[Link]) -> Coalesce:
    counted = links.order_by().values("school").annotate(n=Count("user", distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)


# Somebody who needs it lacks it, or part of the staff that the school counted.
SOMEBODY_LACKS_IT = Q(held__lt=F("needed")) | Q(trained__lt=F("staff"))


class TrainingTable(PortalTable):
    caption = "Schools and a training"

    name = tables.Column("School", order_by=("name", "pk"))
    needed = tables.Column("Need it", order_by=("needed", "name", "pk"))
    held = tables.Column("Have it in date", order_by=("held", "name", "pk"))
    staff = tables.Column("Staff, by the school’s count", default="Not counted", orderable=False)
    counted_on = tables.Column("Counted on", default="", orderable=False)

    def link_name(self, record: School) -> str:
        return reverse("training:school", args=[record.urn])

    def render_held(self, value: int, record: Any) -> str | SafeString:
        return str(value) if value >= record.needed else format_html("{} {}", value, tag("Missing", "yellow"))

    def value_held(self, record: Any) -> int:
        return int(record.held)

    def render_staff(self, value: int, record: Any) -> str:
        return self.value_staff(record)

    def value_staff(self, record: Any) -> str:
        return "" if record.staff is None else f"{record.trained} of {record.staff}"

    def render_counted_on(self, value: date) -> str:
        return short_date(value)


class TrainingFilter(django_filters.FilterSet):
    """`course` chooses whose figures the view adds; it narrows nothing."""

    course = django_filters.ChoiceFilter(label="Training", empty_label=None, method="any_school")
    lacks = django_filters.ChoiceFilter(
        label="In date",
        choices=[("yes", "Somebody lacks it")],
        empty_label="Everybody or not",
        method="where_it_lacks",
    )
    name = django_filters.CharFilter(label="School", lookup_expr="icontains", max_length=100)

    class Meta:
        model = School
        form = FilterForm
        fields = ()

    def __init__(self, *args: Any, courses: list[Course], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["course"].extra["choices"] = [(course.code, course.name) for course in courses]

    def any_school(self, rows: QuerySet[School], name: str, value: str) -> QuerySet[School]:
        return rows

    def where_it_lacks(self, rows: QuerySet[School], name: str, value: str) -> QuerySet[School]:
        return rows.filter(SOMEBODY_LACKS_IT)
