"""What link social workers and heads of service are told of their week."""

from linkworkers.allocation.week import KIND
from portal.notices.kinds import Group, NoticeKind, register

WEEK = Group(65, "week", "Your week", "allocation.see_week")
register(NoticeKind(KIND, "a week is over: what came in, was decided and is overdue at your schools", WEEK))
