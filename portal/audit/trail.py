"""The trail as the data protection officer searches it: one table and filter for page and export."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.models import Event, EventSubject
from portal.core.filter_form import FilterForm
from portal.core.references import tidy_reference
from portal.core.tables import PortalTable
from portal.core.templatetags.portal import moment

# Without a reference or a person the newest days are shown: nobody reads a whole trail.
DAYS_SHOWN = 7
# Who acts in scheduled jobs.
ITSELF = "The portal itself"
# How the capacity begins of another system that has called (portal.api).
SYSTEM = "System: "


def in_words(verb: str) -> str:
    """`concern.view` as people read it: `Concern: view`."""
    noun, _, act = verb.partition(".")
    return f"{noun}: {act}".replace("_", " ").strip(": ").capitalize()


class EventTable(PortalTable):
    caption = "What was opened, searched, exported and changed"

    at = tables.Column(verbose_name="When", orderable=False)
    actor = tables.Column(accessor="actor__name", verbose_name="Who", empty_values=(), orderable=False)
    capacity = tables.Column(verbose_name="In what capacity", orderable=False)
    kind = tables.Column(verbose_name="What", orderable=False)
    verb = tables.Column(verbose_name="Record and act", orderable=False)
    subjects = tables.Column(empty_values=(), verbose_name="About", orderable=False)
    reason = tables.Column(verbose_name="Why", orderable=False)
    ip = tables.Column(verbose_name="From", orderable=False)

    def render_at(self, value: Any) -> str:
        return moment(value)

    def render_actor(self, record: Event) -> str:
        return self.value_actor(record)

    def render_verb(self, value: str) -> str:
        return in_words(value)

    def render_subjects(self, record: Event) -> SafeString:
        found = ((subject.reference,) for subject in record.subjects.all())
        return format_html_join(" ", '<span class="portal-reference">{}</span>', found)

    def value_subjects(self, record: Event) -> str:
        return " ".join(subject.reference for subject in record.subjects.all())

    def value_actor(self, record: Event) -> str:
        if record.actor:
            return record.actor.name
        return record.capacity if record.capacity.startswith(SYSTEM) else ITSELF


class EventFilter(django_filters.FilterSet):
    about = django_filters.CharFilter(
        method="about_reference", label="Record or pupil", help_text="A reference, such as C-7K3Q9"
    )
    person = django_filters.CharFilter(method="done_by", label="Person", help_text="Name or email address")
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label="What", empty_label="Everything")
    since = django_filters.DateFilter(
        method="from_day", label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        method="until_day", label="Until", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Event
        fields: tuple[str, ...] = ()
        form = FilterForm

    def about_reference(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        about = EventSubject.objects.filter(reference=tidy_reference(value))
        return events.filter(pk__in=about.values("event"))

    def done_by(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        people = User.objects.filter(Q(name__icontains=value) | Q(email__icontains=value))
        return events.filter(actor__in=people.values("pk"))

    # Compared with moments, not by date: only so does the database use the index.
    def from_day(self, events: QuerySet[Event], name: str, value: date) -> QuerySet[Event]:
        return events.filter(at__gte=_start_of(value))

    def until_day(self, events: QuerySet[Event], name: str, value: date) -> QuerySet[Event]:
        return events.filter(at__lt=_start_of(value) + timedelta(days=1))

    @property
    def qs(self) -> QuerySet[Event]:
        events = super().qs
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        if any(asked.get(name) for name in ("about", "person", "since")):
            return events
        last = asked.get("until") or timezone.localdate()
        return events.filter(at__gte=_start_of(last) - timedelta(days=DAYS_SHOWN))


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def events() -> QuerySet[Event]:
    """The trail, newest first, with everything a row shows."""
    return Event.objects.select_related("actor").prefetch_related("subjects").order_by("-at", "-pk")
