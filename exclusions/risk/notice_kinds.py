"""What people are told by rules that ask them to look."""

from collections.abc import Collection

from exclusions.risk.models import Alert
from portal.accounts.models import User
from portal.notices.kinds import Group, NoticeKind, register


def readable(user: User, references: Collection[str]) -> set[str]:
    alerts = Alert.objects.visible_to(user).filter(reference__in=references)
    return set(alerts.values_list("reference", flat=True))


RISK = Group(40, "risk", "Alerts of the rules", readable=readable)
register(NoticeKind("risk.alert", "a rule asks you to look at a pupil", RISK))
