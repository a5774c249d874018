"""What the portal holds that may answer an item of the evidence list.

Only ever shown beside the item: that it is so is said by a person, with their name (domain.md 5.5). Items are
known by the codes of the protocol that ships; an authority's own items have no suggestions.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from exclusions.measures.enums import MeasureKind
from exclusions.measures.models import Measure
from exclusions.meetings.models import Meeting
from exclusions.plans.enums import ActionState
from exclusions.plans.models import Action, Plan
from exclusions.protocol import voices
from exclusions.protocol.enums import Agency
from exclusions.protocol.models import Case
from exclusions.suspensions.models import Suspension
from portal.accounts.models import User
from portal.core.templatetags.portal import plain_date
from schools.pupils.codes import EHC_PLAN, YES
from schools.pupils.enums import FactKind
from schools.pupils.models import Known, facts_on


@dataclass(frozen=True)
class Suggestion:
    """`code` of the item, what the portal holds in words, where it stands, and its day if it has one."""

    code: str
    text: str
    url: str = ""
    on: date | None = None


Finder = Callable[[User, Case], Iterator[Suggestion]]


def suggestions_for(user: User, case: Case) -> dict[str, list[Suggestion]]:
    """By code of item, as far as this person may see it, in a fixed number of queries."""
    found: dict[str, list[Suggestion]] = defaultdict(list)
    for find in FINDERS:
        for suggestion in find(user, case):
            found[suggestion.code].append(suggestion)
    return found


def _suspensions(user: User, case: Case) -> Iterator[Suggestion]:
    rows = Suspension.objects.visible_to(user).standing().filter(pupil__in=case.pupil.records)
    if number := rows.count():
        words = "suspension or exclusion" if number == 1 else "suspensions or exclusions"
        text = f"{number} {words} recorded"
        yield Suggestion("log", text, reverse("protocol:part", args=[case.reference, "suspensions"]))


def _meetings(user: User, case: Case) -> Iterator[Suggestion]:
    if not user.has_perm("meetings.see_meeting", case):
        return
    rows = Meeting.objects.finished().filter(case=case).select_related("stage").order_by("starts_at")
    for meeting in rows:
        on = timezone.localdate(meeting.starts_at) if meeting.starts_at else None
        text = f"{meeting.stage.name} held on {plain_date(on)}"
        yield Suggestion("meeting", text, meeting.get_absolute_url(), on)


def _plan(user: User, case: Case) -> Iterator[Suggestion]:
    if not user.has_perm("plans.see_plan", case):
        return
    url = reverse("plans:plan", args=[case.reference])
    actions = list(Action.objects.filter(case=case).values_list("state", "agreed_at"))
    if actions:
        done = sum(state == ActionState.DONE for state, _ in actions)
        on = timezone.localdate(min(at for _, at in actions))
        text = f"A plan with {len(actions)} action{'' if len(actions) == 1 else 's'}, {done} of them done"
        yield Suggestion("meeting", text, url, on)
        yield Suggestion("school_support", text, url, on)
    plan = Plan.objects.filter(case=case).prefetch_related("provisions").first()
    if plan and plan.adjustments:
        yield Suggestion("adjustments", "The plan says what is different at school", url)
    for one in plan.provisions.all() if plan else ():
        text = f"Learning elsewhere: {one.provider}, from {plain_date(one.starts_on)}"
        yield Suggestion("elsewhere", text, url, one.starts_on)


def _voice(user: User, case: Case) -> Iterator[Suggestion]:
    records = case.stage_records.exclude(completed_at=None).select_related("stage")
    if voice := voices.newest(user, case, list(records)):
        on = timezone.localdate(voice.at)
        text = f"The child’s words were written down with {voice.where} on {plain_date(on)}"
        yield Suggestion("voice", text, case.get_absolute_url(), on)


MEASURES = {MeasureKind.DIRECTION: "elsewhere", MeasureKind.MOVE: "managed_move"}


def _measures(user: User, case: Case) -> Iterator[Suggestion]:
    rows = Measure.objects.visible_to(user).standing().of_pupil(case.pupil).filter(kind__in=MEASURES)
    for measure in rows.order_by("recorded_at"):
        on = measure.starts_on or timezone.localdate(measure.recorded_at)
        text = f"{measure.get_kind_display()} {measure.reference}: {measure.get_state_display().lower()}"
        yield Suggestion(MEASURES[MeasureKind(measure.kind)], text, measure.get_absolute_url(), on)


def _position(user: User, case: Case) -> Iterator[Suggestion]:
    known: Known = facts_on([case.pupil_id], timezone.localdate())[case.pupil_id]
    if need := known.one(FactKind.SEN_NEED):
        yield Suggestion("needs", f"A primary need is recorded for the pupil ({need})")
    if known.one(FactKind.SEN_PROVISION) == EHC_PLAN:
        yield Suggestion("statutory_review", "The pupil has an EHC plan: was there an emergency review?")
    if known.one(FactKind.LOOKED_AFTER) == YES:
        text = "The pupil is looked after: was there an interim review of the personal education plan?"
        yield Suggestion("statutory_review", text)


TEAM = {Agency.EARLY_HELP: "family_help", Agency.PSYCHOLOGY: "needs", Agency.POLICE: "police"}


def _team(user: User, case: Case) -> Iterator[Suggestion]:
    for member in case.members.filter(agency__in=TEAM):
        on = timezone.localdate(member.added_at)
        text = f"{member.get_agency_display()} is in the team around the child since {plain_date(on)}"
        url = reverse("protocol:part", args=[case.reference, "people"])
        yield Suggestion(TEAM[Agency(member.agency)], text, url, on)


FINDERS: tuple[Finder, ...] = (_suspensions, _meetings, _plan, _voice, _measures, _position, _team)
