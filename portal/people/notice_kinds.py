"""What people are told about their own account."""

from portal.notices.enums import Firm
from portal.notices.kinds import Group, NoticeKind, register
from portal.notices.notice_kinds import RUNNING

ACCOUNT = Group(85, "account", "Your account")
register(
    NoticeKind("people.invite", "you are invited", ACCOUNT, Firm.URGENT),
    NoticeKind("people.reset_second_step", "your second step of signing in is reset", ACCOUNT, Firm.URGENT),
)
register(NoticeKind("file.infected", "the virus scanner finds something in a file", RUNNING, Firm.URGENT))
