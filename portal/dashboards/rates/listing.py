"""Rates school by school."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet

from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable
from portal.dashboards.models import Rate
from portal.dashboards.rates.phases import EducationPhase
from portal.dashboards.rates.tables import periods_counted, years
from portal.dashboards.suppression import SYMBOL, in_words

NO_CENSUS = "x"


class CountColumn(tables.Column):
    """A count or a rate; `c` where it is hidden. Sorted by nothing: order would tell."""

    def __init__(self, measure: str, *, per_hundred: bool = False, **kwargs: Any) -> None:
        super().__init__(orderable=False, empty_values=(), accessor="pk", **kwargs)
        self.measure, self.per_hundred = measure, per_hundred

    def figure(self, record: Rate) -> int | float | str:
        needs_census = self.per_hundred or self.measure == "headcount"
        if needs_census and not record.headcount:
            return NO_CENSUS
        found = record.rate(self.measure) if self.per_hundred else record.shown(self.measure)
        return SYMBOL if found is None else found

    def render(self, record: Rate) -> str:
        found = self.figure(record)
        return found if isinstance(found, str) else in_words(found)


class SchoolRateTable(PortalTable):
    caption = "Suspensions and permanent exclusions by school"

    school = tables.Column(accessor="school__name", verbose_name="School", order_by=("school__name", "pk"))
    phase = tables.Column(verbose_name="Phase", orderable=False)
    headcount = CountColumn("headcount", verbose_name="Pupils")
    suspension = CountColumn("suspension", verbose_name="Suspensions")
    susp_rate = CountColumn("suspension", per_hundred=True, verbose_name="per 100 pupils")
    one_plus = CountColumn("one_plus", verbose_name="Pupils suspended")
    perm_excl = CountColumn("perm_excl", verbose_name="Permanent exclusions")

    def link_school(self, record: Rate) -> str:
        return record.school.get_absolute_url() if record.school else ""

    def render_phase(self, record: Rate) -> str:
        return str(EducationPhase(record.phase).label)

    value_phase = render_phase

    def value_headcount(self, record: Rate) -> Any:
        return self._value("headcount", record)

    def value_suspension(self, record: Rate) -> Any:
        return self._value("suspension", record)

    def value_susp_rate(self, record: Rate) -> Any:
        return self._value("susp_rate", record)

    def value_one_plus(self, record: Rate) -> Any:
        return self._value("one_plus", record)

    def value_perm_excl(self, record: Rate) -> Any:
        return self._value("perm_excl", record)

    def _value(self, name: str, record: Rate) -> Any:
        return self.base_columns[name].figure(record)


def period_choices() -> list[tuple[str, str]]:
    """Terms and years that were counted, the newest first."""
    return [(period.code, period.title) for period in periods_counted(years())]


class SchoolRateFilter(django_filters.FilterSet):
    """One term or year at a time, the newest unless told otherwise."""

    period = django_filters.ChoiceFilter(
        label="Term or year", choices=period_choices, method="filter_period", empty_label=None
    )
    name = django_filters.CharFilter("school__name", "icontains", label="School", max_length=100)
    phase = django_filters.ChoiceFilter(
        label="Phase",
        choices=[choice for choice in EducationPhase.choices if choice[0] != EducationPhase.TOTAL],
        empty_label="All phases",
    )

    class Meta:
        model = Rate
        fields: tuple[str, ...] = ()
        form = FilterForm

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        newest = next(iter(period_choices()), None)
        if data is not None and newest and not data.get("period"):
            data = data.copy()
            data["period"] = newest[0]
        super().__init__(data, *args, **kwargs)

    def filter_period(self, rows: QuerySet[Rate], name: str, value: str) -> QuerySet[Rate]:
        year, _, key = value.partition("-")
        return rows.filter(year__year=int(year), period=key)


def school_rates() -> QuerySet[Rate]:
    """Every row of a school, by name."""
    return Rate.objects.exclude(school=None).select_related("school").order_by("school__name", "pk")
