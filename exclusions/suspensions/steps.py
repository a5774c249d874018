"""What each step of a record asks: its day, what else, and whether words are needed. Pure data."""

from dataclasses import dataclass

from exclusions.suspensions.enums import State, SuspensionKind
from exclusions.suspensions.workflow import SUSPENSION


@dataclass(frozen=True)
class StepSpec:
    """`asks` names fields of `forms.StepForm`; `may_be_ahead` where the day is one that is arranged."""

    verb: str
    title: str
    day: str
    hint: str = ""
    asks: tuple[str, ...] = ()
    note: str = "Anything else (optional)"
    needs_note: bool = False
    may_be_ahead: bool = False
    only_permanent: bool = False
    only_year_11: bool = False
    button: str = "Save"

    @property
    def label(self) -> str:
        """The words of the workflow table."""
        return SUSPENSION.move(self.verb).label


STEPS = {
    spec.verb: spec
    for spec in (
        StepSpec(
            "represent",
            "Parents made representations",
            "Day on which they arrived",
            asks=("remote",),
            note="What they say, and what they ask for",
        ),
        StepSpec(
            "consider",
            "The board considered the representations without a meeting",
            "Day on which it did",
            "For up to 5 days in a term: it cannot reinstate the pupil.",
            note="What the board found",
            needs_note=True,
        ),
        StepSpec(
            "set_meeting",
            "When does the governing board meet?",
            "Day of the meeting",
            "Parents, headteacher and the authority are invited, and the papers reach everybody 5 school "
            "days before, where that is possible.",
            ("at", "remote"),
            may_be_ahead=True,
        ),
        StepSpec(
            "decline",
            "The board decided not to reinstate the pupil",
            "Day of the decision",
            note="The board’s reasons",
            needs_note=True,
        ),
        StepSpec(
            "reinstate",
            "The board reinstated the pupil",
            "Day of the decision",
            "It is recorded even if the pupil is back already or the family does not want to return.",
            ("back_on",),
            note="The board’s reasons",
            needs_note=True,
        ),
        StepSpec(
            "last_exam",
            "When is the pupil’s last public examination?",
            "Day of the last examination",
            "After it, education from the sixth day is not owed any more. Enter it again where it changes.",
            may_be_ahead=True,
            only_year_11=True,
        ),
        StepSpec(
            "tell_decision",
            "When were the parents told of the board’s decision?",
            "Day on which they were told",
            "Their time to apply for an independent review runs from this day.",
            ("how",),
        ),
        StepSpec(
            "waive",
            "Parents wrote that they will not apply for a review",
            "Day on which it arrived",
            only_permanent=True,
        ),
        StepSpec(
            "apply",
            "Parents applied for an independent review",
            "Day on which it arrived",
            asks=("expert", "tribunal"),
            only_permanent=True,
        ),
        StepSpec(
            "set_hearing",
            "When is the review?",
            "Day on which it begins",
            asks=("at",),
            may_be_ahead=True,
            only_permanent=True,
        ),
        StepSpec(
            "uphold",
            "The panel upheld the board’s decision",
            "Day on which the board was told of the decision",
            only_permanent=True,
        ),
        StepSpec(
            "recommend",
            "The panel recommended that the board reconsider",
            "Day on which the board was told of the decision",
            "The board meets again within 10 school days of being told.",
            note="The panel’s reasons",
            only_permanent=True,
        ),
        StepSpec(
            "quash",
            "The panel quashed the decision",
            "Day on which the board was told of the decision",
            "The board must reconsider within 10 school days of being told.",
            ("costs",),
            note="The panel’s reasons",
            only_permanent=True,
        ),
        StepSpec(
            "withdraw", "Parents withdrew their application", "Day on which it arrived", only_permanent=True
        ),
        StepSpec(
            "stand",
            "The board reconsidered and did not reinstate the pupil",
            "Day of the decision",
            note="The board’s reasons",
            needs_note=True,
            only_permanent=True,
        ),
        StepSpec(
            "offer",
            "The board reconsidered and reinstated the pupil",
            "Day of the decision",
            asks=("back_on",),
            note="The board’s reasons",
            needs_note=True,
            only_permanent=True,
        ),
        StepSpec(
            "remove",
            "The pupil was removed from the roll",
            "Day of the removal",
            "Send the authority the pupil’s and the parents’ details on the same day.",
            only_permanent=True,
        ),
        StepSpec(
            "cancel",
            "Cancel this",
            "Day of the decision to cancel",
            "Only before the board has met. Days already served count. Tell the parents, the governing board "
            "and the authority why, offer the parents a meeting, and let the pupil back without delay.",
            ("back_on",),
            note="Why is it cancelled?",
            needs_note=True,
            button="Cancel it",
        ),
        StepSpec(
            "void",
            "Recorded in error",
            "Day on which this was found",
            "For a record that should never have been made: the wrong pupil, say. It counts nowhere. A real "
            "decision that was taken back is cancelled instead.",
            note="What was wrong?",
            needs_note=True,
            button="Mark as recorded in error",
        ),
    )
}


YEAR_11 = "11"


def fits(spec: StepSpec, kind: str, year_group: str) -> bool:
    """Whether a step can ever be one of a record of this kind and year group."""
    if spec.only_permanent and kind != SuspensionKind.PERMANENT:
        return False
    return year_group == YEAR_11 or not spec.only_year_11


def steps_from(state: str, kind: str, year_group: str = "") -> list[StepSpec]:
    """The steps that such a record may take now, in the order of the table."""
    verbs = [move.verb for move in SUSPENSION.verbs_from(state) if move.verb in STEPS]
    return [STEPS[verb] for verb in verbs if fits(STEPS[verb], kind, year_group)]


# Steps that move a record on, before those that only add to it; asked for apart.
APART = ("cancel", "void")
SETTLED = (State.REMOVED, State.CANCELLED, State.VOID, State.REINSTATED)
