"""What every part of a pupil's page shows: who it is, where on roll, and the tabs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from schools.links.standing import standing_of
from schools.pupils.models import Enrolment, Pupil
from schools.pupils.reading import ReadableFact, flags, readable, tiers_of
from schools.pupils.tabs import tabs_for


@dataclass
class PupilPage:
    """One pupil as one person sees them. Opening it is written down by `seen`."""

    user: User
    pupil: Pupil
    today: date

    @classmethod
    def open(cls, request: AuthenticatedRequest, reference: str) -> "PupilPage":
        """The page of a pupil in scope; anything else is 404."""
        openable = Pupil.objects.openable_by(request.user)
        kept = Pupil.objects.filter(reference=reference).values(kept=Coalesce("merged_into", "pk"))
        pupil = get_object_or_404(openable, pk__in=kept)
        return cls(request.user, pupil, timezone.localdate())

    @classmethod
    def manage(cls, request: AuthenticatedRequest, reference: str) -> "PupilPage":
        """The page for somebody who keeps the pupil's details: 404 out of scope, 403 without the power."""
        page = cls.open(request, reference)
        if not page.may_manage:
            raise PermissionDenied
        return page

    def __post_init__(self) -> None:
        self.enrolments = self.pupil.whole_roll
        own = (enrolment for enrolment in self.enrolments if enrolment.pupil_id == self.pupil.pk)
        self.now = [e for e in own if e.starts_on <= self.today <= (e.ends_on or self.today)]

    @property
    def may_manage(self) -> bool:
        return any(self.user.has_perm("pupils.manage_pupils", enrolment) for enrolment in self.now)

    def facts(self) -> list[ReadableFact]:
        """All facts this person may read, withdrawn ones included, the newest first."""
        return readable(self.pupil.whole_facts, tiers_of(self.user, self.pupil, self.today))

    def enrolment_at(self, urn: int) -> Enrolment:
        """The enrolment of today at a school where this person keeps details; else 404."""
        for enrolment in self.now:
            if enrolment.school.urn == urn and self.user.has_perm("pupils.manage_pupils", enrolment):
                return enrolment
        raise Http404

    def capacity(self) -> str:
        """The roles in which this person looks, at the pupil's schools."""
        standing = standing_of(self.user)
        here = (standing.capacity(enrolment.school_id) for enrolment in self.now)
        return next((capacity for capacity in here if capacity), standing.capacity())

    def seen(self, part: str, *, kind: Kind = Kind.VIEW, verb: str = "view", reason: str = "") -> None:
        """Write down that this person opened a part of the page."""
        record(
            by=self.user,
            kind=kind,
            verb=f"pupil.{verb}",
            about=[self.pupil.reference],
            capacity=self.capacity(),
            reason=reason,
            detail={"part": part},
        )

    def shell(self, part: str, facts: list[ReadableFact] | None = None) -> dict[str, Any]:
        """The context of the identity bar and the tabs."""
        reference = self.pupil.reference
        own = [
            ("chronology", "Chronology", self.pupil.get_absolute_url()),
            *(
                (tab.name, tab.label, reverse("pupils:tab", args=[reference, tab.name]))
                for tab in tabs_for(self.user)
            ),
            ("people", "People", reverse("pupils:people", args=[reference])),
            ("details", "Details", reverse("pupils:details", args=[reference])),
        ]
        return {
            "pupil": self.pupil,
            "enrolments_now": self.now,
            "flags": flags(self.facts() if facts is None else facts),
            "tabs": [(label, url, name == part) for name, label, url in own],
            "part_label": next((label for name, label, _ in own if name == part), ""),
            "may_manage": self.may_manage,
            "trail": [("Pupils", reverse("pupils:find"))],
        }
