"""The form of a managed move."""

from typing import Any

from django.core.exceptions import ValidationError

from exclusions.concerns.forms import long_words
from exclusions.measures.dues import FROM_2026
from exclusions.measures.forms import MeasureForm, school_field
from exclusions.measures.models import Move
from exclusions.measures.moves.steps import NO_TRIAL
from portal.core.forms import DayField


class MoveForm(MeasureForm):
    to_school = school_field(
        "Which school is to receive the pupil?",
        "Its number in the register, six digits. It reads nothing before you say that it was asked",
        missing="Enter the number of the receiving school",
    )
    reasons = long_words(
        "Why is it in the pupil’s best interest?",
        "",
        rows=4,
        missing="Write why it is in the pupil’s interest",
    )
    tried = long_words(
        "What was tried first?",
        "Support, an off-site direction, work with the family.",
        rows=4,
        missing="Write what was tried first",
    )
    pupil_view = long_words("What does the pupil say? (optional)", "In their own words.", rows=3)
    risk = long_words(
        "What must the receiving school know?",
        "Risks, what helps, how the pupil learns. It reads this once it is asked.",
        rows=5,
        missing="Write what the receiving school must know, or that there is nothing",
    )
    starts_on = DayField(
        label="Proposed first day on the new roll (optional)",
        help_text="The receiving school decides. For example, 4 1 2027",
        required=False,
    )
    planned_end_on = DayField(
        label="End of a trial, of a move before 26 July 2026 only (optional)",
        help_text="Leave it empty: moves are permanent. To try first, record an off-site direction",
        required=False,
    )

    def clean_planned_end_on(self) -> Any:
        end, start = self.cleaned_data["planned_end_on"], self.cleaned_data.get("starts_on")
        if end and (start is None or start >= FROM_2026):
            raise ValidationError(NO_TRIAL)
        return end

    @staticmethod
    def typed(measure: Move) -> dict[str, Any]:
        columns = {name: getattr(measure, name) for name in MoveForm.base_fields}
        return columns | {"to_school": measure.to_school.urn if measure.to_school else ""}
