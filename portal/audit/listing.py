"""Listings of children's records: what was shown and exported is written down."""

from typing import Any

from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.listing import ListingView


class RecordListing(ListingView):
    """Rows with references; `audit_noun` gives the verbs: `concern.list`, `concern.export`."""

    audit_noun = ""

    def capacity(self) -> str:
        """The roles in which the viewer acts; rooms above the links say it."""
        return ""

    def seen(self, records: Any) -> None:
        # A page of table rows holds BoundRows; their record is what was shown.
        about = list(dict.fromkeys(getattr(row, "record", row).reference for row in records))
        self._record(Kind.VIEW, "list", about, {"rows": len(about)})

    def exported(self, kind: str) -> None:
        detail = {"format": kind, "filters": sorted(self.request.GET.keys() - {"export"})}
        detail["rows"] = self.object_list.count()
        self._record(Kind.EXPORT, "export", [], detail)

    def _record(self, kind: Kind, verb: str, about: list[str], detail: dict[str, Any]) -> None:
        record(
            by=self.request.user,
            kind=kind,
            verb=f"{self.audit_noun}.{verb}",
            about=about,
            capacity=self.capacity(),
            detail=detail,
        )
