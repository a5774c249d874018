"""What people are told about young people's own plans."""

from portal.notices.kinds import Group, NoticeKind, register

OWN_PLANS = Group(21, "own_plans", "Young people’s own plans")
register(NoticeKind("own_plan.changed", "a young person changes their own plan", OWN_PLANS))
