"""Rates school by school."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.functional import cached_property

from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable
from portal.dashboards.models import Rate, SchoolMeasures
from portal.dashboards.rates.funnel import position
from portal.dashboards.rates.groups import Group
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
    one_plus_rate = CountColumn("one_plus", per_hundred=True, verbose_name="per 100 pupils")
    position = tables.Column(
        verbose_name="Pupils suspended, against the phase", orderable=False, empty_values=(), accessor="pk"
    )
    perm_excl = CountColumn("perm_excl", verbose_name="Permanent exclusions")

    def link_school(self, record: Rate) -> str:
        return record.school.get_absolute_url() if record.school else ""

    def render_phase(self, record: Rate) -> str:
        return str(EducationPhase(record.phase).label)

    value_phase = render_phase

    def render_position(self, record: Rate) -> str:
        return position(record, self.of_phase.get((record.year_id, record.period, record.phase)))

    value_position = render_position

    @cached_property
    def of_phase(self) -> dict[tuple[int, str, str], Rate]:
        """All schools of a phase together, by year, period and phase."""
        rows = Rate.objects.filter(school=None, group=Group.TOTAL)
        return {(row.year_id, row.period, row.phase): row for row in rows}

    def value_headcount(self, record: Rate) -> Any:
        return self._value("headcount", record)

    def value_suspension(self, record: Rate) -> Any:
        return self._value("suspension", record)

    def value_susp_rate(self, record: Rate) -> Any:
        return self._value("susp_rate", record)

    def value_one_plus(self, record: Rate) -> Any:
        return self._value("one_plus", record)

    def value_one_plus_rate(self, record: Rate) -> Any:
        return self._value("one_plus_rate", record)

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


def number_column(name: str, words: str) -> tables.Column:
    """One count of what a school did beside suspension. Sorted by nothing: order would tell."""
    return tables.Column(accessor=f"shown__{name}", verbose_name=words, orderable=False)


class SchoolMeasuresTable(PortalTable):
    caption = "Beside suspension, by school"

    school = tables.Column(accessor="school__name", verbose_name="School", order_by=("school__name", "pk"))
    directions = number_column("directions", "Off-site directions")
    directions_long = number_column("directions_long", "longer than 13 weeks")
    moves = number_column("moves", "Managed moves")
    moves_not_sustained = number_column("moves_not_sustained", "not sustained")
    timetables = number_column("timetables", "Part-time timetables")
    timetables_long = number_column("timetables_long", "longer than 6 weeks")
    separations = number_column("separations", "Separations")
    separations_long = number_column("separations_long", "longer than 10 school days")
    meetings = number_column("meetings", "Meetings about a return")
    meetings_late = number_column("meetings_late", "later than 1 school day")
    cancelled = number_column("cancelled", "Suspensions and exclusions cancelled")

    def link_school(self, record: SchoolMeasures) -> str:
        return record.school.get_absolute_url()


def year_choices() -> list[tuple[int, str]]:
    """Academic years that were counted, the newest first."""
    return [(each.year, f"{each.year}/{(each.year + 1) % 100:02d}") for each in years()]


class SchoolMeasuresFilter(django_filters.FilterSet):
    """One academic year at a time, the newest unless told otherwise."""

    year = django_filters.ChoiceFilter(
        "year__year", label="Academic year", choices=year_choices, empty_label=None
    )
    name = django_filters.CharFilter("school__name", "icontains", label="School", max_length=100)

    class Meta:
        model = SchoolMeasures
        fields: tuple[str, ...] = ()
        form = FilterForm

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        newest = next(iter(year_choices()), None)
        if data is not None and newest and not data.get("year"):
            data = data.copy()
            data["year"] = newest[0]
        super().__init__(data, *args, **kwargs)


def school_measures() -> QuerySet[SchoolMeasures]:
    """Every row of a school, by name."""
    return SchoolMeasures.objects.select_related("school").order_by("school__name", "pk")
