"""Judging a risk, and notes that everybody must see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from exclusions.risk.enums import REVIEW_DAYS, Harm, Level
from exclusions.risk.factors import FACTORS, STRENGTHS, Groups
from exclusions.risk.models import RiskView, WarningNote
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from schools.calendars.services import add_school_days
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.register.models import School


@dataclass(frozen=True)
class Judged:
    """A judgement as it was written: a level, why, what weighs for and against."""

    level: int
    rationale: str
    factors: Collection[str] = ()
    strengths: Collection[str] = ()
    review_on: date | None = None


@transaction.atomic
def judge(*, pupil: Pupil, school: School, harm: str, judged: Judged, by: User) -> RiskView:
    """Write down how great this person judges a risk to be; the judgement before stays as it was.

    Without a day it is looked at again after the school days of its level (domain.md 5.3). Raises Refused
    for a level, factor or strength that is none, a missing reason, and a review that is not to come.
    """
    today = timezone.localdate()
    if not judged.rationale.strip():
        raise Refused("Write why you judge it so.")
    if harm not in Harm or judged.level not in Level:
        raise Refused("Choose a level.")
    if judged.review_on and judged.review_on <= today:
        raise Refused("The day on which it is looked at again must be after today.")
    days = REVIEW_DAYS[Level(judged.level)]
    view = RiskView.objects.create(
        pupil=pupil,
        school=school,
        harm=harm,
        level=judged.level,
        factors=_known(judged.factors, FACTORS[Harm(harm)]),
        strengths=_known(judged.strengths, STRENGTHS[Harm(harm)]),
        rationale=judged.rationale.strip(),
        review_on=judged.review_on or add_school_days(today, days, school_id=school.pk).on,
        judged_by=by,
        capacity=standing_of(by).capacity(school.pk),
    )
    _note_down("risk.judge", view, by, {"harm": harm, "level": int(judged.level)})
    return view


def _known(codes: Collection[str], groups: Groups) -> list[str]:
    known = {code for _, choices in groups for code, _ in choices}
    if unknown := set(codes) - known:
        raise Refused(f"Choose from the list; this is not in it: {', '.join(sorted(unknown))}.")
    return [code for _, choices in groups for code, _ in choices if code in codes]


@transaction.atomic
def warn(*, pupil: Pupil, school: School, text: str, review_on: date, by: User) -> WarningNote:
    """Add a note that whoever deals with the pupil sees first. Raises Refused where a part is missing."""
    if not text.strip():
        raise Refused("Write what everybody must know.")
    if review_on <= timezone.localdate():
        raise Refused("The day on which it is looked at again must be after today.")
    note = WarningNote.objects.create(
        pupil=pupil,
        school=school,
        text=text.strip(),
        review_on=review_on,
        written_by=by,
        capacity=standing_of(by).capacity(school.pk),
    )
    _note_down("risk.warn", note, by, {})
    return note


@transaction.atomic
def keep_warning(*, note: WarningNote, until: date, by: User) -> WarningNote:
    """The note still holds; it is looked at again on a later day. Raises WrongState where it has ended."""
    note = _live(note)
    if until <= timezone.localdate():
        raise Refused("The day on which it is looked at again must be after today.")
    note.review_on = until
    note.save(update_fields=["review_on"])
    _note_down("risk.keep_warning", note, by, {"until": until.isoformat()})
    return note


@transaction.atomic
def end_warning(*, note: WarningNote, because: str, by: User) -> WarningNote:
    """The note no longer holds. Raises WrongState where it has ended, Refused without a reason."""
    note = _live(note)
    if not because.strip():
        raise Refused("Write why the note no longer holds.")
    note.ended_at, note.ended_by, note.ended_because = timezone.now(), by, because.strip()
    note.save(update_fields=["ended_at", "ended_by", "ended_because"])
    _note_down("risk.end_warning", note, by, {})
    return note


def _live(note: WarningNote) -> WarningNote:
    note = WarningNote.objects.select_for_update(of=("self",)).select_related("pupil").get(pk=note.pk)
    if note.ended_at is not None:
        raise WrongState("Somebody has ended this note already.")
    return note


def _note_down(verb: str, row: RiskView | WarningNote, by: User, detail: dict[str, object]) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=[row.reference, row.pupil.reference],
        capacity=standing_of(by).capacity(row.school_id),
        detail=detail,
    )
