"""Which schools have signed this academic year."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import F, OuterRef, QuerySet, Subquery

from exclusions.protocol.commitment.models import Commitment
from exclusions.protocol.commitment.services import this_year
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable
from portal.core.templatetags.portal import plain_date
from schools.register.models import School


def with_signature(schools: QuerySet[School]) -> QuerySet[School]:
    """Adds what stands for this academic year: `signed_on`, `signed_by_head`, `signed_by_chair`, `edition`;
    all None where nothing does.
    """
    standing = Commitment.objects.standing().filter(school=OuterRef("pk"), academic_year=this_year())
    return schools.annotate(
        signed_on=Subquery(standing.values("signed_on")[:1]),
        signed_by_head=Subquery(standing.values("head_name")[:1]),
        signed_by_chair=Subquery(standing.values("chair_name")[:1]),
        edition=Subquery(standing.values("charter__number")[:1]),
    )


class CommitmentTable(PortalTable):
    caption = "Commitments of schools"

    name = tables.Column("School", order_by=("name", "pk"))
    phase = tables.Column("Phase", orderable=False)
    signed_on = tables.Column("Signed on", default="Not signed", order_by=("signed_on", "name", "pk"))
    head = tables.Column("Headteacher", accessor="signed_by_head", orderable=False)
    chair = tables.Column("Chair", accessor="signed_by_chair", orderable=False)
    edition = tables.Column("Edition", orderable=False)

    def link_name(self, record: School) -> str:
        return record.get_absolute_url()

    def render_signed_on(self, value: date) -> str:
        return plain_date(value)


class CommitmentFilter(django_filters.FilterSet):
    signed = django_filters.ChoiceFilter(
        label="This academic year",
        choices=[("yes", "Signed"), ("no", "Not signed")],
        method="filter_signed",
        empty_label="Signed or not",
    )
    name = django_filters.CharFilter(label="School", lookup_expr="icontains", max_length=100)

    class Meta:
        model = School
        form = FilterForm
        fields = ()

    def filter_signed(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(signed_on__isnull=value == "no")


def unsigned_first(rows: QuerySet[School]) -> QuerySet[School]:
    """Those to talk to first, then the latest signatures."""
    return rows.order_by(F("signed_on").desc(nulls_first=True), "name", "pk")
