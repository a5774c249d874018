from django.db.models import TextChoices


class EvidenceState(TextChoices):
    """What is said of one item of the evidence list (domain.md 5.5)."""

    DONE = "done", "Done"
    NOT_APPLICABLE = "n_a", "Not applicable"
    NOT_DONE = "not_done", "Not done"


class Option(TextChoices):
    """What may be considered instead of a permanent exclusion (domain.md 5.5 and 5.6)."""

    SUPPORT = "support", "More support in school: mentoring, restorative work, other classes"
    ADJUSTMENTS = "adjustments", "Reasonable adjustments, or an assessment of needs"
    FAMILY_HELP = "family_help", "Help for the family, or a referral to social care"
    PART_TIME = "part_time", "Part of the week in alternative provision"
    OFFSITE = "offsite", "Off-site direction"
    FULL_TIME = "full_time", "Full-time alternative provision, commissioned"
    MOVE = "move", "Managed move, agreed and permanent"
    SPECIAL = "special", "Review of the EHC plan, or a place in a special school"
    SUSPENSION = "suspension", "Suspension and return with support"
    EXCLUSION = "exclusion", "Permanent exclusion"


class Considered(TextChoices):
    CHOSEN = "chosen", "Chosen"
    TRIED = "tried", "Tried before; it is not enough"
    NOT_CHOSEN = "not_chosen", "Considered and not chosen"
    NOT_CONSIDERED = "not_considered", "Not considered"


class FollowUpKind(TextChoices):
    """What is owed after an outcome, in school days from it (domain.md 5.3, stage 7)."""

    CHECK_20 = "check-20", "Check after 20 school days"
    CHECK_60 = "check-60", "Check after 60 school days"
    DEBRIEF = "debrief", "Debrief after the permanent exclusion"


DAYS = {FollowUpKind.CHECK_20: 20, FollowUpKind.CHECK_60: 60, FollowUpKind.DEBRIEF: 15}
CHECKS = (FollowUpKind.CHECK_20, FollowUpKind.CHECK_60)


class Averted(TextChoices):
    """Whether a case averted a permanent exclusion: worked out, never typed (domain.md 4.4)."""

    AVERTED = "averted", "Averted"
    PENDING = "pending", "Not known yet"
    EXCLUDED = "excluded", "Permanently excluded"
    NOT_AVERTED = "not_averted", "Not averted"
    NOT_COUNTED = "not_counted", "Not counted"
