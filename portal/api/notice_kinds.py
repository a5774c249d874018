"""What administrators are told about other systems."""

from portal.notices.kinds import NoticeKind, register
from portal.notices.notice_kinds import RUNNING

register(NoticeKind("webhook.switch_off", "another system cannot be reached any more", RUNNING))
