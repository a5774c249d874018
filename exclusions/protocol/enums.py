from django.db.models import TextChoices

# Among the codes a stage leads to: the case ends.
CLOSED = "closed"


class CaseState(TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


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
