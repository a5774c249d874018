"""What administrators are told about the register of schools."""

from portal.notices.kinds import NoticeKind, register
from portal.notices.notice_kinds import RUNNING

register(NoticeKind("register.refresh", "a newer register of schools waits, or could not be read", RUNNING))
