"""What this room tells: in the timeline of a case, and as the child's voice."""

from collections.abc import Iterator

from django.db.models import Value

from exclusions.outcomes.models import Check
from exclusions.protocol.models import Case
from exclusions.protocol.timeline import Line
from exclusions.protocol.voices import Voice
from portal.accounts.models import User

EVIDENCE = "Evidence list"


def in_case(user: User, case: Case) -> Iterator[Line]:
    """Answers of the evidence list, decisions, checks, debriefs, as first written and as corrected."""
    if user.has_perm("outcomes.see_evidence", case):
        yield from _evidence(case)
        yield from _decisions(case)
        yield from _checks(case)
        yield from _debriefs(case)


def _evidence(case: Case) -> Iterator[Line]:
    labels = {item["code"]: item["label"] for item in case.version.evidence}
    for answer in case.evidence.select_related("by"):
        label = labels.get(answer.code, answer.code)
        title = f"{EVIDENCE}: {label}: {answer.get_state_display().lower()}"
        yield Line(answer.at, title, text=answer.why, who=answer.by.name)


def _decisions(case: Case) -> Iterator[Line]:
    for one in case.decisions.select_related("by", "outcome"):
        title = "Decision corrected" if one.number > 1 else "Decision written down"
        facts = [("Outcome", one.outcome.label)] if one.outcome else []
        yield Line(one.at, title, who=one.by.name, facts=facts)


def _checks(case: Case) -> Iterator[Line]:
    for one in Check.objects.filter(follow_up__case=case).select_related("by", "follow_up"):
        title = one.follow_up.get_kind_display() + (" corrected" if one.number > 1 else "")
        where = "Still where the outcome placed the child" if one.retained else "Not where the outcome placed"
        yield Line(one.at, title, text=f"{where}. {one.where_now}".strip(), who=one.by.name)


def _debriefs(case: Case) -> Iterator[Line]:
    for one in case.debriefs.select_related("by"):
        title = "Debrief corrected" if one.number > 1 else "Debrief written down"
        yield Line(one.at, title, who=one.by.name)


def voice(user: User, case: Case) -> Voice | None:
    """What the child said last in a decision or a check; in one query."""
    if not user.has_perm("outcomes.see_outcome", case):
        return None
    decided = case.decisions.order_by().values_list("at", "child_view", Value("the decision"))
    checked = Check.objects.filter(follow_up__case=case).exclude(child_view="").order_by()
    said = decided.union(checked.values_list("at", "child_view", Value("a check"))).order_by("-at").first()
    return Voice(said[1], said[0], said[2]) if said else None
