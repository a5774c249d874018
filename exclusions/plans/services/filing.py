"""Documents of a plan: added, taken out. Nothing is deleted."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from exclusions.plans.models import PlanFile
from exclusions.plans.services.versions import lock_plan, write_down
from exclusions.protocol.models import Case
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.files.services import keep_file

MOST_FILES = 100


@transaction.atomic
def add_file(*, case: Case, upload: UploadedFile, about: str, by: User) -> PlanFile:
    """Keep a document with the plan of an open case.

    Raises WrongState where the case is closed, Refused, saying how to mend it, where it may not be kept.
    """
    plan = lock_plan(case)
    if plan.files.count() >= MOST_FILES:
        raise Refused(f"A plan holds {MOST_FILES} documents. Put several into one.")
    try:
        kept = keep_file(PlanFile, upload=upload, by=by, plan=plan, about=about.strip())
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
    write_down(case, "plan.add_file", by, reference=kept.reference)
    return kept


@transaction.atomic
def take_out_file(*, kept: PlanFile, because: str, by: User) -> PlanFile:
    """Nobody opens the document any more; that it was there, and why it is not, stays. Also in a closed case.

    Raises Refused without a reason, WrongState where somebody has taken it out already.
    """
    rows = PlanFile.objects.select_for_update(of=("self",)).select_related("plan__case__pupil")
    kept = rows.get(pk=kept.pk)
    if kept.taken_out_at:
        raise WrongState("Somebody has taken this document out already.")
    if not because.strip():
        raise Refused("Write down why it is taken out.")
    kept.taken_out_at, kept.taken_out_by, kept.taken_out_because = timezone.now(), by, because.strip()
    kept.save(update_fields=["taken_out_at", "taken_out_by", "taken_out_because"])
    write_down(kept.plan.case, "plan.take_out_file", by, reference=kept.reference)
    return kept
