"""What the child said last: it stands first on every page of plan and meetings."""

from exclusions.protocol import voices
from exclusions.protocol.models import Case
from portal.accounts.models import User


def voice_of(user: User, case: Case) -> voices.Voice | None:
    """The newest words of the child that this person may read, whichever room holds them."""
    records = case.stage_records.exclude(completed_at=None).select_related("stage")
    return voices.newest(user, case, list(records))
