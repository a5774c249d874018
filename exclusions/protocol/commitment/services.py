"""Signing the commitment for a school, and withdrawing it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from exclusions.protocol.commitment.models import Charter, Commitment, year_words
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from schools.calendars.services import academic_year_of
from schools.links.standing import standing_of
from schools.register.models import School

DATA = Path(__file__).resolve().parent.parent / "data" / "default_charter.json"


def load_charter(charter_model: Any) -> Any:
    """Put the edition that ships in, unless it is there. Safe to run twice."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    number = data.pop("number")
    return charter_model.objects.get_or_create(number=number, defaults=data)[0]


def this_year() -> int:
    """The academic year of today, by the year in which it began."""
    return academic_year_of(timezone.localdate())


def standing_commitment(school: School, year: int | None = None) -> Commitment | None:
    """What a school has signed for an academic year (this one), unless it was withdrawn."""
    rows = Commitment.objects.standing().filter(school=school, academic_year=year or this_year())
    return rows.select_related("charter").first()


def unsigned(schools: QuerySet[School]) -> QuerySet[School]:
    """Those of these schools for which nothing stands this academic year."""
    standing = Commitment.objects.standing().filter(school=OuterRef("pk"), academic_year=this_year())
    return schools.filter(~Exists(standing))


@transaction.atomic
def sign(
    *, school: School, charter: Charter, head_name: str, chair_name: str, signed_on: date, by: User
) -> Commitment:
    """Enter the signatures of a school for this academic year, with the edition they signed.

    Raises Refused for a day to come or of another academic year, WrongState where the school has signed.
    """
    year = this_year()
    if signed_on > timezone.localdate() or academic_year_of(signed_on) != year:
        raise Refused(
            f"Enter the day of the signatures: in the academic year {year_words(year)}, not in the future."
        )
    try:
        with transaction.atomic():
            commitment = Commitment.objects.create(
                school=school,
                charter=charter,
                academic_year=year,
                signed_on=signed_on,
                head_name=head_name,
                chair_name=chair_name,
                entered_by=by,
                entered_as=standing_of(by).capacity(school.pk),
            )
    except IntegrityError:
        raise WrongState(f"The commitment for {year_words(year)} is signed already.") from None
    _note_down("commitment.sign", commitment, by)
    return commitment


@transaction.atomic
def withdraw(*, school: School, because: str, by: User) -> Commitment:
    """Withdraw what a school signed for this academic year; what was signed is kept.

    Raises WrongState where nothing stands.
    """
    rows = Commitment.objects.standing().select_for_update()
    commitment = rows.filter(school=school, academic_year=this_year()).first()
    if commitment is None:
        raise WrongState("No commitment stands for this academic year.")
    commitment.withdrawn_at = timezone.now()
    commitment.withdrawn_by = by
    commitment.withdrawn_because = because
    commitment.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    _note_down("commitment.withdraw", commitment, by)
    return commitment


def _note_down(verb: str, commitment: Commitment, by: User) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=verb,
        about=[str(commitment.school.urn)],
        capacity=standing_of(by).capacity(commitment.school_id),
        detail={"academic_year": commitment.academic_year, "edition": commitment.charter.number},
    )
