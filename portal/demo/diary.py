"""Half a year of the link workers' diary, with planned days, follow-ups and weekly returns."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from linkworkers.diary.enums import Audience, Kind, Part, Sessions, State
from linkworkers.diary.models import DiaryEntry, DiaryLine, WeeklyReturn
from linkworkers.diary.weeks import WEEK, figures, monday_of
from portal.accounts.enums import Role
from portal.demo.places import Place
from portal.demo.references import References
from portal.demo.words import pick, weighted, words
from portal.demo.world import FOR_THE_AUTHORITY, World
from schools.calendars.services import statutory_term
from schools.pupils.models import Enrolment

HALF_A_YEAR, AHEAD = timedelta(days=182), timedelta(days=28)
CONTACTS_A_SCHOOL = 9
ON_SITE_WEEKS = timedelta(days=60)
KINDS = {Kind.CONSULTATION: 45, Kind.CALL: 25, Kind.VISIT: 12, Kind.EMAIL: 10, Kind.MEETING: 8}
# One school in so many has not been seen this term; some of the first have entries about pupils.
UNSEEN_ONE_IN, UNSEEN, WITH_PUPILS = 25, 2, 10
TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3
UNCONFIRMED_WEEKS = 2
FLUSH_AT = 5_000


@dataclass
class Diaries:
    world: World
    entries: list[DiaryEntry] = field(default_factory=list)
    lines: list[DiaryLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = self.world.rng
        self.references = References("E", 6, self.rng)

    def fill(self, place: Place, number: int) -> None:
        """Contacts of half a year with a school."""
        pupils = self._pupils(place) if number < WITH_PUPILS else []
        until = self.world.last_day
        if number % UNSEEN_ONE_IN == UNSEEN:
            until = statutory_term(self.world.today, place.school.pk).starts_on - timedelta(days=1)
        days = self.world.days_of(place).between(self.world.today - HALF_A_YEAR, until)
        for _ in range(CONTACTS_A_SCHOOL if days else 0):
            on = pick(self.rng, days)
            pupil = pick(self.rng, pupils) if pupils and self.world.chance(0.2) else None
            self._contact(place, on, weighted(self.rng, KINDS), pupil)
        if len(self.entries) > FLUSH_AT:
            self.flush()

    def fill_known(self, place: Place) -> None:
        """What the demo's own workers find: something overdue, something due, and days on site."""
        days = self.world.days_of(place)
        for back, ahead in ((9, -2), (6, 3)):
            self._contact(
                place, days.back(self.world.today, back), Kind.VISIT, None, days_to_follow_up=back + ahead
            )
        for on in days.between(self.world.today - ON_SITE_WEEKS, self.world.today + AHEAD):
            if on.weekday() in (TUESDAY, THURSDAY):
                self._on_site(place, Role.ON_SITE_SOCIAL_WORKER, on)
            elif on.weekday() == WEDNESDAY and on > self.world.today:
                self._on_site(place, Role.LEAD_SOCIAL_WORKER, on)

    def _pupils(self, place: Place) -> list[int]:
        on_roll = Enrolment.objects.filter(school=place.school, ends_on=None).order_by("pk")
        return list(on_roll.values_list("pupil", flat=True)[:20])

    def _contact(
        self, place: Place, on: date, kind: str, pupil: int | None, days_to_follow_up: int | None = None
    ) -> None:
        actor = self.world.somebody(place, FOR_THE_AUTHORITY, on)
        is_internal = self.world.chance(0.06)
        entry = DiaryEntry(
            reference=next(self.references),
            school=place.school,
            worker_id=actor.user_id,
            capacity=actor.role.label,
            kind=kind,
            on=on,
            with_whom=pick(self.rng, words("diary")["with_whom"]),
            pupil_id=pupil,
            audience=Audience.LINK_WORKERS if is_internal else Audience.SHARED,
            entered_at=self.world.moment(on),
        )
        self.entries.append(entry)
        self._say(entry, Part.ASKED, Part.ADVICE, Part.SCHOOL_WILL)
        if is_internal:
            self._line(entry, Part.WHY_INTERNAL, words("diary")["internal"], entry.entered_at)
        if days_to_follow_up is None and self.world.chance(0.3):
            days_to_follow_up = 5 + int(self.rng.random() * 10)
            self._follow_up(place, entry, days_to_follow_up, may_be_done=True)
        elif days_to_follow_up is not None:
            self._follow_up(place, entry, days_to_follow_up, may_be_done=False)

    def _follow_up(self, place: Place, entry: DiaryEntry, days: int, *, may_be_done: bool) -> None:
        entry.follow_up_by = due = self.world.days_of(place).add(entry.on, days)
        entry.follow_up_with_id = entry.worker_id
        # Whoever has left the school since has nothing open there.
        if may_be_done and due <= self.world.last_day and self.world.chance(0.95):
            entry.followed_up_at = self.world.moment(due)
            self._line(
                entry, Part.FOLLOWED_UP, pick(self.rng, words("diary")["followed_up"]), entry.followed_up_at
            )

    def _on_site(self, place: Place, role: Role, on: date) -> None:
        held = self.world.staff.holder(place.school.pk, [role], on)
        if held is None:
            return
        is_past = on <= self.world.days_of(place).back(self.world.today, 2)
        state = State.DONE if is_past else State.PLANNED
        if is_past and self.world.chance(0.1):
            state = State.NOT_HAPPENED
        entry = DiaryEntry(
            reference=next(self.references),
            school=place.school,
            worker_id=held[1],
            capacity=role.label,
            kind=Kind.ON_SITE,
            on=on,
            sessions=Sessions.MORNING if on.weekday() == THURSDAY else Sessions.BOTH,
            state=state,
            entered_at=self.world.moment(self.world.days_of(place).back(min(on, self.world.today), 3)),
        )
        self.entries.append(entry)
        if state == State.NOT_HAPPENED:
            self._line(entry, Part.NOT_HAPPENED, words("diary")["not_happened"], self.world.moment(on))
        elif state == State.DONE:
            self._say(entry, Part.ASKED, Part.ADVICE)

    def _say(self, entry: DiaryEntry, *parts: Part) -> None:
        for part in parts:
            if body := pick(self.rng, words("diary")[part.value]):
                self._line(entry, part, body, entry.entered_at)

    def _line(self, entry: DiaryEntry, part: Part, body: str, at: datetime) -> None:
        self.lines.append(DiaryLine(entry=entry, part=part, body=body, author_id=entry.worker_id, at=at))

    def flush(self) -> None:
        DiaryEntry.objects.bulk_create(self.entries)
        for line in self.lines:
            line.entry_id = line.entry.pk
        DiaryLine.objects.bulk_create(self.lines)
        self.entries, self.lines = [], []


def keep_diaries(world: World, places: list[Place]) -> None:
    """Entries of every live school, and weekly returns of the known one but for the last two weeks."""
    diaries = Diaries(world)
    for number, place in enumerate(places):
        diaries.fill(place, number)
    diaries.fill_known(places[0])
    diaries.flush()
    WeeklyReturn.objects.bulk_create(_returns(world, places[0]))


def _returns(world: World, place: Place) -> Iterator[WeeklyReturn]:
    monday = monday_of(world.today - ON_SITE_WEEKS)
    while monday < monday_of(world.today) - UNCONFIRMED_WEEKS * WEEK:
        days = world.days_of(place).between(monday, monday + timedelta(days=4))
        worker = days and world.staff.holder(place.school.pk, [Role.ON_SITE_SOCIAL_WORKER], days[-1])
        if worker:
            yield WeeklyReturn(
                school=place.school,
                monday=monday,
                figures=figures(place.school, monday),
                confirmed_by_id=worker[1],
                confirmed_at=world.moment(days[-1]),
            )
        monday += WEEK
