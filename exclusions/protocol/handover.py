"""Cases that a person leads, as work that is handed over when they go."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from exclusions.protocol.models import Case, late
from exclusions.protocol.services.steering import set_lead
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.work import WorkKind


def _open() -> QuerySet[Case]:
    return Case.objects.open()


@transaction.atomic
def hand_over_cases(rows: Iterable[Case], to: User, by: User) -> list[tuple[str, str]]:
    """Somebody else leads these cases from now on. Gives references and paths."""
    cases = list(rows)
    for case in cases:
        set_lead(case=case, lead=to, by=by, tell=False)
    return [(case.reference, case.get_absolute_url()) for case in cases]


CASES = WorkKind("cases", "open case", Power.WORK_CASES, "lead", _open, late, hand_over_cases)
