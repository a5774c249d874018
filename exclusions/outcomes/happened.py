"""What this room tells in the timeline of a case."""

from collections.abc import Iterator

from exclusions.protocol.models import Case
from exclusions.protocol.timeline import Line
from portal.accounts.models import User

EVIDENCE = "Evidence list"


def in_case(user: User, case: Case) -> Iterator[Line]:
    """Answers of the evidence list."""
    if user.has_perm("outcomes.see_evidence", case):
        yield from _evidence(case)


def _evidence(case: Case) -> Iterator[Line]:
    labels = {item["code"]: item["label"] for item in case.version.evidence}
    for answer in case.evidence.select_related("by"):
        label = labels.get(answer.code, answer.code)
        title = f"{EVIDENCE}: {label}: {answer.get_state_display().lower()}"
        yield Line(answer.at, title, text=answer.why, who=answer.by.name)
