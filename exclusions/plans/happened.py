"""What a plan tells: in the timeline of its case and in the chronology of its child."""

from collections.abc import Iterator

from django.utils import timezone

from exclusions.plans.models import Action, ActionStep, Agreement, PlanFile
from exclusions.protocol.models import Case
from exclusions.protocol.timeline import Line
from portal.accounts.enums import Power
from portal.accounts.models import User
from schools.links.standing import standing_of
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Pupil, handed_over


def in_case(user: User, case: Case) -> Iterator[Line]:
    """Actions agreed, how far they came, who agreed with the plan; in four queries."""
    for action in Action.objects.filter(case=case).select_related("agreed_by", "owner"):
        text = f"{action.what} ({action.who})"
        url = action.get_absolute_url()
        yield Line(action.agreed_at, "Action agreed", text, action.agreed_by.name, url)
    for step in ActionStep.objects.filter(action__case=case).select_related("action", "by"):
        title = f"Action {step.action.reference}: {step.get_state_display().lower()}"
        yield Line(step.at, title, step.note, step.by.name, step.action.get_absolute_url())
    for kept in PlanFile.objects.filter(plan__case=case).select_related("uploaded_by", "taken_out_by"):
        # What one was that did not belong there is not told again: the timeline goes into the pack.
        about = "" if kept.taken_out_at else kept.about
        yield Line(kept.uploaded_at, "Document added to the plan", about, kept.uploaded_by.name)
        if kept.taken_out_at and kept.taken_out_by:
            yield Line(kept.taken_out_at, "Document taken out of the plan", who=kept.taken_out_by.name)
    for said in Agreement.objects.filter(plan__case=case).select_related("by"):
        title = f"The plan: {said.get_party_display().lower()}, {said.get_says_display().lower()}"
        yield Line(said.at, title, said.words, said.by.name)


def about_pupil(user: User, pupil: Pupil) -> Iterator[Happening]:
    """Actions this person may see, at their schools and in files handed over to them."""
    about = Action.objects.filter(case__pupil__in=pupil.records)
    files = handed_over(user, pupil, Power.SEE_CASES)
    own = standing_of(user).scope(Power.SEE_CASES)
    rows = about.visible_to(user) | files.limit(about, "agreed_at")
    for action in rows.select_related("agreed_by", "owner"):
        if action.school_id not in own and not files.holds(action.school_id, action.agreed_at):
            continue
        yield Happening(
            on=timezone.localdate(action.agreed_at),
            at=action.agreed_at,
            title="Action agreed",
            text=f"{action.what} ({action.who}). {action.get_state_display()}",
            reference=action.reference,
            url=action.get_absolute_url() if action.school_id in own else "",
            who=action.agreed_by.name,
        )


SOURCE = Source("actions", "Actions of plans", 22, about_pupil)
