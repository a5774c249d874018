"""What people are told about pupils who change school."""

from portal.notices.kinds import Group, NoticeKind, register

PUPILS = Group(50, "pupils", "Pupils who change school")
register(
    NoticeKind("transfer.arrive", "pupils have come whose safeguarding files are due", PUPILS),
    NoticeKind("transfer.move", "a safeguarding file is on its way, received or queried", PUPILS),
    NoticeKind("transfer.follow", "a pupil with open work comes to a school of yours", PUPILS),
)
