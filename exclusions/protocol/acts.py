"""The rarer things one may do to a case, as a table: words, form, when it fits, and the service it calls.

Each has its page (`views.acting`) and its link beside the case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from exclusions.protocol import forms, going_forms, services
from exclusions.protocol.models import Case
from portal.accounts.models import User
from portal.core.templatetags.portal import short_date
from schools.calendars.services import add_school_days


@dataclass(frozen=True)
class Act:
    """`fits(case)` says whether it can be done now. `run(case, cleaned, by, seen_revision)` does it."""

    label: str
    explains: str
    button: str
    done: str
    form: type[forms.ActForm]
    fits: Callable[[Case], bool]
    run: Callable[[Case, dict[str, Any], User, int], Any]
    # What it would mean for this case today.
    foretells: Callable[[Case], str] = lambda case: ""


def _open(case: Case) -> bool:
    return case.is_open


def _closed(case: Case) -> bool:
    return not case.is_open


def _until(case: Case) -> str:
    ends = add_school_days(timezone.localdate(), case.version.pause_days, school_id=case.school_id)
    return f"Paused today, it runs again on {short_date(ends.on)} at the latest."


LAW = "Duties of the law, such as those after a suspension, are counted elsewhere and never stop."

ACTS: dict[str, Act] = {
    "pause": Act(
        "Pause the case",
        "The clock of the stage stops. It runs again by itself after the days your protocol gives, or when "
        f"the stage is recorded. A stage that is late already stays late. {LAW}",
        "Pause the case",
        "The case is paused.",
        forms.ReasonForm,
        lambda case: case.is_open and not case.is_paused,
        lambda case, said, by, seen: services.pause_case(
            case=case, because=said["because"], by=by, seen_revision=seen
        ),
        _until,
    ),
    "resume": Act(
        "End the pause",
        "The clock runs again from today. The stage is due later by the school days that the pause took.",
        "End the pause",
        "The pause has ended.",
        forms.ReasonForm,
        lambda case: case.is_paused,
        lambda case, said, by, seen: services.resume_case(
            case=case, because=said["because"], by=by, seen_revision=seen
        ),
    ),
    "urgent": Act(
        "Mark as urgent",
        "A stage with a fast track is then due sooner.",
        "Mark as urgent",
        "The case is marked as urgent.",
        forms.ReasonForm,
        lambda case: case.is_open and not case.is_urgent,
        lambda case, said, by, seen: services.set_urgent(
            case=case, is_urgent=True, because=said["because"], by=by
        ),
    ),
    "not-urgent": Act(
        "No longer urgent",
        "The day that was set stays; the stages after it have their ordinary days.",
        "Save",
        "The case is no longer urgent.",
        forms.ReasonForm,
        lambda case: case.is_open and case.is_urgent,
        lambda case, said, by, seen: services.set_urgent(
            case=case, is_urgent=False, because=said["because"], by=by
        ),
    ),
    "head-no-longer": Act(
        "The head is no longer considering permanent exclusion",
        "That the head did consider it stays in the timeline.",
        "Save",
        "Noted: the head is no longer considering permanent exclusion.",
        forms.ReasonForm,
        lambda case: case.is_open and case.head_considering_exclusion,
        lambda case, said, by, seen: services.unmark_head_considering(
            case=case, because=said["because"], by=by
        ),
    ),
    "duplicate": Act(
        "Mark as a duplicate",
        "For a case that was opened twice for one child. It closes and points to the case that is kept; "
        "nothing in it is lost.",
        "Mark as a duplicate",
        "The case is closed as a duplicate.",
        forms.DuplicateForm,
        _open,
        lambda case, said, by, seen: services.mark_duplicate(
            case=case, kept=said["kept"], because=said["because"], by=by, seen_revision=seen
        ),
    ),
    "reopen": Act(
        "Reopen the case",
        "The case goes on at the stage you choose, its days counted from today. How it had ended stays in "
        "the timeline.",
        "Reopen the case",
        "The case is open again.",
        forms.ReopenForm,
        _closed,
        lambda case, said, by, seen: services.reopen_case(
            case=case, stage=said["stage"], because=said["because"], by=by
        ),
    ),
    "move-school": Act(
        "Move the case to another school",
        "For a pupil who changes school. The case stays here, and goes on, until the new school and who will "
        "lead it there have both accepted. Then the people of the new school see it and yours no longer do. "
        "With it go its stages and records, plan, meetings and documents. Concerns and suspensions stay "
        "records of your school; the young person’s own plan stays theirs: ask them who may see it.",
        "Ask the other school",
        "The other school is asked. The case stays with you until it has accepted.",
        going_forms.MoveForm,
        lambda case: case.is_open and not case.moves.asked().exists(),
        lambda case, said, by, seen: services.ask_to_move(
            case=case, to_school=said["to_school"], note=said["note"], by=by
        ),
    ),
    "link": Act(
        "Link another case",
        "For cases that belong together: brothers and sisters, one incident, one group of friends. Only "
        "people who may see both cases see the link.",
        "Link the cases",
        "The cases are linked.",
        forms.LinkForm,
        lambda case: True,
        lambda case, said, by, seen: services.link_cases(
            case=case, other=said["other"], kind=said["kind"], because=said["because"], by=by
        ),
    ),
    "add-member": Act(
        "Add somebody to the team",
        "Somebody of any agency who works with the child or the family. What they see here lasts as long as "
        "the case is open; safeguarding concerns are never shown by it.",
        "Add to the team",
        "They are in the team around the child.",
        forms.MemberForm,
        _open,
        lambda case, said, by, seen: services.add_member(case=case, by=by, **said),
    ),
}


def acts_for(case: Case) -> list[tuple[str, Act]]:
    """What may be done to a case as it is, by name."""
    return [(name, act) for name, act in ACTS.items() if act.fits(case)]
