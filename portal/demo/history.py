"""Two years of Northmere, school by school: rolls, concerns, cases, and what they left behind."""

from collections.abc import Iterator

from exclusions.concerns.enums import Decision, State
from exclusions.concerns.models import Draft
from portal.accounts.models import User
from portal.demo.cases import Cases
from portal.demo.concerns import Concerns, Story
from portal.demo.places import Place
from portal.demo.references import References
from portal.demo.rolls import Child, Rolls
from portal.demo.suspensions import Suspensions
from portal.demo.traces import Traces
from portal.demo.words import pick, weighted, words
from portal.demo.world import World
from schools.pupils.models import Pupil

CONCERNS_OF_A_BOROUGH, OPEN_OF_A_BOROUGH = 3_000, 60
# How many school days ago an open concern was raised; from the fourth on it is overdue.
OPEN_SINCE = {"1": 32, "2": 30, "3": 27, "4": 5, "5": 3, "6": 2, "8": 1}
OPEN_STATES = {State.SENT: 45, State.IN_TRIAGE: 37, State.WITH_SCHOOL: 18}


class History:
    """Fills one school after another: its roll, its concerns, its cases and what they left behind."""

    def __init__(self, world: World, places: list[Place], scale: float) -> None:
        self.world, self.scale = world, scale
        self.known = places[0]
        self.weights = sum(place.weight for place in places)
        self.rolls = Rolls(world.rng, world.today)
        self.concerns, self.cases = Concerns(world), Cases(world)
        self.suspensions, self.traces = Suspensions(world), Traces(world)
        self.drafted_about: Pupil | None = None

    def fill(self, place: Place) -> None:
        children = self.rolls.fill(self.world.batch, place)
        self.world.batch.previous = place
        has_case: set[str] = set()
        for story in self._stories(place, children, has_case):
            told = self.concerns.tell(story, children)
            self.traces.of_concern(told)
            if story.decision == Decision.OPEN_CASE:
                self.traces.of_case(told, self.cases.open(told))
        self.suspensions.tell(place, children, is_known=place is self.known)

    def leave_a_draft(self, author: User) -> None:
        """A concern the demo's DSL has begun and not sent."""
        draft = Draft.objects.create(
            reference=next(References("D", 8, self.world.rng)),
            author=author,
            school=self.known.school,
            content=words("known")["draft"],
            saved_at=self.world.moment(self.world.last_day),
        )
        if self.drafted_about:
            draft.pupils.add(self.drafted_about)

    def _stories(self, place: Place, children: list[Child], has_case: set[str]) -> Iterator[Story]:
        if place is self.known:
            yield from self._known_stories(place, children, has_case)
        share = place.weight / self.weights
        still_open = self._number(OPEN_OF_A_BOROUGH * self.scale * share)
        for _ in range(self._number(CONCERNS_OF_A_BOROUGH * self.scale * share) - still_open):
            yield self._decided_story(place, self._child(children), has_case)
        for _ in range(still_open):
            yield self._open_story(place, self._child(children))

    def _number(self, expected: float) -> int:
        """A whole number around what is expected, so that small schools have some too."""
        return int(expected + self.world.rng.random())

    def _child(self, children: list[Child]) -> Child:
        """Some children are worried about again and again, most never."""
        return children[int(self.world.rng.random() ** 3 * len(children))]

    def _decided_story(self, place: Place, child: Child, has_case: set[str]) -> Story:
        category = self.concerns.any_category(place)
        reference = child.pupil.reference
        decision = self.concerns.any_decision(category, may_open_case=reference not in has_case)
        if decision == Decision.OPEN_CASE:
            has_case.add(reference)
        raised_on = pick(self.world.rng, self.world.past_days)
        in_danger = self.world.chance(0.03)
        return Story(place, child, raised_on, State.DECIDED, category, in_danger, decision)

    def _open_story(self, place: Place, child: Child) -> Story:
        rng, days = self.world.rng, self.world.days_of(place)
        raised_on = days.back(self.world.today, int(weighted(rng, OPEN_SINCE)))
        state = weighted(rng, OPEN_STATES)
        category = self.concerns.any_category(place)
        return Story(place, child, raised_on, state, category, in_danger=self.world.chance(0.08))

    def _known_stories(self, place: Place, children: list[Child], has_case: set[str]) -> Iterator[Story]:
        """What the demo's own school shows on its desk, whatever chance brings: data/known.json."""
        days = self.world.days_of(place)
        step = max(1, len(children) // 40)
        self.drafted_about = children[-1].pupil
        for n, known in enumerate(words("known")["stories"]):
            child = children[len(children) // 2 + n * step]
            has_case.add(child.pupil.reference)
            yield Story(
                place,
                child,
                days.back(self.world.today, known["days_ago"]),
                State(known["state"]),
                known["category"],
                known.get("in_danger", False),
                Decision(known["decision"]) if "decision" in known else None,
                known.get("stage"),
                is_known=True,
            )
