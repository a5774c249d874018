"""Who opened this record: one search for the data protection officer."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet

from portal.audit.enums import Kind
from portal.audit.models import Event, Seal
from portal.audit.services import record
from portal.audit.trail import DAYS_SHOWN, EventFilter, EventTable, events
from portal.core.listing import ListingView
from portal.core.references import tidy_reference

CAPACITY = "Data protection officer"


class Trail(PermissionRequiredMixin, ListingView):
    permission_required = "audit.see_audit"
    raise_exception = True
    template_name = "audit/trail.html"
    table_class, filterset_class = EventTable, EventFilter
    title, noun = "Who did and saw what", "act"
    intro = (
        f"Name a record, a person or a first day to see more than {DAYS_SHOWN} days. "
        "Your own searches are written down too."
    )
    empty_text = "Nothing was recorded that matches."

    def get_queryset(self) -> QuerySet[Event]:
        return events()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(seal=Seal.objects.order_by("-pk").first(), **kwargs)

    def seen(self, records: Any) -> None:
        asked = sorted(name for name in self.filterset.form.fields if self.request.GET.get(name))
        if asked:
            self._record(Kind.SEARCH, "audit.search", {"fields": asked})

    def exported(self, kind: str) -> None:
        self._record(Kind.EXPORT, "audit.export", {"format": kind})

    def _record(self, kind: Kind, verb: str, detail: dict[str, Any]) -> None:
        # Not "about" the record: a search of the trail would else stand among those who opened it.
        form = self.filterset.form
        reference = tidy_reference(form.cleaned_data["about"])[:16] if form.is_valid() else ""
        if reference:
            detail["about"] = reference
        record(by=self.request.user, kind=kind, verb=verb, capacity=CAPACITY, detail=detail)
