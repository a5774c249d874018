"""What people are told about the time after a case."""

from exclusions.protocol.notice_kinds import CASES
from portal.notices.kinds import NoticeKind, register

register(NoticeKind("outcome.soon", "a check or a debrief after a case is due soon", CASES))
