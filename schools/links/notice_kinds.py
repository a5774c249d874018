"""What people are told about who stands with which school."""

from portal.notices.kinds import Group, NoticeKind, register

LINKS = Group(60, "links", "Your schools, cover and handovers")
register(
    NoticeKind("link.add", "you stand with a school", LINKS),
    NoticeKind("link.contact", "your school has a new contact", LINKS),
    NoticeKind("cover.arrange", "cover for you, or by you, is arranged or ends", LINKS),
    NoticeKind("work.hand_over", "open work is handed over to you", LINKS),
)
