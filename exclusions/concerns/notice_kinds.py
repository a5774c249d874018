"""What people are told about concerns."""

from collections.abc import Collection

from exclusions.concerns.models import Concern, Draft
from portal.accounts.models import User
from portal.notices.enums import Firm
from portal.notices.kinds import Group, NoticeKind, register


def readable(user: User, references: Collection[str]) -> set[str]:
    """Concerns this person reads or sent, and drafts of their own."""
    named = Concern.objects.filter(reference__in=references)
    concerns = named.visible_to(user) | named.receipts_of(user)
    drafts = Draft.objects.filter(author=user, reference__in=references)
    return {*concerns.values_list("reference", flat=True), *drafts.values_list("reference", flat=True)}


CONCERNS = Group(10, "concerns", "Concerns", readable=readable)
register(
    NoticeKind("concern.danger", "a concern is raised about a child in danger", CONCERNS, Firm.URGENT),
    NoticeKind("concern.send", "a concern is raised", CONCERNS),
    NoticeKind("concern.ask", "your link social worker asks a question", CONCERNS),
    NoticeKind("concern.answer", "the school answers a question", CONCERNS),
    NoticeKind("concern.take", "somebody looks at a concern you raised", CONCERNS),
    NoticeKind("concern.release", "a concern goes back into the queue", CONCERNS),
    NoticeKind("concern.give", "a concern is given to you", CONCERNS),
    NoticeKind("concern.run_clock", "the clock of a concern runs again after a question", CONCERNS),
    NoticeKind("concern.mention", "somebody names you on a concern", CONCERNS),
    NoticeKind("concern.decide", "a concern is decided and replied to", CONCERNS),
    NoticeKind("concern.correct", "a decision on a concern is corrected", CONCERNS),
    NoticeKind("concern.withdraw", "a decision on a concern is withdrawn", CONCERNS),
    NoticeKind("concern.propose", "a decision waits for your signature", CONCERNS),
    NoticeKind("concern.refuse", "a decision you proposed is not signed", CONCERNS),
    NoticeKind("concern.refer", "the front door answers a referral", CONCERNS),
    NoticeKind("concern.rate", "a school says whether a reply helped", CONCERNS),
    NoticeKind("concern.write", "there is a new message on a concern", CONCERNS),
    NoticeKind("concern.note", "there is a new internal note on a concern", CONCERNS),
    NoticeKind("concern.add", "a school adds to the record of a concern", CONCERNS),
    NoticeKind("concern.seal", "a concern is sealed to you and a few others", CONCERNS, Firm.STATUTORY),
    NoticeKind("concern.overdue", "a decision on a concern is overdue", CONCERNS, Firm.STATUTORY),
    NoticeKind("draft.expiring", "a draft of yours is about to be deleted", CONCERNS, Firm.STATUTORY),
)
