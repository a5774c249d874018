"""What the page of a concern shows, put together from its records."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import QueryDict

from exclusions.concerns.audience import readers_of
from exclusions.concerns.clock import clock_context
from exclusions.concerns.conversation import Conversation
from exclusions.concerns.enums import EntryKind, State
from exclusions.concerns.forms import AdditionForm, AnswerForm, FeedbackForm, MessageForm
from exclusions.concerns.listing import COLOURS
from exclusions.concerns.models import Concern, ConcernSubject, Entry, Seal, Triage
from exclusions.concerns.reading import kinds_written_at, reads_reasons
from exclusions.concerns.related import related_to
from exclusions.concerns.workflow import CONCERN
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.core.forms import PortalForm
from portal.core.subjects import panels_for
from schools.pupils.models import Pupil

FORMS: dict[str, type[PortalForm]] = {
    "answer": AnswerForm,
    "add": AdditionForm,
    "rate": FeedbackForm,
}


def open_question(concern: Concern, entries: list[Entry]) -> Entry | None:
    """The question that waits for the school's answer."""
    if concern.state != State.WITH_SCHOOL:
        return None
    asked = [entry for entry in entries if entry.kind == EntryKind.QUESTION]
    return asked[-1] if asked else None


def message_form(user: User, concern: Concern, data: QueryDict | None = None) -> MessageForm:
    """The form to write a message or a note, with the names of those who would read it."""
    kinds = kinds_written_at(user, concern.school_id)
    return MessageForm(
        data, prefix="write", kinds=kinds, readers=readers_of(concern, seal_on(concern)), by=user
    )


def allowed(user: User, concern: Concern, verb: str) -> bool:
    """The person may, and the state allows it: whether the page offers it."""
    return CONCERN.allows(verb, concern.state) and user.has_perm(f"concerns.{verb}_concern", concern)


def forms_for(user: User, concern: Concern) -> dict[str, PortalForm]:
    """Empty forms of what this person may do now."""
    return {verb: kind(prefix=verb) for verb, kind in FORMS.items() if allowed(user, concern, verb)}


def context(request: AuthenticatedRequest, concern: Concern, bound: dict[str, PortalForm]) -> dict[str, Any]:
    """The whole page; `bound` are forms that came back with errors."""
    user = request.user
    told = Conversation(user, concern).open()
    entries = told.entries
    # Kept with the concern: panels of other rooms ask for its pupils too.
    about = ConcernSubject.objects.with_year_group().select_related("pupil")
    prefetch_related_objects([concern], Prefetch("subjects", about))
    subjects = list(concern.subjects.all())
    forms = forms_for(user, concern) | {"write": message_form(user, concern)} | bound
    return {
        "concern": concern,
        "subjects": subjects,
        "openable": openable(user, subjects),
        "lines": told.lines,
        "question": open_question(concern, entries),
        **decided(user, concern),
        "files": list(concern.files.all()),
        "forms": forms,
        "failed": next((form for form in bound.values() if form.errors), None),
        # One primary action: what the concern waits for, from whoever is looking.
        "primary": _primary(user, concern, forms),
        "panels": panels_for(request, "concern", concern),
        "lacking": lacking(concern, entries) if "add" in forms else [],
        "seal": seal_on(concern),
        "related": related_to(concern, user),
        "may_seal": allowed(user, concern, "seal"),
        "colour": COLOURS[State(concern.state)],
        **clock_context(concern),
    }


def decided(user: User, concern: Concern) -> dict[str, Any]:
    """The decision, and whether this person reads its reasons."""
    triage = (
        Triage.objects.filter(concern=concern)
        .select_related("decided_by", "signed_by", "corrects", "feedback__given_by")
        .first()
    )
    return {
        "triage": triage,
        "ended": ended_decisions(concern),
        "may_read_reasons": reads_reasons(user, concern.school_id),
    }


def ended_decisions(concern: Concern) -> list[Triage]:
    """Decisions that were corrected or withdrawn, the first first."""
    ended = Triage.objects.filter(on_concern=concern).exclude(ended_how="")
    return list(ended.select_related("decided_by", "ended_by", "feedback"))


def lacking(concern: Concern, entries: list[Entry]) -> list[str]:
    """What a whole record holds and this one does not yet (KCSIE: domain.md 8.2), as sentences."""
    told = {entry.kind for entry in entries}
    lacks = []
    if not concern.action_taken and EntryKind.FOLLOW_UP not in told:
        lacks.append("What the school did is not written down yet.")
    if concern.state != State.DECIDED:
        lacks.append("It is not decided yet. A decision comes with its reasons and a reply.")
    elif EntryKind.OUTCOME not in told:
        lacks.append("What came of it is not written down yet.")
    return lacks


def seal_on(concern: Concern) -> Seal | None:
    """The seal that holds, with its readers."""
    live = Seal.objects.live().filter(concern=concern)
    return live.select_related("sealed_by").prefetch_related("readers").first()


def openable(user: User, subjects: Iterable[ConcernSubject]) -> set[Pupil]:
    """Those of a concern's pupils whose own page this person may open."""
    about = [subject.pupil_id for subject in subjects]
    return set(Pupil.objects.openable_by(user).filter(pk__in=about))


def _primary(user: User, concern: Concern, forms: dict[str, PortalForm]) -> str:
    if "answer" in forms:
        return "answer"
    # Those who decide have their next step in their inbox; a panel leads there.
    return "" if allowed(user, concern, "decide") else "write"
