"""The evidence list of one case: the items of its protocol, what stands for each, what stood before.

The items are data of the protocol's version (domain.md 5.5). The list is advice: nothing asks whether it is
complete.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from exclusions.outcomes.enums import EvidenceState
from exclusions.outcomes.models import EvidenceAnswer, EvidenceFile
from exclusions.outcomes.suggesting import Suggestion, suggestions_for
from exclusions.protocol.models import Case
from portal.accounts.models import User

UNANSWERED = "Not answered yet"


@dataclass
class Item:
    """One item: what it asks, what stands (`answer`), what stood before (the newest first), documents,
    and what the portal holds that may answer it."""

    code: str
    label: str
    hint: str
    answers: list[EvidenceAnswer] = field(default_factory=list)
    files: list[EvidenceFile] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)

    @property
    def answer(self) -> EvidenceAnswer | None:
        return self.answers[-1] if self.answers else None

    @property
    def before(self) -> list[EvidenceAnswer]:
        return self.answers[-2::-1]

    @property
    def number(self) -> int:
        """Of the answer that stands; 0 while there is none."""
        return self.answer.number if self.answer else 0

    @property
    def state(self) -> str:
        return self.answer.state if self.answer else ""

    @property
    def state_words(self) -> str:
        return str(self.answer.get_state_display()) if self.answer else UNANSWERED

    @property
    def kept_files(self) -> list[EvidenceFile]:
        return [one for one in self.files if one.taken_out_at is None]


def item_of(case: Case, code: str) -> Item | None:
    """The item of a code with what was answered; None where the case's protocol knows no such item."""
    return next((item for item in _items(case, code) if item.code == code), None)


def items_of(case: Case, user: User | None = None) -> list[Item]:
    """Every item of the case in order; with what the portal holds that `user` may see, if one is named."""
    items = _items(case)
    if user is not None:
        found = suggestions_for(user, case)
        for item in items:
            item.suggestions = found.get(item.code, [])
    return items


def _items(case: Case, code: str = "") -> list[Item]:
    """In two queries."""
    answers: dict[str, list[EvidenceAnswer]] = defaultdict(list)
    files: dict[str, list[EvidenceFile]] = defaultdict(list)
    only = {"code": code} if code else {}
    for answer in case.evidence.filter(**only).select_related("by").order_by("number"):
        answers[answer.code].append(answer)
    for one in case.evidence_files.filter(**only).select_related("uploaded_by", "taken_out_by"):
        files[one.code].append(one)
    return [
        Item(
            asked["code"], asked["label"], asked.get("hint", ""), answers[asked["code"]], files[asked["code"]]
        )
        for asked in case.version.evidence
    ]


def counted(items: Iterable[Item]) -> dict[str, int]:
    """How many items stand as what: `done`, `n_a`, `not_done`, `open` and `all`."""
    states = [item.state for item in items]
    return {state.value: states.count(state) for state in EvidenceState} | {
        "open": states.count(""),
        "all": len(states),
    }
