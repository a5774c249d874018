"""What measures show on the pages of a pupil and of a school."""

from collections import Counter
from typing import Any

from django.urls import reverse

from exclusions.measures import letters
from exclusions.measures.enums import MeasureKind
from exclusions.measures.kinds import KINDS
from exclusions.measures.models import Measure, Meeting
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Suspension
from portal.accounts.models import User
from portal.core.subjects import Panel, register
from schools.pupils.models import Pupil
from schools.pupils.tabs import Tab, register_tab
from schools.register.models import School

# Separations are kept apart: they stand beside concerns, never among what is done about behaviour.
BESIDE_SUSPENSIONS: list[MeasureKind] = [kind for kind in MeasureKind if kind != MeasureKind.SEPARATION]


def pupil_measures(user: User, pupil: Pupil) -> dict[str, Any] | None:
    """The pupil's measures that this person may see, and those that they may record; in two queries."""
    rows = Measure.objects.visible_to(user).of_pupil(pupil).filter(kind__in=BESIDE_SUSPENSIONS)
    measures = [(row, KINDS[row.kind].label) for row in rows.select_related("school") if row.kind in KINDS]
    return {"measures": measures, "pupil": pupil, **_ways(user, pupil, BESIDE_SUSPENSIONS)}


def _ways(user: User, pupil: Pupil, kinds: list[MeasureKind]) -> dict[str, Any]:
    """What this person may record of the pupil, for the school on whose roll the pupil is."""
    here = [enrolment for enrolment in pupil.whole_roll if enrolment.ends_on is None]
    for enrolment in here:
        specs = [KINDS[kind] for kind in kinds if kind in KINDS]
        ways = [spec for spec in specs if user.has_perm(f"measures.record_{spec.kind}", enrolment)]
        if ways:
            return {"ways": ways, "urn": enrolment.school.urn}
    return {"ways": [], "urn": 0}


def pupil_separations(user: User, pupil: Pupil) -> dict[str, Any] | None:
    """The pupil's separations, beside what is judged of risk; nothing for who reads no concerns."""
    if not user.has_perm("measures.see_separation"):
        return None
    rows = Measure.objects.visible_to(user).of_pupil(pupil).filter(kind=MeasureKind.SEPARATION)
    measures = [(row, KINDS[row.kind].label) for row in rows.select_related("school")]
    ways = _ways(user, pupil, [MeasureKind.SEPARATION])
    return {"measures": measures, "pupil": pupil, **ways} if measures or ways["ways"] else None


def meeting_about_return(user: User, suspension: Suspension) -> dict[str, Any] | None:
    """The meeting after a suspension, or the way to record it."""
    if suspension.kind != SuspensionKind.SUSPENSION:
        return None
    rows = Meeting.objects.filter(suspension=suspension).visible_to(user).standing()
    may_record = user.has_perm("measures.record_meeting", suspension) and suspension.is_standing
    held = list(rows)
    return {"held": held, "suspension": suspension, "may_record": may_record} if held or may_record else None


def school_measures(user: User, school: School) -> dict[str, Any] | None:
    """How many are open at the school, by kind."""
    if not user.has_perm("measures.see_measures", school):
        return None
    rows = Measure.objects.visible_to(user).open().filter(school=school, kind__in=BESIDE_SUSPENSIONS)
    numbers = Counter(rows.values_list("kind", flat=True))
    return {
        "counts": [
            (spec, numbers[spec.kind], f"{reverse('measures:list', args=[spec])}?school={school.urn}")
            for spec in KINDS.values()
            if spec.kind in BESIDE_SUSPENSIONS
        ]
    }


def measure_letters(user: User, measure: Measure) -> dict[str, Any] | None:
    """Letters that were written, and those that can be; for whoever may write them."""
    if not user.has_perm(f"measures.record_{measure.kind}", measure):
        return None
    written, kinds = letters.written(measure), letters.kinds_for(measure)
    return {"measure": measure, "written": written, "kinds": kinds} if written or kinds else None


def register_panels() -> None:
    register_tab(Tab(34, "measures", "Measures", "measures.see_measures"))
    register(Panel("pupil_measures", "measures", 10, "measures/_pupil_measures.html", pupil_measures))
    register(Panel("school", "measures", 46, "measures/_school_panel.html", school_measures))
    register(Panel("pupil_risk", "separations", 30, "measures/_pupil_separations.html", pupil_separations))
    register(Panel("suspension", "meeting", 15, "measures/_meeting_panel.html", meeting_about_return))
    register(Panel("measure", "letters", 20, "measures/_letters.html", measure_letters))
