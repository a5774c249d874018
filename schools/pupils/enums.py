"""What may be known about a pupil over time, where it came from, and how a pupil comes and goes."""

from django.db.models import TextChoices

from portal.core.privacy import Tier


class FactKind(TextChoices):
    """A characteristic that holds from one day to another (domain.md 2.3, 2.6, 2.7)."""

    ETHNICITY = "ethnicity", "Ethnicity"
    FIRST_LANGUAGE = "first_language", "First language"
    SEN_PROVISION = "sen_provision", "Special educational needs provision"
    SEN_NEED = "sen_need", "Special educational need"
    FREE_MEALS = "free_meals", "Free school meals"
    LOOKED_AFTER = "looked_after", "Looked after"
    PREVIOUSLY_LOOKED_AFTER = "previously_looked_after", "Previously looked after"
    SOCIAL_WORKER = "social_worker", "Social worker"


# A pupil has several of these at a time, ranked; of every other kind one.
SEVERAL_AT_A_TIME = (FactKind.SEN_NEED,)
# Not in the school's own census: only with a source other than "entered by hand" (domain.md 2.7).
NEEDS_A_SOURCE = (FactKind.LOOKED_AFTER, FactKind.PREVIOUSLY_LOOKED_AFTER, FactKind.SOCIAL_WORKER)
# Who reads the value (domain.md 8.5); every other kind is T2.
TIERS = {
    FactKind.LOOKED_AFTER: Tier.T3,
    FactKind.PREVIOUSLY_LOOKED_AFTER: Tier.T3,
    FactKind.SOCIAL_WORKER: Tier.T4,
}


class FactSource(TextChoices):
    CENSUS = "census", "School census"
    SCHOOL_SYSTEM = "school_system", "School’s own system"
    TRANSFER_FILE = "transfer_file", "Common transfer file"
    VIRTUAL_SCHOOL = "virtual_school", "Virtual school"
    SOCIAL_CARE = "social_care", "Children’s social care"
    HAND = "hand", "Entered by hand"


class LeavingReason(TextChoices):
    MOVED = "moved", "Moved to another school"
    PHASE_END = "phase_end", "Reached the end of the school"
    HOME_EDUCATED = "home_educated", "Educated at home"
    EXCLUDED = "excluded", "Permanently excluded"
    AWAY = "away", "Moved away, next school not known"
    DIED = "died", "Died"
    OTHER = "other", "Another reason"


class TransferState(TextChoices):
    """Where a safeguarding file is on its way to the next school."""

    TO_SEND = "to_send", "To be sent"
    SENT = "sent", "Sent, not confirmed"
    RECEIVED = "received", "Received"
    REFUSED = "refused", "Not complete: send again"


class TransferReason(TextChoices):
    LEFT = "left", "The former school said where the pupil goes"
    ADMITTED = "admitted", "The next school put the pupil on roll"
