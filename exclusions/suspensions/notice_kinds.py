"""What people are told about suspensions and permanent exclusions. The law sets times: none is optional."""

from collections.abc import Collection

from exclusions.suspensions.models import Suspension
from portal.accounts.models import User
from portal.notices.enums import Firm
from portal.notices.kinds import Group, NoticeKind, register


def readable(user: User, references: Collection[str]) -> set[str]:
    records = Suspension.objects.visible_to(user).filter(reference__in=references)
    return set(records.values_list("reference", flat=True))


EXCLUSIONS = Group(30, "exclusions", "Suspensions and permanent exclusions", readable=readable)
WORDS = {
    "record": "a suspension or permanent exclusion is recorded",
    "import": "suspensions come by file",
    "cancel": "one is cancelled",
    "reinstate": "a governing board reinstates a pupil",
    "decline": "a governing board does not reinstate a pupil",
    "apply": "an independent review is applied for",
    "offer": "a governing board reinstates a pupil after a review",
    "remove": "a pupil is removed from the roll",
    "soon": "a duty of yours is due within three days",
    "late": "a duty of yours is overdue",
}
register(
    *(NoticeKind(f"suspension.{verb}", words, EXCLUSIONS, Firm.STATUTORY) for verb, words in WORDS.items())
)
