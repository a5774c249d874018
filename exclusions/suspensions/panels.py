"""What suspensions show on the pages of a pupil and of a school."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Suspension
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.subjects import Panel, register
from schools.calendars.services import statutory_term
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.pupils.tabs import Tab, register_tab
from schools.register.models import School


def pupil_suspensions(user: User, pupil: Pupil) -> dict[str, Any] | None:
    """The pupil's records that this person may see, the newest first."""
    rows = Suspension.objects.visible_to(user).filter(pupil__in=pupil.records).select_related("school")
    return {"records": list(rows), "pupil": pupil} if rows else None


def school_suspensions(user: User, school: School) -> dict[str, Any] | None:
    """How many stand that began this term; a link to record one for those who may."""
    standing = standing_of(user)
    if school.pk not in standing.scope(Power.SEE_SUSPENSIONS):
        return None
    term = statutory_term(timezone.localdate(), school.pk)
    rows = Suspension.objects.standing().filter(school=school, starts_on__gte=term.starts_on)
    kinds = list(rows.filter(starts_on__lte=term.ends_on).values_list("kind", flat=True))
    permanent = kinds.count(SuspensionKind.PERMANENT)
    list_url = f"{reverse('suspensions:list')}?school={school.urn}&term={term.starts_on}"
    return {
        "school": school,
        "term": term,
        "suspended": len(kinds) - permanent,
        "permanent": permanent,
        "list_url": list_url,
        "permanent_url": f"{list_url}&kind={SuspensionKind.PERMANENT}",
        "may_record": school.pk in standing.scope(Power.RECORD_SUSPENSIONS),
    }


def register_panels() -> None:
    register_tab(Tab(32, "suspensions", "Suspensions", "suspensions.see_suspensions"))
    register(
        Panel("pupil_suspensions", "suspensions", 10, "suspensions/_pupil_records.html", pupil_suspensions)
    )
    register(Panel("school", "suspensions", 45, "suspensions/_school_panel.html", school_suspensions))
