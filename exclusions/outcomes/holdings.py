"""What this room adds to a school's safeguarding file about a pupil."""

from exclusions.outcomes.models import EvidenceFile
from schools.pupils.holdings import Holding

HOLDINGS = (
    Holding(
        "documents of evidence lists",
        lambda pupil, school: EvidenceFile.objects.filter(
            case__pupil__in=pupil.records, case__school=school, taken_out_at=None
        ).count(),
    ),
)
