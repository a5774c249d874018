"""A document of a case of the own school, and a case on its way to the other school."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from exclusions.protocol import services
from exclusions.protocol.enums import Audience
from exclusions.protocol.models import Case
from tests.cast import Cast
from tests.factories import CaseFactory


def going(case: Case, cast: Cast) -> dict[str, tuple[Any, ...]]:
    """What the rows of the access matrix name."""
    upload = SimpleUploadedFile("letter.txt", b"Dear all")
    kept = services.add_file(case=case, upload=upload, about="Letter", audience=Audience.READERS, by=cast.dsl)
    moving = services.ask_to_move(
        case=CaseFactory(school=cast.own), to_school=cast.other, note="Likes art.", by=cast.lead_social_worker
    )
    return {"case_file": (case.reference, kept.reference), "case_move": (moving.reference,)}
