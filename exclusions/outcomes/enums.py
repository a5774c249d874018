from django.db.models import TextChoices


class EvidenceState(TextChoices):
    """What is said of one item of the evidence list (domain.md 5.5)."""

    DONE = "done", "Done"
    NOT_APPLICABLE = "n_a", "Not applicable"
    NOT_DONE = "not_done", "Not done"
