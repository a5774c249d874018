"""The words of a plan, learning elsewhere, and what child, parents and school say about it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from exclusions.plans.enums import Party, Says
from exclusions.plans.models import Agreement, Plan, Provision
from exclusions.plans.services.versions import TEXTS, keep_version, lock_plan, write_down
from exclusions.protocol.models import Case
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment


@dataclass(frozen=True)
class Texts:
    adjustments: str
    safety: str
    child_summary: str


@dataclass(frozen=True)
class Learning:
    """Learning elsewhere: `sessions` half days a week, from a day, to a day where it is known."""

    provider: str
    what: str
    sessions: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Said:
    """What somebody says about the plan they were shown. `words`: their view, or why there is none."""

    party: Party
    name: str
    says: Says
    words: str
    on: date


@transaction.atomic
def write_texts(*, case: Case, texts: Texts, by: User, seen_number: int) -> Plan:
    """Write adjustments, safety and the child's summary. The same words again change nothing.

    Raises WrongState where the plan has changed since `seen_number`, naming who changed what.
    """
    plan = lock_plan(case)
    _refuse_stale(plan, seen_number)
    changed = [name for name in TEXTS if getattr(plan, name) != getattr(texts, name)]
    if not changed:
        return plan
    for name in changed:
        setattr(plan, name, getattr(texts, name))
    keep_version(plan, what="The words of the plan", by=by)
    write_down(case, "plan.write", by, fields=changed, number=plan.number)
    return plan


def _refuse_stale(plan: Plan, seen_number: int) -> None:
    """Texts are replaced as a whole: whoever saw older ones reads the newer first."""
    newer = plan.versions.filter(number__gt=seen_number, what="The words of the plan").select_related("by")
    last = newer.order_by("number").last()
    if last is not None:
        raise WrongState(
            f"{last.by} changed the words of the plan on {moment(last.at)}, while you had this page open. "
            "What you wrote has not been saved."
        )


@transaction.atomic
def set_provision(
    *, case: Case, learning: Learning, by: User, provision: Provision | None = None, seen_revision: int = 0
) -> Provision:
    """Add learning elsewhere, or change what is said of it; what stood before stays in earlier versions.

    Raises WrongState where somebody changed it since `seen_revision`.
    """
    plan = lock_plan(case)
    if provision is None:
        provision = Provision(plan=plan)
    else:
        provision = Provision.objects.select_for_update().get(pk=provision.pk, plan=plan)
        if provision.revision != seen_revision:
            raise WrongState("Somebody else changed this meanwhile. What you wrote has not been saved.")
        provision.revision += 1
    for name, value in vars(learning).items():
        setattr(provision, name, value)
    provision.save()
    keep_version(plan, what="Learning elsewhere", by=by)
    write_down(case, "plan.set_provision", by, number=plan.number)
    return provision


@transaction.atomic
def sign_plan(*, case: Case, said: Said, by: User) -> Agreement:
    """Write down what the child, the parents or the school say about the plan as it stands.

    Raises Refused where the plan is empty, where the day lies ahead, and where somebody who does not agree
    or was not asked gives neither a view nor a reason.
    """
    plan = lock_plan(case)
    if not plan.number:
        raise Refused("There is no plan yet: agree actions first.")
    if said.on > timezone.localdate():
        raise Refused("Enter a day that is not in the future.")
    if said.says != Says.AGREES and not said.words.strip():
        raise Refused("Write down what they say, or why nobody knows.")
    agreement = Agreement.objects.create(plan=plan, number=plan.number, by=by, **vars(said))
    write_down(case, "plan.sign", by, party=said.party.value, says=said.says.value, number=plan.number)
    return agreement
