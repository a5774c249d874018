"""Which letters there are, when each is written, what it carries out, and what it may not leave out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from exclusions.suspensions.duties.facts import lives_elsewhere
from exclusions.suspensions.enums import State, SuspensionKind
from exclusions.suspensions.models import Suspension
from schools.pupils.codes import NO_SOCIAL_WORKER, YES

# Parts that the portal writes from the record: what a text may quote in square brackets.
PARTS = {
    "addressee": "who the letter is for",
    "pupil": "the pupil’s full name",
    "born": "the pupil’s date of birth",
    "school": "the school’s name",
    "board": "what the governing board of this kind of school is called",
    "headteacher": "who decided",
    "period": "from which day to which, and how long",
    "reasons": "the reasons by their names",
    "what happened": "what happened, as it was recorded",
    "representations": "the right to make representations: to whom, how the pupil takes part, the meeting",
    "parents’ duties": "the parents’ duty on the first five days (section 104)",
    "education": "work that is set, and education from the sixth day",
    "return": "the day of the return and the meeting about it",
    "review": "the right to an independent review, to whom and by when",
    "cancelled": "when it was cancelled, the return, the offer of a meeting",
    "more": "what is added to this one letter",
}


@dataclass(frozen=True)
class LetterKind:
    """`needs` are the parts that the law wants in it; `duty` is the one it carries out once it is sent.

    `parts` are those its text may quote. Rooms above add kinds that fit their own records, and no suspension.
    """

    code: str
    label: str
    to: str
    needs: tuple[str, ...]
    duty: str
    fits: Callable[[Suspension], bool]
    parts: Mapping[str, str] = field(default_factory=lambda: PARTS)


def _live(suspension: Suspension) -> bool:
    return suspension.state not in (State.CANCELLED, State.VOID)


def _of_kind(kind: SuspensionKind) -> Callable[[Suspension], bool]:
    return lambda suspension: _live(suspension) and suspension.kind == kind


TO_PARENTS = ("pupil", "period", "reasons", "representations")
TO_OTHERS = ("pupil", "born", "period", "reasons")

KINDS = {
    kind.code: kind
    for kind in (
        LetterKind(
            "parents_suspended",
            "To the parents: suspension",
            "Parents",
            (*TO_PARENTS, "parents’ duties", "education", "return"),
            "tell_parents",
            _of_kind(SuspensionKind.SUSPENSION),
        ),
        LetterKind(
            "parents_lunchtime",
            "To the parents: lunchtime suspension",
            "Parents",
            TO_PARENTS,
            "tell_parents",
            _of_kind(SuspensionKind.LUNCHTIME),
        ),
        LetterKind(
            "parents_excluded",
            "To the parents: permanent exclusion",
            "Parents",
            (*TO_PARENTS, "parents’ duties", "education"),
            "tell_parents",
            _of_kind(SuspensionKind.PERMANENT),
        ),
        LetterKind(
            "board",
            "To the governing board",
            "The clerk to the governing board",
            TO_OTHERS,
            "tell_board",
            _live,
        ),
        LetterKind(
            "home_authority",
            "To the authority where the pupil lives",
            "The home authority",
            TO_OTHERS,
            "tell_home_authority",
            lambda suspension: _live(suspension) and suspension.is_permanent and lives_elsewhere(suspension),
        ),
        LetterKind(
            "social_worker",
            "To the social worker",
            "The social worker",
            TO_OTHERS,
            "tell_social_worker",
            lambda suspension: _live(suspension) and suspension.social_worker not in ("", NO_SOCIAL_WORKER),
        ),
        LetterKind(
            "virtual_school",
            "To the virtual school head",
            "The virtual school head",
            TO_OTHERS,
            "tell_virtual_school",
            lambda suspension: _live(suspension) and suspension.looked_after == YES,
        ),
        LetterKind(
            "parents_decision",
            "To the parents: the board did not reinstate the pupil",
            "Parents",
            ("pupil", "board", "review"),
            "tell_decision",
            lambda suspension: suspension.state == State.DECLINED and suspension.is_permanent,
        ),
        LetterKind(
            "parents_cancelled",
            "To the parents: it is cancelled",
            "Parents",
            ("pupil", "period", "cancelled"),
            "tell_parents_cancelled",
            lambda suspension: suspension.state == State.CANCELLED,
        ),
    )
}


def kinds_for(suspension: Suspension) -> list[LetterKind]:
    """The letters that can be written about a record as it stands."""
    return [kind for kind in KINDS.values() if kind.fits(suspension)]
