"""What people are told about their own account."""

from portal.notices.enums import Firm
from portal.notices.kinds import Group, NoticeKind, register

ACCOUNT = Group(85, "account", "Your account")
register(
    NoticeKind("people.invite", "you are invited", ACCOUNT, Firm.URGENT),
    NoticeKind("people.reset_second_step", "your second step of signing in is reset", ACCOUNT, Firm.URGENT),
)
