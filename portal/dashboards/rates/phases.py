"""Phases as the published statistics cut them, by type and phase of the register (domain.md 3.3, 4.1)."""

from django.db.models import TextChoices

from schools.register.enums import Phase, Regime


class EducationPhase(TextChoices):
    """Alternative provision is published apart and is in no total (domain.md 4.1)."""

    TOTAL = "total", "Total"
    PRIMARY = "primary", "State-funded primary"
    SECONDARY = "secondary", "State-funded secondary"
    SPECIAL = "special", "State-funded special"
    ALTERNATIVE = "ap", "State-funded alternative provision"


IN_TOTAL = (EducationPhase.PRIMARY, EducationPhase.SECONDARY, EducationPhase.SPECIAL)
ALTERNATIVE_TYPES = (14, 38, 42, 43)
SPECIAL_TYPES = (7, 12, 33, 36, 44)
SECONDARY_PHASES = (Phase.SECONDARY, Phase.MIDDLE_SECONDARY, Phase.ALL_THROUGH, Phase.SIXTEEN_PLUS)
PRIMARY_UP_TO = 11


def phase_of(type_code: int, phase: int, high_age: int | None, regime: str) -> EducationPhase | None:
    """The published phase of a school; None for one that the law on exclusion does not cover."""
    if type_code in ALTERNATIVE_TYPES:
        return EducationPhase.ALTERNATIVE
    if type_code in SPECIAL_TYPES:
        return EducationPhase.SPECIAL
    if regime == Regime.OUT_OF_SCOPE:
        return None
    if phase == Phase.NOT_APPLICABLE:
        is_older = high_age is not None and high_age > PRIMARY_UP_TO
        return EducationPhase.SECONDARY if is_older else EducationPhase.PRIMARY
    return EducationPhase.SECONDARY if phase in SECONDARY_PHASES else EducationPhase.PRIMARY
