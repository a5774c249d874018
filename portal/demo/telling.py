"""What concerns of the demo tell beyond the quick page: parts, places, contexts, views, marks."""

from random import Random

from exclusions.concerns.enums import Context, Injury, OtherKind, Part, PlaceKind, State, TimeOfDay, YesNo
from exclusions.concerns.models import BodyMark, Circumstances, Concern, ContextNote, OtherSubject
from portal.demo.batch import Batch
from portal.demo.words import pick
from schools.pupils.models import Pupil

CHILD_ON_CHILD = ("bullying", "violence", "sexual_harm")
TOLD_MORE, MARKED, NAMES_A_PLACE, ONLY_A_PLACE = 0.3, 0.05, 0.12, 0.1
OPINIONS = (
    "I think somebody older is behind this. It fits what two other pupils have said.",
    "This is new. Until half-term there was nothing of the kind.",
    "It may be nothing, but it is the third time this month.",
)
PLACES = (
    (OtherKind.PLACE, "The bus stop in Station Road", "Older boys wait there after school and offer lifts."),
    (OtherKind.PLACE, "The underpass by the leisure centre", "Pupils avoid it after 3.30 and walk round."),
    (OtherKind.ONLINE, "A group chat called N4 Locals", "Pictures of pupils are passed on in it."),
    (
        OtherKind.GROUP,
        "The Year 10 boys who meet at the car park",
        "Younger pupils buy for them.",
    ),
)
HAPPENED_AT_A_PLACE = (
    "Three pupils told us separately that adults they do not know approach pupils there.",
    "Staff saw pupils being photographed there on two days this week.",
)
CONTEXTS = {
    Context.HOME: ("Mum works nights; an aunt looks in.", "Things are calm at home at the moment."),
    Context.PEERS: ("New friends, all of them older.", "One good friend, who is worried too."),
    Context.SCHOOL: ("Settled in lessons, lost at break.", "Trusts the form tutor."),
    Context.NEIGHBOURHOOD: ("Walks home past the shops where it happens.",),
    Context.ONLINE: ("On the phone until three in the morning.", "Has two accounts, one of them hidden."),
}
VIEWS = ("Wants it to stop, and nobody to know who told.", "Wants to stay with the present friends.")
PARENTS = {
    YesNo.YES: "Thankful, and had noticed it too.",
    YesNo.NO: "Telling them may put the child at risk.",
}
MARKS = (
    ("left_upper_arm", "front", Injury.BRUISE, "Round, 2 cm, yellow and blue"),
    ("face", "front", Injury.CUT, "Above the left eye, 1 cm, dry"),
    ("right_forearm", "back", Injury.MARK, "Three thin red lines side by side"),
)


class Telling:
    """Has luck of its own, so that the rest of the demo is what it would be without it."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.rng = batch, Random(26)  # noqa: S311 -- fiction, no secret

    def chance(self, likely: float) -> bool:
        return self.rng.random() < likely

    def is_about_a_place_only(self, state: str, *, is_known: bool) -> bool:
        """No pupil is named. Only of those still open: the others may have led to a pupil's case."""
        return state in (State.SENT, State.IN_TRIAGE) and not is_known and self.chance(ONLY_A_PLACE)

    def of_a_place(self, concern: Concern) -> None:
        kind, name, words = pick(self.rng, PLACES)
        concern.what_happened, concern.child_words = pick(self.rng, HAPPENED_AT_A_PLACE), ""
        concern.action_taken = "Two members of staff stand there after school this week."
        self.batch.add(OtherSubject(concern=concern, kind=kind, name=name, words=words))

    def parts(self, category: str) -> tuple[Part, Part]:
        """The part of the pupil it is about, and that of another who is named."""
        if category in CHILD_ON_CHILD and self.chance(0.5):
            return Part.HARMED, Part.MAY_HAVE_HARMED
        return Part.ABOUT, pick(self.rng, (Part.INVOLVED, Part.WITNESS))

    def more(self, concern: Concern, pupil: Pupil) -> None:
        """Some schools tell more: circumstances, contexts, now and then a place or a mark."""
        if self.chance(MARKED):
            area, side, injury, words = pick(self.rng, MARKS)
            self.batch.add(
                BodyMark(
                    concern=concern,
                    pupil=pupil,
                    area=area,
                    side=side,
                    injury=injury,
                    words=words,
                    seen="At registration, by the form tutor",
                )
            )
        if self.chance(NAMES_A_PLACE):
            kind, name, words = pick(self.rng, PLACES)
            self.batch.add(OtherSubject(concern=concern, kind=kind, name=name, words=words))
        if self.chance(TOLD_MORE):
            self._circumstances(concern)

    def _circumstances(self, concern: Concern) -> None:
        told = pick(self.rng, list(PARENTS))
        contexts = self.rng.sample(list(CONTEXTS), 2)
        self.batch.add(
            Circumstances(
                concern=concern,
                opinion=pick(self.rng, OPINIONS),
                time_of_day=pick(self.rng, TimeOfDay.values),
                place_kind=pick(self.rng, PlaceKind.values),
                weighs_most=contexts[0],
                parents_told=told,
                parents_words=PARENTS[told],
                child_asked=YesNo.YES,
                child_view=pick(self.rng, VIEWS),
            )
        )
        for context in contexts:
            words = pick(self.rng, CONTEXTS[context])
            self.batch.add(ContextNote(concern=concern, context=context, words=words))
