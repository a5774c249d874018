"""The characteristics that rates are cut by, one at a time, never across each other (domain.md 4.5)."""

from dataclasses import dataclass

from django.db.models import TextChoices

from schools.headcounts.enums import Characteristic
from schools.pupils.codes import ETHNICITY, SEN_PROVISION
from schools.pupils.models import YEAR_GROUPS, Pupil

UNKNOWN = "unknown"
YES, NO = "Y", "N"


class Group(TextChoices):
    TOTAL = "total", "Total"
    SEX = "sex", "Sex"
    FREE_MEALS = "fsm", "Free school meals"
    SEN = "sen", "SEN provision"
    ETHNICITY = "ethnicity", "Ethnicity"
    YEAR_GROUP = "year", "National curriculum year"
    LOOKED_AFTER = "care", "Looked after"


@dataclass(frozen=True)
class Cut:
    """How a characteristic is counted in the census, and what its values are called.

    A `yes_or_no` one has its yes in the census only: the others are all pupils less these.
    """

    census: Characteristic
    values: dict[str, str]
    yes_or_no: bool = False


CUTS: dict[Group, Cut] = {
    Group.SEX: Cut(Characteristic.SEX, dict(Pupil.Sex.choices)),
    Group.FREE_MEALS: Cut(Characteristic.FREE_MEALS, {YES: "FSM eligible", NO: "FSM not eligible"}, True),
    Group.SEN: Cut(Characteristic.SEN_PROVISION, SEN_PROVISION),
    Group.ETHNICITY: Cut(Characteristic.ETHNICITY, ETHNICITY),
    Group.YEAR_GROUP: Cut(Characteristic.TOTAL, dict(YEAR_GROUPS)),
    Group.LOOKED_AFTER: Cut(Characteristic.LOOKED_AFTER, {YES: "Looked after", NO: "Not looked after"}, True),
}
# Not in the published files: it is no item of the school census (domain.md 2.7).
NOT_PUBLISHED = (Group.LOOKED_AFTER,)


def value_label(group: str, value: str) -> str:
    """What people read: `FSM eligible`; `Total` for all pupils, `Unknown` where it is not known."""
    if group == Group.TOTAL:
        return "Total"
    return "Unknown" if value == UNKNOWN else CUTS[Group(group)].values.get(value, value)
