"""Writing a part of the plan: no two devices overwrite each other, and every sitting is kept."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from exclusions.ownplans.errors import StalePart
from exclusions.ownplans.models import OwnPlan, OwnPlanPart, OwnPlanVersion
from exclusions.ownplans.parts import BY_CODE, Content
from exclusions.ownplans.services.trail import note_down
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState

# Nothing written for so long: whoever writes next begins another sitting.
SITTING = timedelta(minutes=30)


def lock(plan: OwnPlan) -> OwnPlan:
    """The plan, locked. Raises WrongState where it has ended."""
    locked = OwnPlan.objects.select_for_update(of=("self",)).select_related("pupil", "case").get(pk=plan.pk)
    if not locked.is_current:
        raise WrongState("This plan has ended. Nothing more can be written in it.")
    return locked


@transaction.atomic
def write_part(*, plan: OwnPlan, code: str, content: Content, revision: int, by: User | None) -> OwnPlanPart:
    """Save one part as it was typed.

    `revision` is the one the page has read (0: nothing written yet); `by` is the adult who wrote it together
    with the young person, None where they were alone. Raises StalePart where another device saved something
    else since, Refused for a part that is none, WrongState where the plan has ended.
    """
    plan = lock(plan)
    if code not in BY_CODE:
        raise Refused("This plan has no such page.")
    part = plan.parts.filter(code=code).first() or OwnPlanPart(plan=plan, code=code, revision=0)
    if part.content == content:
        return part
    if part.revision != revision:
        raise StalePart(part)
    _keep_earlier_sitting(plan, by)
    part.content, part.revision = content, part.revision + 1
    part.written_at, part.written_by = timezone.now(), by
    part.save()
    plan.changed_at = part.written_at
    plan.save(update_fields=["changed_at"])
    note_down("write", plan, by, part=code, revision=part.revision)
    return part


def _keep_earlier_sitting(plan: OwnPlan, by: User | None) -> None:
    last = plan.parts.order_by("-written_at", "-pk").first()
    if last and (last.written_by_id != (by and by.pk) or timezone.now() - last.written_at > SITTING):
        keep_version(plan)


def keep_version(plan: OwnPlan) -> OwnPlanVersion | None:
    """Keep the plan, which is locked, as it stands; None where nothing has changed since the last version."""
    parts = list(plan.parts.order_by("-written_at", "-pk"))
    last = plan.versions.first()
    content = {part.code: part.content for part in parts}
    if not parts or (last and last.content == content):
        return None
    return OwnPlanVersion.objects.create(
        plan=plan,
        number=last.number + 1 if last else 1,
        content=content,
        kept_at=parts[0].written_at,
        written_by=parts[0].written_by,
    )
