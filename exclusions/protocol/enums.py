from django.db.models import TextChoices

# Among the codes a stage leads to: the case ends.
CLOSED = "closed"


class CaseState(TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class StageKind(TextChoices):
    """What a stage is for, whatever an authority calls it: rooms above find their stages by it."""

    ALERT = "alert", "The school raises the alarm"
    TRIAGE = "triage", "The link worker decides whether a case helps"
    MEETING = "meeting", "A meeting of everyone around the child"
    PLAN = "plan", "A plan"
    REVIEW = "review", "A review of the plan"
    DECISION = "decision", "Options are looked at before the head decides"
    OUTCOME = "outcome", "The outcome is written down"
    SUSTAIN = "sustain", "Afterwards: has it lasted?"
    OTHER = "other", "Something else"


class Owner(TextChoices):
    """Who owns a stage of the protocol."""

    SCHOOL = "school", "The school"
    LINK_WORKER = "link_worker", "Link social worker"
    LEAD_PROFESSIONAL = "lead_professional", "Lead professional"
    SCHOOL_AND_AUTHORITY = "school_and_authority", "School and authority together"
    INCLUSION_OFFICER = "inclusion_officer", "Inclusion officer"


class CountFrom(TextChoices):
    """From which moment a stage's school days are counted."""

    ALERT = "alert", "from the alert"
    PREVIOUS = "previous", "from the end of the stage before"


class FieldKind(TextChoices):
    TEXT = "text", "Text"
    DATE = "date", "Date"
    CHOICE = "choice", "One of a list"
    YES_NO = "yes_no", "Yes or no"
