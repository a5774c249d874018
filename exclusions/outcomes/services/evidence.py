"""Answering items of the evidence list, and keeping documents of them. A case may be closed meanwhile."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from exclusions.outcomes.enums import EvidenceState
from exclusions.outcomes.models import EvidenceAnswer, EvidenceFile
from exclusions.protocol.models import Case
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment
from portal.files.services import keep_file
from schools.links.standing import standing_of


@dataclass(frozen=True)
class Answered:
    """What somebody answers: `on` is the day it was done, `why` what was done, or why it was not."""

    state: EvidenceState
    why: str
    on: date | None


@transaction.atomic
def answer_item(
    *, case: Case, code: str, said: Answered, by: User, seen_number: int, upload: UploadedFile | None = None
) -> EvidenceAnswer:
    """Answer one item of the list; what stood before stays readable. The same again changes nothing.

    `seen_number` is the answer that stood when the person looked, 0 for none. Raises WrongState where
    somebody answered meanwhile, Refused where no reason or no day is given, where the day lies ahead, or
    where the document may not be kept.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("version", "pupil").get(pk=case.pk)
    _check(case, code, said)
    last = case.evidence.filter(code=code).select_related("by").order_by("number").last()
    if last is not None and last.number != seen_number:
        raise WrongState(
            f"{last.by} answered this on {moment(last.at)}, while you had this page open. Both are shown "
            "below. Save again if yours is to stand; theirs stays readable."
        )
    if upload is not None:
        _keep(case, code, upload, by)
    if last is not None and (last.state, last.why, last.on) == (said.state, said.why.strip(), said.on):
        return last
    answer = EvidenceAnswer.objects.create(
        case=case, code=code, number=(last.number if last else 0) + 1, state=said.state, why=said.why.strip(),
        on=said.on, by=by, capacity=standing_of(by).capacity(case.school_id),
    )  # fmt: skip
    note_down(case, "answer_evidence", by, code=code, state=answer.state, number=answer.number)
    return answer


def _check(case: Case, code: str, said: Answered) -> None:
    if code not in {item["code"] for item in case.version.evidence}:
        raise Refused("The protocol of this case has no such item.")
    if said.state != EvidenceState.DONE and not said.why.strip():
        raise Refused("Write down why.")
    if said.state == EvidenceState.DONE and said.on is None:
        raise Refused("Enter the day on which it was done.")
    if said.on and said.on > timezone.localdate():
        raise Refused("Enter a day that is not in the future.")


def _keep(case: Case, code: str, upload: UploadedFile, by: User) -> None:
    try:
        kept = keep_file(EvidenceFile, upload=upload, by=by, case=case, code=code)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
    note_down(case, "add_evidence", by, kept.reference, code=code)


@transaction.atomic
def take_out_file(*, kept: EvidenceFile, because: str, by: User) -> EvidenceFile:
    """Take out a document that does not belong there: nobody reads it then. Raises WrongState where it is."""
    rows = EvidenceFile.objects.select_for_update(of=("self",)).select_related("case__pupil")
    kept = rows.get(pk=kept.pk)
    if kept.taken_out_at:
        raise WrongState("This document has been taken out already.")
    kept.taken_out_at, kept.taken_out_by = timezone.now(), by
    kept.taken_out_because = because.strip()
    kept.save(update_fields=["taken_out_at", "taken_out_by", "taken_out_because"])
    note_down(kept.case, "take_out_evidence", by, kept.reference, code=kept.code)
    return kept


def note_down(
    case: Case, verb: str, by: User, *about: str, kind: Kind = Kind.CHANGE, reason: str = "", **detail: object
) -> None:
    """Into the audit trail: what was done in a case, or that something of it was read."""
    record(
        by=by,
        kind=kind,
        verb=f"case.{verb}",
        about=[*about, case.reference, case.pupil.reference],
        capacity=standing_of(by).capacity(case.school_id),
        reason=reason,
        detail=detail,
    )
