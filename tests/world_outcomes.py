"""What a case of the own school came to, as the rows of the access matrix name it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from exclusions.outcomes.enums import EvidenceState, FollowUpKind
from exclusions.outcomes.models import EvidenceFile, FollowUp
from exclusions.outcomes.services import Answered, answer_item
from tests.cast import Cast
from tests.factories import CaseFactory


def ended(cast: Cast) -> dict[str, tuple[object, ...]]:
    """A case with one item of evidence answered and a document."""
    case, by = CaseFactory(school=cast.own), cast.lead_social_worker
    said = Answered(EvidenceState.DONE, "Kept since September.", timezone.localdate())
    upload = SimpleUploadedFile("log.txt", b"Behaviour log")
    answer_item(case=case, code="log", said=said, by=by, seen_number=0, upload=upload)
    FollowUp.objects.create(case=case, kind=FollowUpKind.CHECK_20, due_on=timezone.localdate())
    return {
        "theme": ("voice",),
        "owed_check": (case.reference, "check-20"),
        "judged_case": (case.reference,),
        "evidence_item": (case.reference, "log"),
        "evidence_file": (EvidenceFile.objects.get().reference,),
    }
