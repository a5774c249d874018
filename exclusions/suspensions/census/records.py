"""The rows of the file: what stands, with the pupil as they were on the first day.

Kinds and reasons are the census's own codes (domain.md 2.1, 2.2). Not sent are lunchtime suspensions (1.4),
and what was cancelled, undone by a board or recorded in error. The headings are ones that imports know again.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from exclusions.suspensions.census.periods import Period
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.models import Suspension
from schools.links.standing import Scope
from schools.pupils.models import Enrolment, Pupil, PupilUpn

SENT = (SuspensionKind.SUSPENSION, SuspensionKind.PERMANENT)
CHUNK = 500
HEADINGS = (
    "URN",
    "LA",
    "Establishment number",
    "UPN",
    "Former UPN",
    "Surname",
    "Forename",
    "DOB",
    "Sex",
    "NC year",
    "SEN provision",
    "Exclusion category",
    "Exclusion reason 1",
    "Exclusion reason 2",
    "Exclusion reason 3",
    "Exclusion start date",
    "Exclusion actual number of sessions",
)


def sent_in(period: Period, scope: Scope) -> QuerySet[Suspension]:
    """The records of a term at the schools of a scope, school by school.

    Adds `former_upn` of the child, and `was_on_roll`: on the school's roll on the first day.
    """
    rows = scope.limit(Suspension.objects.standing().of_kind(*SENT))
    rows = rows.filter(starts_on__gte=period.starts_on, starts_on__lte=period.ends_on)
    rows = rows.annotate(child=Coalesce("pupil__merged_into", "pupil"))
    before = PupilUpn.objects.filter(pupil=OuterRef("child")).order_by("-ended_on", "-pk")
    here = Enrolment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("starts_on")),
        Q(pupil=OuterRef("pupil")) | Q(pupil=OuterRef("child")),
        school=OuterRef("school"),
        starts_on__lte=OuterRef("starts_on"),
    )
    rows = rows.annotate(former_upn=Subquery(before.values("upn")[:1]), was_on_roll=Exists(here))
    rows = rows.defer("what_happened", "pupil_view", "work_set", "days", "position_sources")
    return rows.select_related("school", "pupil__merged_into").order_by("school__urn", "starts_on", "pk")


def child_of(suspension: Suspension) -> Pupil:
    """The record that stands for the child."""
    pupil: Pupil = suspension.pupil.merged_into or suspension.pupil
    return pupil


def file_rows(rows: QuerySet[Suspension]) -> Iterator[list[Any]]:
    """The headings, then a row for each record, read from the database in pieces."""
    yield list(HEADINGS)
    for suspension in rows.iterator(chunk_size=CHUNK):
        yield _row(suspension)


def _row(suspension: Suspension) -> list[Any]:
    school, child = suspension.school, child_of(suspension)
    authority, _, establishment = school.laestab.partition("/")
    return [
        school.urn,
        authority,
        establishment,
        child.upn,
        getattr(suspension, "former_upn", None),
        child.surname,
        child.forename,
        child.born_on,
        child.sex,
        suspension.year_group,
        suspension.sen_provision,
        suspension.kind,
        suspension.reason_1,
        suspension.reason_2,
        suspension.reason_3,
        suspension.starts_on,
        None if suspension.is_permanent else suspension.sessions,
    ]
