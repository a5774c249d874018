"""What was known of a pupil on a day, copied into the record with its source (domain.md 1.3)."""

from datetime import date
from typing import Any

from schools.pupils.enums import FactKind
from schools.pupils.models import Enrolment, Pupil, PupilFact

COLUMNS = {
    FactKind.SEN_PROVISION: "sen_provision",
    FactKind.SEN_NEED: "sen_need",
    FactKind.LOOKED_AFTER: "looked_after",
    FactKind.SOCIAL_WORKER: "social_worker",
}


def position_on(pupil: Pupil, school_id: int, day: date) -> dict[str, Any]:
    """The columns of a suspension that say who the pupil was that day: codes, their sources, year group."""
    facts = PupilFact.objects.on(day).filter(pupil=pupil, kind__in=COLUMNS, rank=1)
    known: dict[str, Any] = {COLUMNS[FactKind(fact.kind)]: fact.value for fact in facts}
    known["position_sources"] = {fact.kind: [fact.source, fact.as_at.isoformat()] for fact in facts}
    known["year_group"] = _year_group(pupil, school_id, day)
    return known


def _year_group(pupil: Pupil, school_id: int, day: date) -> str:
    """The pupil's year group at the school that day; the latest known where not on its roll then."""
    rows = Enrolment.objects.filter(pupil=pupil, school_id=school_id)
    then = rows.active(day).first() or rows.order_by("-starts_on", "pk").first()
    return then.year_group if then else ""
