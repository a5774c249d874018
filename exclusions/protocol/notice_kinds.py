"""What people are told about No Need to Exclude cases."""

from collections.abc import Collection

from exclusions.protocol.models import Case, CaseMove
from portal.accounts.models import User
from portal.notices.kinds import Group, NoticeKind, register


def readable(user: User, references: Collection[str]) -> set[str]:
    cases = Case.objects.visible_to(user).filter(reference__in=references)
    moves = CaseMove.objects.visible_to(user).filter(reference__in=references)
    return {*cases.values_list("reference", flat=True), *moves.values_list("reference", flat=True)}


CASES = Group(20, "cases", "No Need to Exclude cases", readable=readable)
register(
    NoticeKind("case.open", "a case is opened", CASES),
    NoticeKind("case.set_lead", "you lead a case", CASES),
    NoticeKind("case.add_member", "you are taken into the team of a case", CASES),
    NoticeKind("case.next_stage", "a case moves on to its next stage", CASES),
    NoticeKind("case.overdue", "a stage of a case is overdue", CASES),
    NoticeKind("case.move", "a case moves to another school with its pupil", CASES),
    NoticeKind("case.remind", "somebody reminds you of what you owe in a case", CASES),
)
