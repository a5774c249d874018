"""Writing down what was decided; every correction is a new row."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from exclusions.outcomes.enums import Considered, Option
from exclusions.outcomes.models import Decision
from exclusions.outcomes.services.evidence import note_down
from exclusions.protocol.models import Case, OutcomeCode
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment
from schools.links.standing import standing_of
from schools.register.models import School


@dataclass(frozen=True)
class Weighed:
    """One option: how it was considered, and why or why not."""

    option: Option
    considered: Considered
    why: str


@dataclass(frozen=True)
class Decided:
    """What was decided and what everybody said. `outcome` is a code of the case's version of the protocol."""

    options: tuple[Weighed, ...]
    decided_by: str
    decided_on: date | None
    child_view: str
    parent_view: str
    services_view: str
    equality_view: str
    outcome: OutcomeCode | None
    destination: str
    destination_school: School | None
    day_six: str
    told: str


@transaction.atomic
def write_decision(*, case: Case, decided: Decided, by: User, seen_number: int) -> Decision:
    """Write a decision down, or correct it; the case may be closed. The same again changes nothing.

    Raises WrongState where somebody wrote since `seen_number`, Refused where the child's view is missing, an
    option has no reason, the day lies ahead, or the outcome is of another protocol.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("pupil").get(pk=case.pk)
    _check(case, decided)
    last = case.decisions.select_related("by").last()
    if (last.number if last else 0) != seen_number:
        who = f"{last.by} wrote the decision down on {moment(last.at)}" if last else "Somebody changed this"
        raise WrongState(
            f"{who}, while you had this page open. Both are shown below. Save again if yours is to stand; "
            "theirs stays readable."
        )
    written = vars(decided) | {"options": [_as_data(one) for one in decided.options]}
    if last is not None and all(getattr(last, name) == value for name, value in written.items()):
        return last
    decision = Decision.objects.create(
        case=case, number=seen_number + 1, by=by, capacity=standing_of(by).capacity(case.school_id), **written
    )
    code = decided.outcome.code if decided.outcome else ""
    note_down(case, "write_decision", by, number=decision.number, outcome=code)
    return decision


def _check(case: Case, decided: Decided) -> None:
    if not decided.child_view.strip():
        raise Refused("Write down what the child says, or why they were not asked.")
    if any(one.considered != Considered.CHOSEN and not one.why.strip() for one in decided.options):
        raise Refused("Write down why an option was not chosen or not considered.")
    if decided.decided_on and decided.decided_on > timezone.localdate():
        raise Refused("Enter a day that is not in the future.")
    if decided.outcome and decided.outcome.version_id != case.version_id:
        raise Refused("The protocol of this case has no such outcome.")


def _as_data(one: Weighed) -> dict[str, str]:
    return {"option": one.option.value, "considered": one.considered.value, "why": one.why.strip()}
