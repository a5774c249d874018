"""What every part of a case's page shows: whom it is about, where it stands, the tabs.

Rooms above draw their own pages of a case with it: `CasePage.open`, `shell`, `seen`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from exclusions.protocol import page
from exclusions.protocol.models import Case
from exclusions.protocol.tabs import Tab, tabs_for
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from schools.links.standing import standing_of


@dataclass
class CasePage:
    """One case as one person sees it. Opening a part of it is written down by `seen`."""

    user: User
    case: Case
    today: date

    @classmethod
    def open(
        cls, request: AuthenticatedRequest, reference: str, permission: str = "protocol.see_case"
    ) -> "CasePage":
        """The page of a case in scope (else 404) for somebody with the permission (else 403)."""
        cases = Case.objects.visible_to(request.user).with_last_stage()
        related = (
            "pupil",
            "school",
            "stage__version",
            "version",
            "lead",
            "opened_by",
            "outcome",
            "duplicate_of",
        )
        case = get_object_or_404(cases.select_related(*related), reference=reference)
        if not request.user.has_perm(permission, case):
            raise PermissionDenied
        return cls(request.user, case, timezone.localdate())

    @property
    def may_work(self) -> bool:
        return self.user.has_perm("protocol.work_case", self.case)

    def seen(self, part: str, *, kind: Kind = Kind.VIEW, verb: str = "view", reason: str = "") -> None:
        """Write down that this person opened a part of the page, printed or exported it."""
        record(
            by=self.user,
            kind=kind,
            verb=f"case.{verb}",
            about=[self.case.reference, self.case.pupil.reference],
            capacity=standing_of(self.user).capacity(self.case.school_id),
            reason=reason,
            detail={"part": part},
        )

    def shell(self, part: str = "") -> dict[str, Any]:
        """The context of the identity bar, the trail and, for a part of the page, the tabs."""
        return {
            "case": self.case,
            "pupil": self.case.pupil,
            "school": self.case.school,
            "year": page.year_of(self.case),
            "trail": [
                ("Cases", reverse("protocol:list")),
                (self.case.reference, self.case.get_absolute_url()),
            ],
        } | (self._tabs(part) if part else {})

    def _tabs(self, part: str) -> dict[str, Any]:
        shown = [Tab(0, "now", "Now"), *tabs_for(self.user, self.case)]
        return {
            "tabs": [(tab.label, self._url_of(tab), tab.name == part) for tab in shown],
            "part_label": next((tab.label for tab in shown if tab.name == part), ""),
        }

    def _url_of(self, tab: Tab) -> str:
        if tab.name == "now":
            return self.case.get_absolute_url()
        if tab.url_name:
            return reverse(tab.url_name, args=[self.case.reference])
        return reverse("protocol:part", args=[self.case.reference, tab.name])
