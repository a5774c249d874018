"""What the portal knows already about the pupils of some rows: read once for all of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models.functions import Coalesce

from schools.pupils.models import Enrolment, Pupil, PupilFact, PupilUpn
from schools.pupils.words import fold
from schools.register.models import School

Name = tuple[str, str, date]


def name_of(forename: str, surname: str, born_on: date) -> Name:
    """Names and date of birth as they are compared: capitals and accents do not matter."""
    return fold(forename), fold(surname), born_on


class Known:
    """Pupils, enrolments and facts behind some rows of a file, in six queries however many rows.

    Each row has its `school_id` beside the values of the file.
    """

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        rows = list(rows)
        upns = {upn for row in rows for upn in (row.get("upn"), row.get("former_upn")) if upn}
        self.by_upn = {pupil.upn: pupil for pupil in Pupil.objects.filter(upn__in=upns)}
        former = PupilUpn.objects.filter(upn__in=upns).select_related("pupil__merged_into")
        # A record that was merged is found as the one that is kept.
        self.by_former_upn = {row.upn: row.pupil.merged_into or row.pupil for row in former}
        # Only who is not known by a UPN is looked for by name.
        unknown = [row for row in rows if not self._is_known(row.get("upn"))]
        self.by_name = _by_name(unknown)
        ids = {pupil.pk for found in (self.by_upn, self.by_former_upn) for pupil in found.values()}
        ids |= {pupil.pk for pupils in self.by_name.values() for pupil in pupils}
        self.enrolments: dict[int, list[Enrolment]] = defaultdict(list)
        for enrolment in Enrolment.objects.filter(pupil__in=ids).order_by("starts_on", "pk"):
            self.enrolments[enrolment.pupil_id].append(enrolment)
        self.facts: dict[tuple[int, str], list[PupilFact]] = defaultdict(list)
        for fact in PupilFact.objects.standing().filter(pupil__in=ids).order_by("starts_on", "rank", "pk"):
            self.facts[fact.pupil_id, fact.kind].append(fact)

    def _is_known(self, upn: str | None) -> bool:
        return upn in self.by_upn or upn in self.by_former_upn

    def is_on_roll(self, pupil: Pupil, school: School) -> bool:
        """Whether the pupil was or is on this school's roll."""
        return any(enrolment.school_id == school.pk for enrolment in self.enrolments[pupil.pk])

    def facts_on(self, pupil: Pupil, kind: str, day: date) -> list[PupilFact]:
        """The facts of a kind that hold on a day, by rank."""
        return [
            fact
            for fact in self.facts[pupil.pk, kind]
            if fact.starts_on <= day and (fact.ends_on is None or fact.ends_on >= day)
        ]

    def has_later(self, pupil: Pupil, kind: str, day: date) -> bool:
        """Whether a value of the kind is known from a later day."""
        return any(fact.starts_on > day for fact in self.facts[pupil.pk, kind])

    def registered_elsewhere(
        self, pupil: Pupil, school: School, statuses: Iterable[str], starts_on: date, ends_on: date | None
    ) -> bool:
        """Whether another school has the pupil on roll at that time in one of these statuses."""
        return any(
            enrolment.school_id != school.pk
            and enrolment.status in statuses
            and (ends_on is None or enrolment.starts_on <= ends_on)
            and (enrolment.ends_on is None or enrolment.ends_on >= starts_on)
            for enrolment in self.enrolments[pupil.pk]
        )


def _by_name(rows: list[dict[str, Any]]) -> dict[tuple[int, Name], list[Pupil]]:
    """Pupils who are or were on the roll of a row's school under its names and date of birth.

    Schools and dates of birth of all rows are asked for together, which brings up many more: those are left
    out before anything is read of them.
    """
    wanted = {(row["school_id"], name_of(row["forename"], row["surname"], row["born_on"])) for row in rows}
    on_roll = Enrolment.objects.filter(
        school__in={row["school_id"] for row in rows}, pupil__born_on__in={row["born_on"] for row in rows}
    )
    child = Coalesce("pupil__merged_into", "pupil")
    columns = ("school_id", child, "pupil__forename", "pupil__surname", "pupil__born_on")
    alike: dict[tuple[int, Name], dict[int, None]] = defaultdict(dict)
    for school_id, pupil_id, *names in on_roll.order_by("pk").values_list(*columns):
        key = (school_id, name_of(*names))
        if key in wanted:
            alike[key][pupil_id] = None
    pupils = Pupil.objects.in_bulk({pupil_id for ids in alike.values() for pupil_id in ids})
    return defaultdict(list, {key: [pupils[pupil_id] for pupil_id in ids] for key, ids in alike.items()})
