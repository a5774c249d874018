"""Documents of a case: added, opened, withdrawn. Nothing is deleted."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from exclusions.protocol.enums import Audience, EntryKind
from exclusions.protocol.models import Case, CaseFile
from exclusions.protocol.services.writing import enter, lock_open, write_down
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.files.services import keep_file

MOST_FILES = 200


@transaction.atomic
def add_file(*, case: Case, upload: UploadedFile, about: str, audience: Audience, by: User) -> CaseFile:
    """Keep a document in an open case. Raises Refused, saying how to mend it, where it may not be kept."""
    case = lock_open(case)
    if case.files.count() >= MOST_FILES:
        raise Refused(f"A case holds {MOST_FILES} documents. Put several into one.")
    try:
        kept = keep_file(CaseFile, upload=upload, by=by, case=case, about=about.strip(), audience=audience)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
    enter(case, EntryKind.FILE_ADDED, by)
    write_down(case, "add_file", by, {"audience": audience}, (kept.reference,))
    return kept


@transaction.atomic
def withdraw_file(*, file: CaseFile, because: str, by: User) -> CaseFile:
    """Nobody opens the document any more; that it was there, and why it is not, stays.

    Raises Refused without a reason, WrongState where somebody has withdrawn it already.
    """
    kept = CaseFile.objects.select_for_update(of=("self",)).select_related("case__pupil").get(pk=file.pk)
    if kept.withdrawn_at:
        raise WrongState("Somebody has withdrawn this document already.")
    if not because.strip():
        raise Refused("Write down why it is withdrawn.")
    kept.withdrawn_at, kept.withdrawn_by, kept.withdrawn_because = timezone.now(), by, because.strip()
    kept.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    enter(kept.case, EntryKind.FILE_WITHDRAWN, by)
    write_down(kept.case, "withdraw_file", by, {}, (kept.reference,))
    return kept
