"""What this room shows on pages of others: a school's open concerns, a pupil's concerns."""

from typing import Any

from django.urls import reverse

from exclusions.concerns.enums import Part, State
from exclusions.concerns.listing import COLOURS
from exclusions.concerns.models import Concern, ConcernSubject
from portal.accounts.models import User
from portal.core.subjects import Panel, register
from schools.pupils.models import Pupil
from schools.pupils.tabs import Tab, register_tab
from schools.register.models import School


def school_concerns(user: User, school: School) -> dict[str, Any] | None:
    """The count of a school's open concerns, for those who may read them."""
    if not user.has_perm("concerns.see_concerns", school):
        return None
    count = Concern.objects.visible_to(user).filter(school=school).open().count()
    return {
        "open_concerns": count,
        "label": f"open concern{'' if count == 1 else 's'}",
        "concerns_url": f"{reverse('concerns:list')}?state=open&school={school.urn}",
    }


def pupil_concerns(user: User, pupil: Pupil) -> dict[str, Any] | None:
    """The pupil's concerns that this person may read, the newest first."""
    concerns = list(Concern.objects.visible_to(user).about(pupil).select_related("school"))
    own = ConcernSubject.objects.filter(concern__in=concerns, pupil__in=pupil.records)
    parts = dict(own.values_list("concern", "part"))
    rows = [(c, COLOURS[State(c.state)], _part_words(parts[c.pk])) for c in concerns]
    return {"concerns": rows} if rows else None


def _part_words(part: str) -> str:
    """The pupil's own part, where the concern is not simply about them."""
    return "" if part == Part.ABOUT else str(Part(part).label)


def register_panels() -> None:
    register_tab(Tab(20, "concerns", "Concerns", "concerns.see_concerns"))
    register(Panel("pupil_concerns", "concerns", 10, "concerns/_pupil_panel.html", pupil_concerns))
    register(Panel("school", "open_concerns", 30, "concerns/_school_panel.html", school_concerns))
