"""The register of judgements in force, and the alerts: one table and filter each for page and files."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exclusions.risk.alerting import RULES
from exclusions.risk.enums import COLOURS, AlertState, Harm, Level
from exclusions.risk.models import Alert, AlertQuerySet, RiskView, RiskViewQuerySet
from portal.accounts.enums import Power
from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from portal.core.templatetags.portal import short_date
from schools.links.standing import standing_of
from schools.register.models import School

ALERT_COLOURS = {AlertState.OPEN: "red", AlertState.ACTED_ON: "green", AlertState.DISMISSED: "grey"}


def own_schools(request: Any) -> "QuerySet[School]":
    """The schools whose concerns, and so whose judgements, this person may read."""
    return (
        standing_of(request.user).scope(Power.SEE_CONCERNS).limit(School.objects.order_by("name", "pk"), "pk")
    )


class RiskTable(PortalTable):
    caption = "Judgements of risk"
    export_only = ("rationale",)

    reference = tables.Column("Judgement", orderable=False)
    pupil = tables.Column("Pupil", accessor="pupil__short_name", orderable=False)
    level = tables.Column("Level", order_by=("level", "pk"))
    harm = tables.Column("Risk of", orderable=False)
    school = tables.Column("School", accessor="school__name", orderable=False)
    review_on = tables.Column("Look again by", order_by=("review_on", "pk"))
    judged_by = tables.Column("Judged by", accessor="judged_by__name", orderable=False)
    at = tables.Column("On", order_by=("at", "pk"))
    rationale = tables.Column("Why", visible=False)

    def render_level(self, record: RiskView) -> SafeString:
        return tag(record.get_level_display(), COLOURS[Level(record.level)])

    def value_level(self, record: RiskView) -> str:
        return record.get_level_display()

    def link_pupil(self, record: RiskView) -> str:
        return reverse("pupils:tab", args=[record.pupil.reference, "risk"])

    def value_pupil(self, record: RiskView) -> str:
        return record.pupil.reference

    def render_review_on(self, value: date) -> str | SafeString:
        if value < timezone.localdate():
            return format_html("{} {}", short_date(value), tag("Overdue", "red"))
        return short_date(value)

    def render_at(self, record: RiskView) -> str:
        return short_date(record.at)


class RiskFilter(django_filters.FilterSet):
    school = django_filters.ModelChoiceFilter(
        label="School", queryset=own_schools, to_field_name="urn", empty_label="All my schools"
    )
    harm = django_filters.ChoiceFilter(label="Risk of", choices=Harm.choices, empty_label="Any")
    level = django_filters.ChoiceFilter(label="Level", choices=Level.choices, empty_label="Any level")
    review = django_filters.ChoiceFilter(
        label="Look again", choices=[("due", "Due or overdue")], method="filter_review", empty_label="Any"
    )

    class Meta:
        model = RiskView
        form = FilterForm
        fields = ()

    def filter_review(self, rows: RiskViewQuerySet, name: str, value: str) -> RiskViewQuerySet:
        return rows.due(timezone.localdate())


class AlertTable(PortalTable):
    caption = "Alerts"

    reference = tables.Column("Alert", orderable=False)
    rule = tables.Column("Rule", orderable=False)
    pupil = tables.Column("Pupil", accessor="pupil__short_name", orderable=False)
    school = tables.Column("School", accessor="school__name", orderable=False)
    raised_at = tables.Column("Raised", order_by=("raised_at", "pk"))
    state = tables.Column("State", orderable=False)

    def link_reference(self, record: Alert) -> str:
        return record.get_absolute_url()

    def render_rule(self, value: str) -> str:
        return RULES[value].label if value in RULES else value

    def value_rule(self, record: Alert) -> str:
        return self.render_rule(record.rule)

    def value_pupil(self, record: Alert) -> str:
        return record.pupil.reference

    def render_raised_at(self, record: Alert) -> str:
        return short_date(record.raised_at)

    def render_state(self, record: Alert) -> SafeString:
        return tag(record.get_state_display(), ALERT_COLOURS[AlertState(record.state)])

    def value_state(self, record: Alert) -> str:
        return record.get_state_display()


class AlertFilter(django_filters.FilterSet):
    """Without a choice the open ones: what waits for somebody."""

    school = django_filters.ModelChoiceFilter(
        label="School", queryset=own_schools, to_field_name="urn", empty_label="All my schools"
    )
    rule = django_filters.ChoiceFilter(
        label="Rule", choices=lambda: [(r.code, r.label) for r in RULES.values()], empty_label="Any rule"
    )
    state = django_filters.ChoiceFilter(
        label="State",
        choices=[*AlertState.choices[1:], ("all", "Every state")],
        method="filter_state",
        empty_label=AlertState.OPEN.label,
    )

    class Meta:
        model = Alert
        form = FilterForm
        fields = ()

    def filter_queryset(self, queryset: AlertQuerySet) -> AlertQuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.open()

    def filter_state(self, rows: AlertQuerySet, name: str, value: str) -> AlertQuerySet:
        return rows if value == "all" else rows.filter(state=value)
