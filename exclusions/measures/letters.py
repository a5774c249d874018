"""Letters about measures: texts, required parts and editing are those of the letters after exclusions."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from exclusions.measures.models import Direction, Measure, MeasureLetter
from exclusions.suspensions.days import in_days
from exclusions.suspensions.letters.kinds import KINDS, LetterKind
from exclusions.suspensions.letters.services import fill, text_in_force
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import WrongState
from portal.core.templatetags.portal import full_date
from schools.links.standing import standing_of

DIRECTION_PARTS = {
    "addressee": "who the letter is for",
    "pupil": "the pupil’s full name",
    "born": "the pupil’s date of birth",
    "school": "the school’s name",
    "where": "where the pupil will be, with the address",
    "report to": "the person to report to",
    "length": "from which day to which, and how many school days",
    "times": "when the day begins and ends, and the breaks",
    "direction reasons": "why it is needed",
    "objectives": "what it is to achieve",
    "reviews": "how often it is reviewed, and the right to demand a review",
    "more": "what is added to this one letter",
}
NOTICE = ("pupil", "where", "report to", "length", "times", "direction reasons", "objectives", "reviews")


def _kind(code: str, label: str, to: str) -> LetterKind:
    """Fits no suspension; which measures it fits stands in `kinds_for`."""
    return LetterKind(code, label, to, NOTICE, "", lambda suspension: False, DIRECTION_PARTS)


OURS = {
    kind.code: kind
    for kind in (
        _kind("direction_parents", "To the parents: off-site direction", "Parents"),
        _kind("direction_authority", "To the local authority: off-site direction", "The local authority"),
    )
}


def register_letters() -> None:
    """Let the authority set our texts where it sets all others."""
    KINDS.update(OURS)


def kinds_for(measure: Any) -> list[LetterKind]:
    """The letters that can be written about a measure of its own kind."""
    if not isinstance(measure, Direction) or not measure.is_open:
        return []
    return [kind for kind in OURS.values() if measure.has_plan or kind.code != "direction_authority"]


def compose(
    measure: Direction, kind: LetterKind, *, addressee: str, write_to: str, more: str
) -> tuple[str, int]:
    """The words of a letter about a measure as it stands, and the edition of the text they come from."""
    text = text_in_force(kind.code)
    said = {"addressee": addressee, "more": more}
    parts = {name: write(measure, write_to) for name, write in PARTS.items()} | said
    return fill(text.text, parts), text.number


def _length(measure: Direction, write_to: str) -> str:
    span = f"from {full_date(measure.starts_on)} to {full_date(measure.planned_end_on)}"
    return f"{span}, {in_days(measure.sessions).replace('day', 'school day')} in all"


def _times(measure: Direction, write_to: str) -> str:
    day = f"The day there begins at {measure.session_starts:%H:%M} and ends at {measure.session_ends:%H:%M}"
    return f"{day}. Breaks: {measure.breaks.rstrip('.')}."


def _reviews(measure: Direction, write_to: str) -> str:
    weeks = measure.review_weeks
    every = "every week" if weeks == 1 else f"every {weeks} weeks"
    where = f"write to: {write_to}" if write_to else "write to the governing board at the school’s address"
    who = " The local authority can do so too." if measure.has_plan else ""
    return (
        f"It is reviewed {every}, and you will be invited. Where there was no review for 10 weeks you can "
        f"ask for one in writing: {where}.{who}"
    )


PARTS: dict[str, Callable[[Direction, str], str]] = {
    "pupil": lambda measure, _: measure.pupil.full_name,
    "born": lambda measure, _: full_date(measure.pupil.born_on),
    "school": lambda measure, _: measure.school.name,
    "where": lambda measure, _: f"{measure.host}\n{measure.address}",
    "report to": lambda measure, _: measure.report_to,
    "length": _length,
    "times": _times,
    "direction reasons": lambda measure, _: measure.reasons,
    "objectives": lambda measure, _: measure.objectives,
    "reviews": _reviews,
}


@transaction.atomic
def write_letter(
    *, measure: Any, kind: LetterKind, address: str, write_to: str, more: str, by: User
) -> MeasureLetter:
    """Write a letter down as it will be sent. Raises WrongState where it does not fit the record any more."""
    Measure.objects.select_for_update().get(pk=measure.pk)
    measure = type(measure).objects.select_related("pupil", "school").get(pk=measure.pk)
    if kind not in kinds_for(measure):
        raise WrongState("The record has changed: this letter does not fit it any more. Look at it again.")
    addressee = address.strip().splitlines()[0]
    body, edition = compose(measure, kind, addressee=addressee, write_to=write_to, more=more.strip())
    letter = MeasureLetter.objects.create(
        measure_id=measure.pk,
        kind=kind.code,
        edition=edition,
        address=address.strip(),
        body=body,
        written_by=by,
        written_as=standing_of(by).capacity(measure.school_id),
    )
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="letter.write",
        about=[letter.reference, measure.reference, measure.pupil.reference],
        capacity=letter.written_as,
        detail={"kind": kind.code, "edition": edition},
    )
    return letter


def written(measure: Measure) -> list[tuple[MeasureLetter, str]]:
    """Letters about a measure with their labels, the newest first."""
    rows = MeasureLetter.objects.filter(measure=measure).select_related("written_by")
    return [(letter, OURS[letter.kind].label) for letter in rows]
