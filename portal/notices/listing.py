"""The log of emails that administrators watch: to whom, when, what the mail server said, never the words."""

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.utils.safestring import SafeString

from portal.core.filter_form import FilterForm
from portal.core.tables import PortalTable, tag
from portal.core.templatetags.portal import moment
from portal.notices import kinds
from portal.notices.models import Delivery, DeliveryQuerySet

STATES = {
    "trouble": ("Not arrived", "red"),
    "waiting": ("Waits", "grey"),
    "given_up": ("Given up", "red"),
    "sent": ("Sent", "green"),
}


def state_of(delivery: Delivery) -> str:
    if delivery.sent_at:
        return "sent"
    if delivery.given_up_at:
        return "given_up"
    return "trouble" if delivery.error else "waiting"


def what(delivery: Delivery) -> str:
    """What kind of email it is, in words and without any reference."""
    if delivery.digest:
        return f"Digest: {delivery.digest.get_way_display().lower()}"
    assert delivery.notice is not None  # noqa: S101 -- of a notice or a digest
    words = kinds.of(delivery.notice.kind).words
    return words[:1].upper() + words[1:]


class EmailTable(PortalTable):
    caption = "Emails"

    written_at = tables.Column("Written", order_by=("written_at", "pk"))
    person = tables.Column("To", accessor="subject__user__name", orderable=False)
    what = tables.Column("Sent when", empty_values=(), orderable=False)
    state = tables.Column("State", empty_values=(), orderable=False)
    attempts = tables.Column("Tries", orderable=False)
    error = tables.Column("Answer of the mail server", orderable=False)
    next_attempt_at = tables.Column("Sent, or next try", orderable=False)

    def link_written_at(self, record: Delivery) -> str:
        return record.get_absolute_url()

    def render_written_at(self, record: Delivery) -> str:
        return moment(record.written_at)

    def value_what(self, record: Delivery) -> str:
        return what(record)

    def render_what(self, record: Delivery) -> str:
        return what(record)

    def render_state(self, record: Delivery) -> SafeString:
        return tag(*STATES[state_of(record)])

    def value_state(self, record: Delivery) -> str:
        return STATES[state_of(record)][0]

    def render_next_attempt_at(self, record: Delivery) -> str:
        if record.given_up_at:
            return "–"
        return moment(record.sent_at or record.next_attempt_at)

    def value_next_attempt_at(self, record: Delivery) -> str:
        return self.render_next_attempt_at(record)


class EmailFilter(django_filters.FilterSet):
    """Without a choice those that have not arrived: what an administrator has to do something about."""

    state = django_filters.ChoiceFilter(
        label="State",
        choices=[("waiting", "Waiting"), ("sent", "Sent"), ("all", "All")],
        method="filter_state",
        empty_label="Not arrived",
    )
    q = django_filters.CharFilter(label="To", method="search")

    class Meta:
        model = Delivery
        form = FilterForm
        fields = ()

    def filter_queryset(self, queryset: DeliveryQuerySet) -> DeliveryQuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.in_trouble()

    def filter_state(self, rows: DeliveryQuerySet, name: str, value: str) -> DeliveryQuerySet:
        if value == "sent":
            return rows.exclude(sent_at=None)
        return rows.waiting() if value == "waiting" else rows

    def search(self, rows: DeliveryQuerySet, name: str, value: str) -> DeliveryQuerySet:
        named = Q()
        for way in ("notice", "digest"):
            named |= Q(**{f"{way}__user__name__icontains": value})
            named |= Q(**{f"{way}__user__email__icontains": value})
        return rows.filter(named)
