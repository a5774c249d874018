"""Papers of boards' meetings and reviews: kept privately, read by whom the record concerns."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from exclusions.suspensions.models import Paper, Suspension
from exclusions.suspensions.services.acting import about
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.files.services import keep_file
from schools.links.standing import standing_of


@transaction.atomic
def add_paper(*, suspension: Suspension, occasion: str, upload: UploadedFile, by: User) -> Paper:
    """Keep a paper. Raises Refused, naming the file and how to mend it, where it may not be kept."""
    try:
        paper = keep_file(Paper, upload=upload, by=by, suspension=suspension, occasion=occasion)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
    note_down("add_paper", paper, by)
    return paper


@transaction.atomic
def take_out(*, paper: Paper, because: str, by: User) -> Paper:
    """Take out a paper that does not belong there: nobody reads it then. Raises WrongState where it is."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("suspension__pupil").get(pk=paper.pk)
    if paper.taken_out_at:
        raise WrongState("This paper has been taken out already.")
    paper.taken_out_at, paper.taken_out_by = timezone.now(), by
    paper.taken_out_because = because.strip()
    paper.save(update_fields=["taken_out_at", "taken_out_by", "taken_out_because"])
    note_down("take_out_paper", paper, by)
    return paper


def note_down(verb: str, paper: Paper, by: User, kind: Kind = Kind.CHANGE) -> None:
    """Write down what was done with a paper, or that it was read."""
    record(
        by=by,
        kind=kind,
        verb=f"suspension.{verb}",
        about=[paper.reference, *about(paper.suspension)],
        capacity=standing_of(by).capacity(paper.suspension.school_id),
        detail={"occasion": paper.occasion},
    )
