"""Patterns in a school's concerns: the register as it is filtered, counted."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.patterns import as_rows, patterns
from exclusions.concerns.views.register import ConcernList
from portal.audit.enums import Kind
from portal.core.listing import EXPORT_FORMATS, csv_response, workbook_response


class Patterns(ConcernList):
    """The same rows and the same filters as the register, so that every count leads to exactly its list."""

    title, audit_noun = "Patterns in concerns", "concern.patterns"
    template_name = "concerns/patterns.html"

    # Not the rows themselves: a file of counts is small, and made at once.
    exports = False

    def page(self) -> HttpResponse:
        total, shown = patterns(self.object_list, self.request.GET)
        kind = self.request.GET.get("export")
        if kind in EXPORT_FORMATS:
            return self._file(str(kind), as_rows(total, shown))
        self._keep(Kind.VIEW, "view", {"rows": total})
        context = {
            "filter": self.filterset,
            "title": self.title,
            "total": total,
            "patterns": shown,
            "trail": [("Concerns", reverse("concerns:list"))],
            "list_url": f"{reverse('concerns:list')}?{self.request.GET.urlencode()}",
        }
        return self.response_class(self.request, [self.template_name], context)

    def _file(self, kind: str, rows: Iterable[list[Any]]) -> Any:
        self._keep(Kind.EXPORT, "export", {"format": kind})
        name = f"patterns-{timezone.localdate():%Y-%m-%d}"
        return csv_response(rows, name) if kind == "csv" else workbook_response([(self.title, rows)], name)

    def _keep(self, kind: Kind, verb: str, detail: dict[str, Any]) -> None:
        self._record(kind, verb, [], {"filters": sorted(self.request.GET.keys() - {"export"}), **detail})
