"""Putting a letter together, keeping it, and setting the texts."""

import re
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Prefetch

from exclusions.suspensions.duties.facts import facts_of
from exclusions.suspensions.letters.kinds import KINDS, LetterKind
from exclusions.suspensions.letters.parts import parts_of
from exclusions.suspensions.models import Duty, Letter, LetterText, Step, Suspension
from exclusions.suspensions.packs.facts import Facts
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from schools.calendars.arithmetic import Calendar
from schools.calendars.services import calendar_for
from schools.links.standing import standing_of

PART = re.compile(r"\[([^\[\]]{1,40})\]")
GAP = re.compile(r"\n{3,}")


def text_in_force(kind: str) -> LetterText:
    """The newest edition of a kind of letter. Raises LetterText.DoesNotExist for no such kind."""
    return LetterText.objects.filter(kind=kind).order_by("-number")[:1].get()


def problems_with(text: str, kind: LetterKind) -> list[str]:
    """What is wrong with a text: parts that there are not, and parts that the law wants and are missing."""
    used = set(PART.findall(text))
    unknown = [
        f"[{part}] is no part of a letter. Choose one of the list." for part in sorted(used - set(kind.parts))
    ]
    missing = [f"[{part}] is missing: {kind.parts[part]}." for part in kind.needs if part not in used]
    return unknown + missing


def compose(
    suspension: Suspension, kind: LetterKind, *, addressee: str, write_to: str, more: str
) -> tuple[str, int]:
    """The words of a letter about a record as it stands, and the edition of the text they come from."""
    text, (facts, calendar) = text_in_force(kind.code), facts_and_calendar(suspension)
    parts = parts_of(suspension, facts, calendar, addressee=addressee, more=more, write_to=write_to)
    return fill(text.text, parts), text.number


def fill(text: str, parts: Mapping[str, str]) -> str:
    """A text with its parts put in; paragraphs of parts that do not apply are left out with their space."""
    filled = PART.sub(lambda match: parts.get(match[1], ""), text.replace("\r\n", "\n"))
    return GAP.sub("\n\n", filled).strip()


def facts_and_calendar(suspension: Suspension) -> tuple[Facts, Calendar]:
    """What the rule packs know of a record, for its letters."""
    rows = Suspension.objects.filter(pupil__in=suspension.pupil.records).exclude(pk=suspension.pk)
    told = Duty.objects.filter(suspension=suspension, code="tell_board").values_list("done_on", flat=True)
    calendar = calendar_for(suspension.school_id)
    steps = Step.objects.standing().filter(suspension=suspension)
    return facts_of(suspension, rows, steps, calendar, told.first()), calendar


@transaction.atomic
def write_letter(
    *, suspension: Suspension, kind: LetterKind, address: str, write_to: str, more: str, by: User
) -> Letter:
    """Write a letter down as it will be sent. Raises WrongState where it does not fit the record any more."""
    suspension = (
        Suspension.objects.select_for_update(of=("self",))
        .select_related("pupil", "school")
        .prefetch_related(Prefetch("steps", Step.objects.standing()))
        .get(pk=suspension.pk)
    )
    if not kind.fits(suspension):
        raise WrongState("The record has changed: this letter does not fit it any more. Look at it again.")
    addressee = address.strip().splitlines()[0]
    body, edition = compose(suspension, kind, addressee=addressee, write_to=write_to, more=more.strip())
    capacity = standing_of(by).capacity(suspension.school_id)
    letter = Letter.objects.create(
        suspension=suspension,
        kind=kind.code,
        edition=edition,
        address=address.strip(),
        body=body,
        written_by=by,
        written_as=capacity,
    )
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="letter.write",
        about=[letter.reference, suspension.reference, suspension.pupil.reference],
        capacity=capacity,
        detail={"kind": kind.code, "edition": edition},
    )
    return letter


@transaction.atomic
def set_text(*, kind: str, text: str, by: User, seen: int) -> LetterText:
    """Set the text of a kind of letter anew, as its next edition; letters that were written keep their words.

    The same text changes nothing. Raises Refused for a text that leaves out what the law wants, WrongState
    where somebody else has set it since edition `seen`.
    """
    newest = LetterText.objects.select_for_update().filter(kind=kind).order_by("-number")[:1].get()
    if newest.number != seen:
        raise WrongState(f"{newest.set_by} has set this text since you opened it. Look again.")
    problems = problems_with(text, KINDS[kind])
    if problems:
        raise Refused(" ".join(problems))
    text = text.replace("\r\n", "\n").strip()
    if text == newest.text:
        return newest
    edition = LetterText.objects.create(kind=kind, number=newest.number + 1, text=text, set_by=by)
    record(by=by, kind=Kind.CHANGE, verb="letter.set_text", detail={"kind": kind, "edition": edition.number})
    return edition
