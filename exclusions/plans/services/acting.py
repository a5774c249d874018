"""Actions: agreed, changed, and how far they are."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from exclusions.plans.enums import ActionState, Agency
from exclusions.plans.models import Action, ActionStep
from exclusions.plans.services.versions import keep_version, lock_plan, write_down
from exclusions.protocol.models import Case
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment
from portal.notices.services import notify


@dataclass(frozen=True)
class Agreed:
    """What is agreed: `owner` is a person of the portal, or `owner_name` somebody without an account, or
    neither where the agency as a whole took it on."""

    need: str
    what: str
    measure: str
    agency: Agency
    due_on: date
    owner: User | None = None
    owner_name: str = ""


@transaction.atomic
def agree_action(*, case: Case, agreed: Agreed, by: User) -> Action:
    """Add an action to the plan; its owner is told. Raises WrongState where the case is closed."""
    plan = lock_plan(case)
    action = Action.objects.create(case=case, school_id=case.school_id, agreed_by=by, **_named(agreed))
    keep_version(plan, what="An action agreed", by=by)
    write_down(case, "action.agree", by, reference=action.reference, due_on=f"{action.due_on}")
    _tell_owner(action, by, f"{action.reference}: you have taken on an action in {case.reference}.")
    return action


@transaction.atomic
def change_action(*, action: Action, agreed: Agreed, because: str, by: User, seen_revision: int) -> Action:
    """Change what was agreed and say why; what stood before stays in the plan's versions.

    Raises WrongState where the action has changed since `seen_revision`, Refused without a reason.
    """
    if not because.strip():
        raise Refused("Write down why it is changed.")
    plan = lock_plan(action.case)
    action = _lock(action, seen_revision)
    before = action.owner_id, action.due_on
    for name, value in _named(agreed).items():
        setattr(action, name, value)
    moved = action.due_on if action.due_on != before[1] else None
    if moved:
        action.told_on = None
    _step(action, action.state, because, by, moved)
    keep_version(plan, what="An action changed", by=by)
    write_down(action.case, "action.change", by, reference=action.reference, due_on=f"{action.due_on}")
    if action.owner_id != before[0]:
        _tell_owner(
            action, by, f"{action.reference}: you have taken on an action in {action.case.reference}."
        )
    return action


@transaction.atomic
def note_progress(
    *, action: Action, state: ActionState, note: str, by: User, seen_revision: int | None = None
) -> Action:
    """Say how far an action is. `seen_revision` None: whoever calls has locked what was shown.

    Raises WrongState where the action has changed since, or the case is closed; Refused where it is dropped
    without a reason, or nothing new is said.
    """
    note = note.strip()
    plan = lock_plan(action.case)
    action = _lock(action, seen_revision)
    if state == ActionState.DROPPED and not note:
        raise Refused("Write down why it is dropped.")
    if state == action.state and not note:
        raise Refused("Say what has been done, or how far it is now.")
    has_moved = state != action.state
    _step(action, state, note, by, None)
    if has_moved:
        keep_version(plan, what="How far an action is", by=by)
    write_down(action.case, "action.note", by, reference=action.reference, state=state.value)
    return action


@transaction.atomic
def give_action(*, action: Action, to: User, by: User, seen_revision: int) -> Action:
    """Give an open action to somebody else, who is told; what was agreed stays as it is.

    Raises WrongState where the action has changed since, is no longer open, or the case is closed; Refused
    where they may not read it.
    """
    if not to.has_perm("plans.see_action", action):
        raise Refused(f"{to.name} may not read this case. Choose somebody else.")
    given = hand_over_action(action=action, to=to, by=by, seen_revision=seen_revision)
    _tell_owner(given, by, f"{given.reference}: you have taken on an action in {given.case.reference}.")
    return given


@transaction.atomic
def hand_over_action(*, action: Action, to: User, by: User, seen_revision: int | None = None) -> Action:
    """The same without telling them: for whoever tells them of all they are given at once."""
    plan = lock_plan(action.case)
    action = _lock(action, seen_revision)
    if not action.is_open:
        raise WrongState(f"{action.reference} is {action.get_state_display().lower()}. Nobody need do it.")
    if action.owner == to:
        return action
    action.owner, action.owner_name, action.told_on = to, "", None
    _step(action, action.state, f"Handed over to {to.name}.", by, None)
    keep_version(plan, what="An action handed over", by=by)
    write_down(action.case, "action.hand_over", by, reference=action.reference)
    return action


def _named(agreed: Agreed) -> dict[str, object]:
    return vars(agreed) | {"owner_name": "" if agreed.owner else agreed.owner_name}


def _lock(action: Action, seen_revision: int | None) -> Action:
    locked = Action.objects.select_for_update(of=("self",)).select_related("case").get(pk=action.pk)
    if seen_revision is None or locked.revision == seen_revision:
        return locked
    last = locked.steps.select_related("by").last()
    who = f"{last.by} changed {locked.reference} on {moment(last.at)}" if last else "It has changed"
    raise WrongState(f"{who}, while you had this page open. What you wrote has not been saved.")


def _step(action: Action, state: str, note: str, by: User, moved: date | None) -> None:
    action.state = state
    action.revision += 1
    action.save()
    ActionStep.objects.create(action=action, state=state, note=note, moved_to=moved, by=by)


def _tell_owner(action: Action, by: User, text: str) -> None:
    if action.owner and action.owner != by:
        notify(
            people=[action.owner],
            kind="action.agree",
            text=text,
            about=action.reference,
            leads_to=action.get_absolute_url(),
        )
