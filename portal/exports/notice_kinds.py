"""What people are told about files the portal makes for them."""

from portal.notices.enums import Firm
from portal.notices.kinds import Group, NoticeKind, register

FILES = Group(80, "files", "Your files")
register(
    NoticeKind("export.ready", "a file you asked for is ready, or could not be made", FILES),
    NoticeKind("everything.copy", "somebody makes a copy of everything", FILES, Firm.URGENT),
)
