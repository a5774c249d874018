"""Code sets of the national register of schools (domain.md 3.3)."""

from django.db.models import IntegerChoices, TextChoices


class Status(IntegerChoices):
    OPEN = 1, "Open"
    CLOSED = 2, "Closed"
    CLOSING = 3, "Open, but proposed to close"
    PROPOSED = 4, "Proposed to open"


class Refreshed(TextChoices):
    """How a file of the register fared."""

    CHECKING = "checking", "Being checked"
    WAITING = "waiting", "Waits for an administrator"
    APPLIED = "applied", "Imported"
    UNCHANGED = "unchanged", "Nothing had changed"
    DISCARDED = "discarded", "Discarded"
    SUPERSEDED = "superseded", "A newer file came"
    FAILED = "failed", "Not taken"


REFRESHED_COLOURS = {
    Refreshed.CHECKING: "blue",
    Refreshed.WAITING: "yellow",
    Refreshed.APPLIED: "green",
    Refreshed.UNCHANGED: "green",
    Refreshed.DISCARDED: "grey",
    Refreshed.SUPERSEDED: "grey",
    Refreshed.FAILED: "red",
}
# The schools here are as this file says.
UP_TO_DATE = (Refreshed.APPLIED, Refreshed.UNCHANGED)

LIVE_STATUSES = (Status.OPEN, Status.CLOSING)
STATUS_COLOURS = {
    Status.OPEN: "green",
    Status.CLOSED: "grey",
    Status.CLOSING: "orange",
    Status.PROPOSED: "blue",
}


class Phase(IntegerChoices):
    NOT_APPLICABLE = 0, "Not applicable"
    NURSERY = 1, "Nursery"
    PRIMARY = 2, "Primary"
    MIDDLE_PRIMARY = 3, "Middle deemed primary"
    SECONDARY = 4, "Secondary"
    MIDDLE_SECONDARY = 5, "Middle deemed secondary"
    SIXTEEN_PLUS = 6, "16 plus"
    ALL_THROUGH = 7, "All-through"


class TypeGroup(IntegerChoices):
    COLLEGES = 1, "Colleges"
    UNIVERSITIES = 2, "Universities"
    INDEPENDENT = 3, "Independent schools"
    MAINTAINED = 4, "Local authority maintained schools"
    SPECIAL = 5, "Special schools"
    WELSH = 6, "Welsh schools"
    OTHER = 9, "Other types"
    ACADEMIES = 10, "Academies"
    FREE_SCHOOLS = 11, "Free schools"
    ONLINE = 13, "Online provider"


class Regime(TextChoices):
    """Which part of SI 2012/1033 governs exclusion from the school."""

    MAINTAINED = "maintained", "Maintained school"
    PRU = "pru", "Pupil referral unit"
    ACADEMY = "academy", "Academy"
    OUT_OF_SCOPE = "out_of_scope", "Outside the exclusion regulations"


# The rules of each regime, as a person would say them (domain.md 1.1, 1.5, 1.6).
REGIME_WORDS = {
    Regime.MAINTAINED: "Maintained schools: the governing board reviews, the council arranges review panels.",
    Regime.PRU: "Pupil referral units: the management committee reviews, the council arranges review panels.",
    Regime.ACADEMY: "Academies: the trust’s board reviews, the trust arranges review panels.",
    Regime.OUT_OF_SCOPE: "None: the law on suspension and permanent exclusion does not cover it.",
}

PRU_TYPE = 14
MAINTAINED_SPECIAL_TYPES = (7, 12)
# Academies and free schools that the register puts into other type groups than 10 and 11.
ACADEMY_TYPES = (28, 33, 34, 35, 36, 38, 40, 41, 42, 43, 44)
# Academies for 16 to 19 year olds, secure ones too: the regulations leave them out (domain.md 1.1).
SIXTEEN_TO_NINETEEN_TYPES = (39, 45, 46, 57)

# The type group of each type, for files that do not state it (the register's own list, April 2025).
GROUP_OF_TYPE = {
    type_code: group.value
    for group, type_codes in {
        TypeGroup.COLLEGES: (18, 31),
        TypeGroup.UNIVERSITIES: (29,),
        TypeGroup.INDEPENDENT: (6, 11),
        TypeGroup.MAINTAINED: (1, 2, 3, 5, 14, 15),
        TypeGroup.SPECIAL: (7, 8, 10, 12),
        TypeGroup.WELSH: (30,),
        TypeGroup.ACADEMIES: (28, 33, 34, 42, 43, 44, 45, 46, 57),
        TypeGroup.FREE_SCHOOLS: (35, 36, 38, 39, 40, 41),
        TypeGroup.ONLINE: (49,),
    }.items()
    for type_code in type_codes
}


def regime_for(type_code: int, group_code: int) -> Regime:
    """The exclusion regime of a school by its register type and type group (domain.md 1.1, 3.3)."""
    if type_code == PRU_TYPE:
        return Regime.PRU
    if type_code in SIXTEEN_TO_NINETEEN_TYPES:
        return Regime.OUT_OF_SCOPE
    if group_code in (TypeGroup.ACADEMIES, TypeGroup.FREE_SCHOOLS) or type_code in ACADEMY_TYPES:
        return Regime.ACADEMY
    if group_code == TypeGroup.MAINTAINED or type_code in MAINTAINED_SPECIAL_TYPES:
        return Regime.MAINTAINED
    return Regime.OUT_OF_SCOPE
