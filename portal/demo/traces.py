"""What the demo's people left in the audit trail and in each other's notices."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.enums import State
from exclusions.protocol.models import Case
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.models import Event, EventSubject
from portal.demo.concerns import Told
from portal.demo.references import References
from portal.demo.words import pick
from portal.demo.world import FOR_THE_AUTHORITY, Actor, World
from portal.notices.models import Delivery, Notice

# Further back the demo's trail is empty: real trails are long, and nobody reads them to the end here.
TRAIL_DAYS = 120
NOTICE_DAYS = 20
SIGN_IN_DAYS = 14


class Traces:
    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng
        self.references = References("A", 8, world.rng)
        self.trail_from = world.today - timedelta(days=TRAIL_DAYS)
        self.notices_from = world.today - timedelta(days=NOTICE_DAYS)

    def of_concern(self, told: Told) -> None:
        """Sent, read by who may, decided; and the notices that told them."""
        concern, story = told.concern, told.story
        if story.raised_on < self.trail_from:
            return
        about = [concern.reference, story.child.pupil.reference]
        self._event(concern.raised_at, told.school, Kind.CHANGE, "concern.send", about)
        for n in range(1 + int(self.rng.random() * 3)):
            reader = told.worker if n else self._reader(told)
            seen_at = concern.raised_at + timedelta(minutes=20 + int(self.rng.random() * 400))
            self._event(min(seen_at, self._end()), reader, Kind.VIEW, "concern.view", about)
        if concern.acknowledged_at:
            self._event(concern.acknowledged_at, told.worker, Kind.CHANGE, "concern.take", about)
        if told.decided_at:
            self._event(told.decided_at, told.worker, Kind.CHANGE, "concern.decide", about)
        if story.raised_on >= self.notices_from:
            self._tell_of_concern(told)

    def of_case(self, told: Told, case: Case) -> None:
        if told.story.raised_on < self.trail_from:
            return
        about = [case.reference, told.concern.reference, told.story.child.pupil.reference]
        self._event(case.opened_at, told.worker, Kind.CHANGE, "case.open", about)
        for _ in range(int(self.rng.random() * 4)):
            seen_at = case.opened_at + (self._end() - case.opened_at) * self.rng.random()
            self._event(seen_at, self.world.an_officer(), Kind.VIEW, "case.view", about)
        if case.is_open and case.lead_id:
            text = f"{case.reference}: you have been asked to lead this case."
            path = reverse("protocol:case", args=[case.reference])
            self._notice(case.lead_id, "case.set_lead", text, case.reference, path, case.changed_at, True)

    def of_sign_ins(self, people: dict[Role, User]) -> None:
        """The demo's own accounts signed in on most of the last days, and searched for a pupil."""
        for days_ago in range(1, SIGN_IN_DAYS):
            on = self.world.today - timedelta(days=days_ago)
            if on.weekday() >= 5:
                continue
            for role, user in people.items():
                if self.world.chance(0.7):
                    at = timezone.make_aware(datetime.combine(on, time(8, int(self.rng.random() * 60))))
                    self._event(at, Actor(user.pk, role), Kind.SIGN_IN, "accounts.sign_in", [user.reference])
                    if role in FOR_THE_AUTHORITY:
                        self._event(at + timedelta(minutes=9), Actor(user.pk, role), Kind.SEARCH,
                                    "pupil.search", [], {"found": int(self.rng.random() * 5)})  # fmt: skip

    def _reader(self, told: Told) -> Actor:
        found = self.world.staff.holder(
            told.concern.school_id,
            (pick(self.rng, (Role.HEADTEACHER, Role.HEAD_OF_SERVICE)),),
            told.story.raised_on,
        )
        return Actor(found[1], found[0]) if found else told.school

    def _end(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.world.last_day, time(17, 55)))

    def _event(
        self,
        at: datetime,
        by: Actor,
        kind: Kind,
        verb: str,
        about: list[str],
        detail: dict[str, int] | None = None,
    ) -> None:
        event = Event(
            at=at, actor_id=by.user_id, capacity=by.role.label, kind=kind, verb=verb,
            detail=detail or {}, ip=f"192.0.2.{1 + by.user_id % 250}",
        )  # fmt: skip
        self.world.batch.add(event)
        for reference in about:
            self.world.batch.add(EventSubject(event=event, reference=reference))

    def _tell_of_concern(self, told: Told) -> None:
        concern = told.concern
        what = "an urgent" if concern.in_danger else "a new"
        self._tell(
            told, told.worker, "send", f"{what} concern is waiting for you.", concern.raised_at,
            is_read=concern.state != State.SENT,
        )  # fmt: skip
        if concern.state == State.WITH_SCHOOL:
            text = "your link social worker has a question."
            self._tell(told, told.school, "ask", text, concern.changed_at, is_read=False)
        elif told.decided_at:
            text = "your link social worker has decided and replied."
            is_read = self.world.chance(0.6)
            self._tell(told, told.school, "decide", text, told.decided_at, is_read=is_read)

    def _tell(self, told: Told, to: Actor, verb: str, text: str, at: datetime, *, is_read: bool) -> None:
        reference = told.concern.reference
        path = reverse("concerns:detail", args=[reference])
        self._notice(to.user_id, f"concern.{verb}", f"{reference}: {text}", reference, path, at, is_read)

    def _notice(
        self, user_id: int, kind: str, text: str, about: str, path: str, at: datetime, is_read: bool
    ) -> None:
        """A notice whose email has gone, so that the portal sends none of these."""
        notice = Notice(
            reference=next(self.references), user_id=user_id, kind=kind, text=text[:200], about=about,
            leads_to=path, created_at=at, read_at=at + timedelta(minutes=50) if is_read else None,
        )  # fmt: skip
        self.world.batch.add(notice)
        self.world.batch.add(Delivery(notice=notice, attempts=1, next_attempt_at=at, sent_at=at))
