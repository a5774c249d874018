"""Concerns of two years: what schools sent, what was said since, and what was decided."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from exclusions.concerns.enums import Decision, Destination, EntryKind, Part, State, Wish
from exclusions.concerns.models import Concern, ConcernSubject, Entry, Triage
from exclusions.concerns.routes import ME, WAYS, route_of
from portal.demo.places import Place
from portal.demo.references import References
from portal.demo.rolls import Child
from portal.demo.telling import Telling
from portal.demo.words import pick, sentence, weighted, words
from portal.demo.world import FOR_THE_AUTHORITY, FOR_THE_SCHOOL, Actor, World

# domain.md 5.3: acknowledged within 1 school day, decided within 3.
ACKNOWLEDGE_IN, DECIDE_IN = 1, 3
DECISIONS = {Decision.ADVISE: 60, Decision.REFER: 13, Decision.CLOSE: 27}
CASE_LIKELY_FOR = ("exclusion_risk", "violence")
CASE_LIKELY, CASE_UNLIKELY = 0.24, 0.02
# School days from raised to decided, and how often.
DELAYS = {"0": 14, "1": 30, "2": 26, "3": 17, "4": 6, "5": 4, "7": 3}
WISHES = {Wish.ADVICE: 55, Wish.TALK: 25, Wish.SHARE: 12, Wish.NNE: 8}
DESTINATIONS = {Destination.FAMILY_HELP: 5, Destination.MASH: 4, Destination.AGENCY: 3}
AGENCY = "The youth team of Northmere"


@dataclass(frozen=True)
class Story:
    """One concern before it is written: about whom, when, of what kind, and how far it has come.

    `stage` is the stage at which the case of a known story stands; None leaves it to chance.
    `is_known`: one of those the demo's own school always shows.
    """

    place: Place
    child: Child
    raised_on: date
    state: State
    category: str
    in_danger: bool = False
    decision: Decision | None = None
    stage: str | None = None
    is_known: bool = False


@dataclass(frozen=True)
class Told:
    """A written concern and who acted in it."""

    story: Story
    concern: Concern
    school: Actor
    worker: Actor
    decided_at: datetime | None


class Concerns:
    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng
        self.references = References("C", 5, world.rng)
        self.telling = Telling(world.batch)

    def any_category(self, place: Place) -> str:
        return weighted(self.rng, words("concerns")["categories_by_band"][place.band])

    def tell(self, story: Story, others: list[Child]) -> Told:
        """Write one concern with everything that followed."""
        world, place = self.world, story.place
        school = world.somebody(place, FOR_THE_SCHOOL, story.raised_on)
        worker = world.somebody(place, FOR_THE_AUTHORITY, story.raised_on)
        concern = self._concern(story, school)
        world.batch.add(concern)
        self._subjects(story, concern, others)
        told = Told(story, concern, school, worker, self._decided_at(story, concern))
        self._follow(told)
        return told

    def _subjects(self, story: Story, concern: Concern, others: list[Child]) -> None:
        """Whom and what it is about, and what else the school tells of it."""
        batch, pupil = self.world.batch, story.child.pupil
        another = pick(self.rng, others).pupil if self.world.chance(0.12) else pupil
        if self.telling.is_about_a_place_only(story.state, is_known=story.is_known):
            self.telling.of_a_place(concern)
            return
        own, others_part = self.telling.parts(story.category) if another is not pupil else (Part.ABOUT, "")
        batch.add(ConcernSubject(concern=concern, pupil=pupil, part=own))
        if another is not pupil:
            batch.add(ConcernSubject(concern=concern, pupil=another, part=others_part))
        self.telling.more(concern, pupil)

    def _concern(self, story: Story, school: Actor) -> Concern:
        rng, said = self.rng, words("concerns")["categories"][story.category]
        days = self.world.days_of(story.place)
        raised_at = self.world.moment(story.raised_on)
        danger = words("concerns")["danger"] if story.in_danger else ""
        also = words("concerns")["also_likely"][story.category]
        return Concern(
            reference=next(self.references),
            school_id=story.place.school.pk,
            state=story.state,
            raised_by_id=school.user_id,
            raised_as=school.role.label,
            raised_at=raised_at,
            changed_at=raised_at,
            categories=[story.category, *([pick(rng, also)] if also and rng.random() < 0.5 else [])],
            in_danger=story.in_danger,
            happened_on=story.raised_on - timedelta(days=int(rng.random() * 3)),
            what_happened=self._say(story, pick(rng, said["what"]) + danger),
            child_words=pick(rng, said["words"]),
            action_taken=self._any(story, said["action"]),
            wish=Wish.NNE if story.category == "exclusion_risk" and rng.random() < 0.6
            else weighted(rng, WISHES),
            acknowledge_by=days.add(story.raised_on, ACKNOWLEDGE_IN),
            decide_by=days.add(story.raised_on, DECIDE_IN),
        )  # fmt: skip

    def _say(self, story: Story, template: str) -> str:
        return sentence(self.rng, template, story.child.name, story.child.sex)

    def _any(self, story: Story, templates: list[str]) -> str:
        return self._say(story, pick(self.rng, templates))

    def _decided_at(self, story: Story, concern: Concern) -> datetime | None:
        if story.state != State.DECIDED:
            return None
        delay = int(weighted(self.rng, DELAYS))
        on = self.world.days_of(story.place).add(story.raised_on, delay) if delay else story.raised_on
        return self.world.moment(min(on, self.world.last_day), not_before=concern.raised_at)

    def _follow(self, told: Told) -> None:
        """What happened after it was sent: taken, asked, answered, decided, talked about."""
        concern, state = told.concern, told.story.state
        if state == State.SENT:
            if self.world.chance(0.2):
                self._entry(told, EntryKind.ADDITION, told.school, "add", None)
            return
        until = told.decided_at
        self._entry(told, EntryKind.STATUS, told.worker, "take", until)
        concern.acknowledged_at, concern.taken_by_id = concern.changed_at, told.worker.user_id
        if state == State.WITH_SCHOOL or self.world.chance(0.25):
            self._entry(told, EntryKind.QUESTION, told.worker, "ask", until)
            if state != State.WITH_SCHOOL:
                self._entry(told, EntryKind.ANSWER, told.school, "answer", until)
        if self.world.chance(0.3):
            self._entry(told, EntryKind.MESSAGE, told.worker, "write", until)
        if self.world.chance(0.15):
            self._entry(told, EntryKind.INTERNAL, told.worker, "write", until)
        if until:
            self._decide(told, until)

    def _entry(self, told: Told, kind: EntryKind, by: Actor, verb: str, until: datetime | None) -> None:
        """One entry, later than all before it and, where there is one, before the decision."""
        concern = told.concern
        latest = until or self.world.moment(self.world.last_day, not_before=concern.changed_at)
        at = concern.changed_at + (latest - concern.changed_at) * (0.1 + 0.5 * self.rng.random())
        texts = words("concerns").get(kind.value)
        self._write_entry(told, kind, by, verb, at, self._any(told.story, texts) if texts else "")

    def _write_entry(
        self, told: Told, kind: EntryKind, by: Actor, verb: str, at: datetime, body: str
    ) -> None:
        """As concerns.services.acting.act does: every act counts up the version."""
        self.world.batch.add(
            Entry(
                concern=told.concern,
                kind=kind,
                verb=verb,
                author_id=by.user_id,
                capacity=by.role.label,
                at=at,
                body=body,
            )
        )
        told.concern.changed_at = at
        told.concern.version += 1

    def _decide(self, told: Told, at: datetime) -> None:
        decision = told.story.decision or Decision.ADVISE
        texts = words("concerns")
        destination = weighted(self.rng, DESTINATIONS) if decision == Decision.REFER else ""
        way = WAYS[route_of(decision, destination)]
        self._write_entry(told, EntryKind.STATUS, told.worker, "decide", at, "")
        self.world.batch.add(
            Triage(
                concern=told.concern,
                on_concern=told.concern,
                decision=decision,
                destination=destination,
                agency=AGENCY if destination == Destination.AGENCY else "",
                next_step=way.step or f"{AGENCY} rings the school.",
                next_who=way.who if way.who and way.who != ME else told.worker.role.label,
                rationale=self._any(told.story, texts["rationale"][decision.value]),
                reply=self._any(told.story, texts["reply"][decision.value]),
                decided_by_id=told.worker.user_id,
                capacity=told.worker.role.label,
                decided_at=at,
            )
        )

    def any_decision(self, category: str, *, may_open_case: bool) -> Decision:
        likely = CASE_LIKELY if category in CASE_LIKELY_FOR else CASE_UNLIKELY
        if may_open_case and self.world.chance(likely):
            return Decision.OPEN_CASE
        return weighted(self.rng, DECISIONS)
