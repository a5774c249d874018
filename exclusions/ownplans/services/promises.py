"""What adults promise a young person: made, kept, taken back with a reason (late ones: `panels`)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from exclusions.ownplans.models import OwnPlan, Promise
from exclusions.ownplans.services.trail import note_down
from exclusions.ownplans.services.writing import lock
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState


@transaction.atomic
def promise(*, plan: OwnPlan, what: str, who: str, owner: User, due_on: date, by: User) -> Promise:
    """Write down what an adult will do by when. `who` does it; `owner` answers for it in the portal.

    Raises Refused where a part is missing or the day has gone.
    """
    plan = lock(plan)
    if not what.strip() or not who.strip():
        raise Refused("Write what will be done, and who does it.")
    if due_on < timezone.localdate():
        raise Refused("Choose a day that is still to come.")
    made = Promise.objects.create(
        plan=plan, what=what.strip(), who=who.strip(), owner=owner, due_on=due_on, made_by=by
    )
    note_down("promise", plan, by, due_on=due_on.isoformat())
    return made


@transaction.atomic
def keep_promise(*, promise: Promise, by: User) -> Promise:
    """It is done. Raises WrongState where it was kept or taken back already."""
    found = _open(promise)
    found.kept_at, found.kept_by = timezone.now(), by
    found.save(update_fields=["kept_at", "kept_by"])
    note_down("keep_promise", found.plan, by)
    return found


@transaction.atomic
def drop_promise(*, promise: Promise, because: str, by: User) -> Promise:
    """It will not be done: the young person reads why. Raises Refused without a reason."""
    found = _open(promise)
    if not because.strip():
        raise Refused("Write why it will not be done. The young person reads it.")
    found.dropped_at, found.dropped_because = timezone.now(), because.strip()
    found.save(update_fields=["dropped_at", "dropped_because"])
    note_down("drop_promise", found.plan, by)
    return found


def _open(promise: Promise) -> Promise:
    rows = Promise.objects.select_for_update(of=("self",)).select_related("plan__pupil")
    found = rows.get(pk=promise.pk)
    if not found.is_open:
        raise WrongState("Somebody has marked this already.")
    return found
