"""What a census counts, and where the numbers came from."""

from django.db.models import TextChoices

from schools.pupils.codes import EHC_PLAN, ETHNICITY, NO_SEN, SEN_PROVISION, SEN_SUPPORT
from schools.pupils.models import Pupil


class Characteristic(TextChoices):
    TOTAL = "total", "All pupils"
    SEX = "sex", "Sex"
    ETHNICITY = "ethnicity", "Ethnicity"
    FREE_MEALS = "free_meals", "Free school meals"
    SEN_PROVISION = "sen_provision", "Special educational needs provision"
    LANGUAGE = "language", "First language"
    LOOKED_AFTER = "looked_after", "Looked after"


YES = "Y"
# The values of each, by code (domain.md 2.3, 2.5 to 2.7); of yes-or-no ones those who are it.
VALUES: dict[Characteristic, dict[str, str]] = {
    Characteristic.TOTAL: {"": "All pupils"},
    Characteristic.SEX: dict(Pupil.Sex.choices),
    Characteristic.ETHNICITY: ETHNICITY,
    Characteristic.FREE_MEALS: {YES: "Eligible for free school meals"},
    Characteristic.SEN_PROVISION: {code: SEN_PROVISION[code] for code in (EHC_PLAN, SEN_SUPPORT, NO_SEN)},
    Characteristic.LANGUAGE: {"EAL": "Other than English"},
    Characteristic.LOOKED_AFTER: {YES: "Looked after"},
}


class Source(TextChoices):
    COUNTED = "counted", "Counted by the portal"
    IMPORTED = "imported", "School census, imported"
