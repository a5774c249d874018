"""What is known about the pupils of Northmere, at the rates of an English authority with a city in it."""

from datetime import date
from random import Random

from portal.demo.batch import Batch
from portal.demo.words import weighted
from schools.pupils.codes import EHC_PLAN, SEN_SUPPORT, YES
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.models import Pupil, PupilFact

ETHNICITY = {
    "WBRI": 46, "WOTH": 12, "APKN": 6, "ABAN": 5, "AIND": 4, "BAFR": 9, "BCRB": 4, "MOTH": 4, "MWBC": 4,
    "AOTH": 3, "OOTH": 2, "NOBT": 1,
}  # fmt: skip
OTHER_LANGUAGES = {"OTH": 60, "SOM": 10, "POL": 10, "URD": 10, "BNG": 10}
NEEDS = {"SLCN": 27, "SEMH": 24, "MLD": 14, "SPLD": 13, "ASD": 14, "OTH": 5, "PD": 3}
EAL, FREE_MEALS, SUPPORT, PLAN = 0.21, 0.25, 0.14, 0.05
LOOKED_AFTER, IN_NEED, PROTECTED = 0.006, 0.02, 0.004


class Characteristics:
    """Gives pupils what a school census and children's social care would say of them.

    Draws from a generator of its own, so that the stories told of the pupils stay as they are.
    """

    def __init__(self, today: date) -> None:
        self.rng = Random(6)  # noqa: S311 -- invented people
        self.as_at = min(today, date(today.year, 10, 1))

    def about(self, batch: Batch, pupil: Pupil, starts_on: date) -> None:
        """Put the pupil's facts into the batch; what is most usual is not written down at all."""
        self._know(batch, pupil, starts_on, FactKind.ETHNICITY, weighted(self.rng, ETHNICITY))
        chance = self.rng.random
        if chance() < EAL:
            self._know(batch, pupil, starts_on, FactKind.FIRST_LANGUAGE, weighted(self.rng, OTHER_LANGUAGES))
        if chance() < FREE_MEALS:
            self._know(batch, pupil, starts_on, FactKind.FREE_MEALS, YES)
        if (dice := chance()) < SUPPORT + PLAN:
            self._know(
                batch, pupil, starts_on, FactKind.SEN_PROVISION, EHC_PLAN if dice < PLAN else SEN_SUPPORT
            )
            self._know(batch, pupil, starts_on, FactKind.SEN_NEED, weighted(self.rng, NEEDS))
        if chance() < LOOKED_AFTER:
            self._know(batch, pupil, starts_on, FactKind.LOOKED_AFTER, YES, source=FactSource.VIRTUAL_SCHOOL)
        elif (dice := chance()) < IN_NEED + PROTECTED:
            status = "CPP" if dice < PROTECTED else "CIN"
            self._know(batch, pupil, starts_on, FactKind.SOCIAL_WORKER, status, source=FactSource.SOCIAL_CARE)

    def _know(
        self,
        batch: Batch,
        pupil: Pupil,
        starts_on: date,
        kind: FactKind,
        value: str,
        source: FactSource = FactSource.CENSUS,
    ) -> None:
        batch.add(
            PupilFact(
                pupil=pupil, kind=kind, value=value, starts_on=starts_on, source=source, as_at=self.as_at
            )
        )
