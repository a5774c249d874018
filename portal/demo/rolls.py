"""The pupils of Northmere: who is on roll where, in which year, and where some of them were before."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from portal.demo.batch import Batch
from portal.demo.characteristics import Characteristics
from portal.demo.places import AUTHORITY, Place
from portal.demo.references import References
from portal.demo.words import pick, words
from schools.calendars.services import academic_year_of
from schools.pupils.models import Enrolment, Pupil
from schools.pupils.upn import check_letter

RECEPTION_AGE = 4
SERIALS = 1_000
YEAR_CODES = {-2: "N1", -1: "N2", 0: "R", **{year: str(year) for year in range(1, 15)}}
# A few children still have the temporary UPN they came with.
TEMPORARY_SERIAL, MOST_TEMPORARY = 7, 10
JOINED_LATE, CAME_FROM_NEARBY = 0.08, 0.04


class Child(NamedTuple):
    """A pupil, as little as stories need."""

    pupil: Pupil
    name: str
    sex: str


class Rolls:
    """Fills the rolls of schools, a few thousand pupils at a time."""

    def __init__(self, rng: Random, today: date) -> None:
        self.rng, self.today = rng, today
        # Pupils move up on 1 September, a month after the academic year turns.
        self.year = academic_year_of(today - timedelta(days=31))
        self.references = References("P", 6, rng)
        self.known = Characteristics(today)
        names = words("names")
        self.forenames = {"F": names["female"], "M": names["male"]}
        self.surnames = names["surnames"]

    def fill(self, batch: Batch, place: Place) -> list[Child]:
        """Put the school's pupils and their enrolments into the batch."""
        per_year, left_over = divmod(place.pupils, len(place.years))
        return [
            self._enrol(batch, place, year, serial)
            for n, year in enumerate(place.years)
            for serial in range(per_year + (n < left_over))
        ]

    def _enrol(self, batch: Batch, place: Place, year: int, serial: int) -> Child:
        rng = self.rng
        sex = "F" if rng.random() < 0.488 else "M"
        name = pick(rng, self.forenames[sex])
        # A year's children are born from one 1 September to the next; those in Reception have turned 4.
        born_on = date(self.year - RECEPTION_AGE - 1 - year, 9, 1) + timedelta(int(rng.random() * 365))
        pupil = Pupil(
            reference=next(self.references),
            upn=self._upn(place, year, serial),
            forename=name,
            surname=pick(rng, self.surnames),
            born_on=born_on,
            sex=sex,
        )
        batch.add(pupil)
        starts_on = date(self.year - (year - place.years[0]), 9, 1)
        if rng.random() < JOINED_LATE:
            starts_on = min(starts_on + timedelta(int(rng.random() * 600)), self.today - timedelta(days=3))
            if rng.random() < CAME_FROM_NEARBY / JOINED_LATE:
                self._was_elsewhere(batch, pupil, place, year, starts_on)
        moved_up = date(self.year, 9, 1)
        batch.add(
            Enrolment(
                pupil=pupil,
                school_id=place.school.pk,
                year_group=YEAR_CODES[year],
                year_since=moved_up if starts_on < moved_up else None,
                starts_on=starts_on,
            )
        )
        self.known.about(batch, pupil, starts_on)
        return Child(pupil, name, sex)

    def _was_elsewhere(self, batch: Batch, pupil: Pupil, place: Place, year: int, left_by: date) -> None:
        """An enrolment at the school seen before this one, ended when the pupil came here."""
        if batch.previous is None or batch.previous.kind != place.kind:
            return
        then = max(year - 1, place.years[0])
        batch.add(
            Enrolment(
                pupil=pupil,
                school_id=batch.previous.school.pk,
                year_group=YEAR_CODES[then],
                starts_on=left_by - timedelta(days=300),
                ends_on=left_by - timedelta(days=1),
            )
        )

    def _upn(self, place: Place, year: int, serial: int) -> str:
        """No two alike: establishment numbers and serials within a year of entry are given once."""
        entered = min(self.year, self.year - year) % 100
        body = f"{AUTHORITY}{place.school.establishment_number:04d}{entered:02d}"
        # A year's nursery and Reception children get their numbers in the same year.
        serial += -year * (SERIALS // 3) if year < 0 else 0
        body += f"{serial:03d}"
        if serial % 10 == TEMPORARY_SERIAL and serial < MOST_TEMPORARY:
            body = f"{body[:-1]}A"
        return check_letter(body) + body
