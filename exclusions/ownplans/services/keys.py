"""Private links: an address that nobody can guess, a code told apart from it, and a last day."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from exclusions.ownplans.enums import Holder
from exclusions.ownplans.models import OwnPlan, OwnPlanKey
from exclusions.ownplans.services.trail import note_down
from exclusions.ownplans.services.writing import lock
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.core.digests import digest_of
from portal.core.errors import Refused

# A half-term is about six weeks: long enough to work with, short enough that a lost phone stops mattering.
USUAL_DAYS, MOST_DAYS = 42, 92
# With six digits, five tries leave one chance in 200,000.
MOST_TRIES = 5
CODE_DIGITS = 6


@dataclass(frozen=True)
class Given:
    """A new link: told once, never kept in words."""

    key: OwnPlanKey
    token: str
    code: str


@transaction.atomic
def give_key(*, plan: OwnPlan, holder: Holder, expires_on: date, by: User) -> Given:
    """Open a link for a holder; an earlier one for the same holder ends.

    Raises Refused for a day that is past or more than MOST_DAYS away, and for family where the young person
    has not agreed to anything.
    """
    plan = lock(plan)
    today = timezone.localdate()
    if not today <= expires_on <= today + timedelta(days=MOST_DAYS):
        raise Refused(f"Choose a last day from today to {MOST_DAYS} days from now.")
    if holder == Holder.FAMILY and not plan.family_parts:
        raise Refused("The young person has not said what family may read. Ask them first.")
    plan.keys.filter(holder=holder, ended_at=None).update(ended_at=timezone.now())
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    key = OwnPlanKey.objects.create(
        plan=plan,
        holder=holder,
        digest=digest_of(token),
        code=make_password(code),
        expires_on=expires_on,
        made_by=by,
    )
    note_down("give_key", plan, by, holder=holder, until=expires_on.isoformat())
    return Given(key, token, code)


@transaction.atomic
def end_key(*, key: OwnPlanKey, by: User) -> None:
    """End a link at once: a lost phone, or a wish. One that has ended stays ended."""
    if OwnPlanKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=timezone.now()):
        note_down("end_key", key.plan, by, holder=Holder(key.holder))


def key_of(token: str) -> OwnPlanKey | None:
    """The live key of a link. Looked up by digest: how long it takes tells nobody anything."""
    live = OwnPlanKey.objects.live(timezone.localdate()).filter(digest=digest_of(token), tries__lt=MOST_TRIES)
    return live.select_related("plan__pupil", "plan__case").first()


@transaction.atomic
def try_code(*, key: OwnPlanKey, code: str) -> bool:
    """Whether the code is right. A wrong one counts; after MOST_TRIES in a row the link opens nothing."""
    locked = OwnPlanKey.objects.select_for_update().get(pk=key.pk)
    if locked.tries >= MOST_TRIES:
        return False
    is_right = check_password("".join(code.split()), locked.code)
    locked.tries = 0 if is_right else locked.tries + 1
    locked.used_at = timezone.now() if is_right else locked.used_at
    locked.save(update_fields=["tries", "used_at"])
    verb = "open" if is_right else "wrong_code"
    note_down(verb, key.plan, None, kind=Kind.VIEW, holder=Holder(key.holder))
    return is_right
