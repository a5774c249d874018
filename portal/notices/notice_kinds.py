"""What the portal itself tells people."""

from portal.notices.enums import Firm
from portal.notices.kinds import Group, NoticeKind, register

ACKNOWLEDGING = Group(90, "acknowledging", "Notices to acknowledge")
RUNNING = Group(95, "running", "Running the portal", "notices.see_outbox")
register(
    NoticeKind("notice.chase", "you have not acknowledged a notice yet", ACKNOWLEDGING, Firm.STATUTORY),
    NoticeKind("notice.unanswered", "somebody has not acknowledged yours", ACKNOWLEDGING),
)
