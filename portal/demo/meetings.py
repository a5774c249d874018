"""Meetings, minutes and plans at Northmere: those that open cases have had, and meetings in every state."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from exclusions.meetings.enums import MeetingState, Suits
from exclusions.meetings.kinds import MEETINGS
from exclusions.meetings.models import (
    AgendaItem,
    DateAnswer,
    Invitee,
    Meeting,
    Minutes,
    Part,
    ProposedDate,
)
from exclusions.plans.enums import ActionState, Agency, Party, Says
from exclusions.plans.models import Action, ActionStep, Agreement, Plan, PlanVersion
from exclusions.plans.services.versions import TEXTS
from exclusions.protocol.enums import CaseState, FieldKind, StageKind
from exclusions.protocol.models import Case, StageRecord
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.templatetags.portal import plain_date
from portal.demo.places import Place
from portal.demo.references import References
from portal.demo.words import pick, words
from portal.demo.world import FOR_THE_AUTHORITY, FOR_THE_SCHOOL, World
from schools.links.standing import people_standing_as

BATCH = 2_000
# A StageRecord that is completed: who did so, and when, is known.
Gone = Any


class Meetings:
    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng
        self.meetings, self.actions = References("M", 6, world.rng), References("J", 6, world.rng)
        self.guests = References("G", 10, world.rng)
        self.said = words("meetings")

    def write_history(self, places: list[Place]) -> None:
        """What open cases have behind them: each meeting with its minutes, each plan with its actions."""
        by_school = {place.school.pk: place for place in places}
        held: list[Gone] = []
        plans: list[Gone] = []
        done = StageRecord.objects.filter(case__state=CaseState.OPEN).exclude(completed_at=None)
        for record in done.select_related("case", "stage").order_by("pk").iterator():
            if record.stage.kind in MEETINGS:
                held.append(record)
            elif record.stage.kind == StageKind.PLAN:
                plans.append(record)
        self._hold(held)
        self._plan(plans, by_school)

    def _hold(self, records: list[Gone]) -> None:
        rows = [self._meeting(record) for record in records]
        Meeting.objects.bulk_create(rows, batch_size=BATCH)
        Minutes.objects.bulk_create(
            (
                Minutes(
                    meeting=row,
                    content=self._content(record, row),
                    finished_by_id=record.completed_by_id,
                    finished_at=record.completed_at,
                )
                for row, record in zip(rows, records, strict=True)
            ),
            batch_size=BATCH,
        )

    def _meeting(self, record: Gone) -> Meeting:
        held_on = date.fromisoformat(record.recorded["held_on"])
        return Meeting(
            reference=next(self.meetings),
            case=record.case,
            school_id=record.case.school_id,
            stage=record.stage,
            state=MeetingState.FINISHED,
            starts_at=min(_at(held_on, 10), record.completed_at - timedelta(hours=1)),
            place=pick(self.rng, self.said["places"]),
            chair_id=record.case.lead_id or record.completed_by_id,
            arranged_by_id=record.completed_by_id,
            arranged_at=_at(record.started_on, 9),
            stage_record=record,
        )

    def _content(self, record: Gone, meeting: Meeting) -> dict[str, Any]:
        values = {name: text for name, text in record.recorded.items() if isinstance(text, str)}
        asked = [spec for spec in record.stage.record if spec["kind"] == FieldKind.TEXT]
        told = [spec for spec in asked if values.get(spec["name"])]
        titles = {True: self.said["titles"][0], False: self.said["titles"][1]}
        sections = [
            {
                "title": title,
                "parts": [[s["label"], values[s["name"]]] for s in told if bool(s.get("voice")) == is_voice],
            }
            for is_voice, title in titles.items()
        ]
        return {
            "kind": record.stage.name,
            "starts_at": f"{meeting.starts_at}",
            "place": meeting.place,
            "chair": self.said["chair"],
            "since": {
                "what": "the case was opened on",
                "day": plain_date(record.case.opened_at),
                "suspensions": values.get("suspensions", "0 sessions"),
                "done": 0,
            },
            "items": [],
            "people": self.said["people"],
            "sections": [section for section in sections if section["parts"]],
            "actions": [],
            "progress": [],
            "voice": values.get("pupil_view", ""),
            "values": values,
        }

    def _plan(self, records: list[Gone], by_school: dict[int, Place]) -> None:
        newest = {record.case_id: record for record in records}
        plans = [self._plan_of(record) for record in newest.values()]
        Plan.objects.bulk_create(plans, batch_size=BATCH)
        actions = [
            action for r in newest.values() for action in self._actions(r, by_school[r.case.school_id])
        ]
        Action.objects.bulk_create(actions, batch_size=BATCH)
        self._steps(actions)
        self._versions(plans, list(newest.values()), actions)

    def _plan_of(self, record: Gone) -> Plan:
        said = record.recorded
        return Plan(
            case=record.case,
            adjustments=said.get("adjustments") or "",
            safety=said.get("safety") or "",
            child_summary=said.get("child_summary") or "",
            number=1,
            changed_at=record.completed_at,
        )

    def _actions(self, record: Gone, place: Place) -> list[Action]:
        """Two to four: the first ones due are mostly done, some are late."""
        days, agreed_on = self.world.days_of(place), timezone.localdate(record.completed_at)
        found = []
        for number, asked in enumerate(self.rng.sample(self.said["actions"], 2 + int(self.rng.random() * 3))):
            school = asked["agency"] == Agency.SCHOOL
            roles = FOR_THE_SCHOOL if school else FOR_THE_AUTHORITY
            owner = self.world.somebody(place, roles, self.world.last_day)
            due_on = days.add(agreed_on, 5 * (number + 1))
            is_past = due_on <= self.world.last_day
            done = is_past and self.world.chance(0.75)
            found.append(
                Action(
                    reference=next(self.actions),
                    case=record.case,
                    school_id=record.case.school_id,
                    need=asked["need"],
                    what=asked["what"],
                    measure=asked["measure"],
                    agency=asked["agency"],
                    owner_id=owner.user_id if school or self.world.chance(0.5) else None,
                    due_on=due_on,
                    state=ActionState.DONE if done else ActionState.GOING if is_past else ActionState.TO_DO,
                    agreed_by_id=record.completed_by_id,
                    agreed_at=record.completed_at,
                    told_on=due_on if is_past else None,
                )
            )
        return found

    def _steps(self, actions: list[Action]) -> None:
        begun = [action for action in actions if action.state != ActionState.TO_DO]
        ActionStep.objects.bulk_create(
            (
                ActionStep(
                    action=action,
                    state=action.state,
                    note=pick(self.rng, self.said["notes"][action.state]),
                    by_id=action.owner_id or action.agreed_by_id,
                    at=_at(min(action.due_on, self.world.last_day), 14),
                )
                for action in begun
            ),
            batch_size=BATCH,
        )

    def _versions(self, plans: list[Plan], records: list[Gone], actions: list[Action]) -> None:
        agreed: dict[int, list[dict[str, str]]] = defaultdict(list)
        for action in actions:
            agreed[action.case_id].append(_as_agreed(action))
        PlanVersion.objects.bulk_create(
            (
                PlanVersion(
                    plan=plan,
                    number=1,
                    what="An action agreed",
                    content={name: getattr(plan, name) for name in TEXTS}
                    | {"actions": agreed[plan.case_id], "provision": []},
                    by_id=record.completed_by_id,
                    at=record.completed_at,
                )
                for plan, record in zip(plans, records, strict=True)
            ),
            batch_size=BATCH,
        )
        Agreement.objects.bulk_create(
            (
                _agreement(plan, party, record)
                for plan, record in zip(plans, records, strict=True)
                for party in (Party.CHILD, Party.SCHOOL)
            ),
            batch_size=BATCH,
        )

    def show_every_state(self, place: Place) -> None:
        """At the known school: a date sought, one fixed, minutes being written, one cancelled."""
        stages = (StageKind.MEETING, StageKind.REVIEW, StageKind.DECISION)
        cases = Case.objects.open().filter(school=place.school, stage__kind__in=stages)
        states = (self._seek, self._fix, self._minute, self._cancel)
        for number, case in enumerate(cases.select_related("stage").order_by("opened_at", "pk")[:12]):
            worker = self.world.somebody(place, FOR_THE_AUTHORITY, self.world.last_day)
            chair = case.lead_id or worker.user_id
            states[number % len(states)](place, self._begun(case, chair))

    def _begun(self, case: Case, chair_id: int) -> Meeting:
        return Meeting(
            reference=next(self.meetings),
            case=case,
            school_id=case.school_id,
            stage=case.stage,
            place=pick(self.rng, self.said["places"]),
            chair_id=chair_id,
            arranged_by_id=chair_id,
            arranged_at=_at(self.world.last_day, 9),
        )

    def _seek(self, place: Place, meeting: Meeting) -> None:
        meeting.save()
        own, guest = self._invite(place, meeting)
        days = self.world.days_of(place)
        for number, says in enumerate((Suits.YES, Suits.IF_NEED_BE, Suits.NO), start=2):
            at = _at(days.add(self.world.today, number), 9 + number)
            proposed = ProposedDate.objects.create(meeting=meeting, starts_at=at)
            DateAnswer.objects.create(invitee=own, date=proposed, says=says)
            if says == Suits.IF_NEED_BE:
                DateAnswer.objects.create(invitee=guest, date=proposed, says=Suits.YES)

    def _fix(self, place: Place, meeting: Meeting) -> None:
        meeting.state, meeting.sequence = MeetingState.FIXED, 1
        meeting.starts_at = _at(self.world.days_of(place).add(self.world.today, 2), 11)
        meeting.save()
        self._invite(place, meeting)
        AgendaItem.objects.create(
            meeting=meeting, text=pick(self.rng, self.said["items"]), by_id=meeting.chair_id
        )

    def _minute(self, place: Place, meeting: Meeting) -> None:
        meeting.state, meeting.sequence = MeetingState.FIXED, 1
        meeting.starts_at = _at(self.world.last_day, 10)
        meeting.save()
        self._invite(place, meeting)
        for name, text in self.said["parts"].items():
            Part.objects.create(meeting=meeting, name=name, text=text, saved_by_id=meeting.chair_id)

    def _cancel(self, place: Place, meeting: Meeting) -> None:
        meeting.state, meeting.sequence = MeetingState.CANCELLED, 1
        meeting.cancelled_because = self.said["cancelled"]
        meeting.save()
        self._invite(place, meeting)

    def _invite(self, place: Place, meeting: Meeting) -> tuple[Invitee, Invitee]:
        """The safeguarding lead by account, a health worker by email who has been told already."""
        lead = people_standing_as(Role.DSL, place.school.pk).order_by("pk").first()
        assert isinstance(lead, User)  # noqa: S101 -- the known school has one
        common = {"meeting": meeting, "invited_by_id": meeting.chair_id}
        own = Invitee(reference=next(self.guests), user=lead, name=lead.name, agency=Agency.SCHOOL, **common)
        guest = Invitee(
            reference=next(self.guests), agency=Agency.HEALTH, told_sequence=meeting.sequence,
            told_at=meeting.arranged_at, **self.said["guest"], **common,
        )  # fmt: skip
        Invitee.objects.bulk_create([own, guest])
        return own, guest


def _agreement(plan: Plan, party: Party, record: Gone) -> Agreement:
    words = (record.recorded.get("pupil_view") or "") if party == Party.CHILD else ""
    return Agreement(
        plan=plan,
        number=1,
        party=party,
        says=Says.AGREES,
        words=words,
        on=timezone.localdate(record.completed_at),
        by_id=record.completed_by_id,
        at=record.completed_at,
    )


def _as_agreed(action: Action) -> dict[str, str]:
    """An action as a version of the plan keeps it."""
    said = {name: getattr(action, name) for name in ("reference", "need", "what", "measure")}
    due_on, state = action.due_on.isoformat(), str(ActionState.TO_DO.label)
    return said | {"who": action.get_agency_display(), "due_on": due_on, "state": state}


def _at(on: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(hour)))


def hold_meetings(world: World, places: list[Place]) -> None:
    meetings = Meetings(world)
    meetings.write_history(places)
    meetings.show_every_state(places[0])
