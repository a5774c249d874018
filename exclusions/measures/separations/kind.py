"""Safeguarding separation as a kind of measure: led by the safeguarding lead, never an exclusion."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from exclusions.concerns.forms import long_words
from exclusions.concerns.models import Concern
from exclusions.measures.enums import OPEN, MeasureKind, State
from exclusions.measures.forms import MeasureForm
from exclusions.measures.listing import SeparationTable
from exclusions.measures.models import Separation
from exclusions.measures.returning import MEET
from exclusions.measures.separations.rules import GUIDANCE, RULES
from exclusions.measures.spec import VOID, KindSpec, StepSpec
from exclusions.suspensions.forms.fields import day_field
from portal.core.errors import Refused
from portal.core.references import tidy_reference
from portal.core.templatetags.portal import plain_date
from schools.pupils.models import Pupil

UNNAMED = "Do not name the other pupils here: who they are stands in the concern."


class SeparationForm(MeasureForm):
    part = forms.ChoiceField(
        label="What is alleged of this pupil?",
        choices=Separation.Part.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the pupil may have been harmed or may have harmed somebody"},
    )
    concern = forms.CharField(
        label="Which concern is it about? (optional)",
        help_text="Its reference, for example C-7K3Q9. The other pupils are known from it alone",
        max_length=16,
        required=False,
    )
    starts_on = day_field("First day apart", "Enter the first day")
    planned_end_on = day_field("Planned last day", "Enter the planned last day: it is temporary")
    reasons = long_words("Why must they be kept apart?", UNNAMED, rows=4, missing="Write why")
    alternatives = long_words(
        "What else was considered, and why is it not enough?",
        "For example other classes, supervision, other times of arrival. It is rare, and the last way.",
        rows=4,
        missing="Write what else was considered",
    )
    education = long_words(
        "What education does the pupil have from the first day?",
        "Where, with whom, how many hours.",
        rows=3,
        missing="Write what education the pupil has from the first day",
    )
    led_by = forms.CharField(
        label="Which designated safeguarding lead decides?",
        max_length=150,
        error_messages={"required": "Enter the safeguarding lead who decides"},
    )
    pupil_view = long_words("What does the pupil say? (optional)", "In their own words.", rows=3)

    def clean_concern(self) -> Concern | None:
        """A concern that this person reads and this pupil has a part in; any other is not known here."""
        typed = tidy_reference(self.cleaned_data["concern"])
        if not typed:
            return None
        rows = Concern.objects.visible_to(self.by).filter(reference=typed)
        concern = rows.filter(subjects__pupil__in=self.pupil.records).first()
        if concern is None:
            raise ValidationError("You read no concern with this reference that this pupil has a part in")
        return concern

    @staticmethod
    def typed(measure: Separation) -> dict[str, Any]:
        columns = {name: getattr(measure, name) for name in SeparationForm.base_fields}
        return columns | {"concern": measure.concern.reference if measure.concern else ""}


def _not_before(separation: Separation, on: date, extras: Mapping[str, Any]) -> None:
    if separation.starts_on and on < separation.starts_on:
        raise Refused(f"It starts on {plain_date(separation.starts_on)}: enter a day from then on.")
    if extras.get("back_on") and extras["back_on"] <= on:
        raise Refused("The first day back is after the last day apart.")


STEPS = (
    StepSpec("tell_parents", "The parents were told", "Day on which they were told", asks=("how",)),
    StepSpec("tell_authority", "The local authority was told", "Day on which it was told", asks=("how",)),
    StepSpec("educate", "Education is in place", "First day of it", note="What it is (optional)"),
    StepSpec(
        "review",
        "It was reviewed",
        "Day of the review",
        UNNAMED,
        asks=("attended", "new_end"),
        note="Is it still needed, and what else would keep everybody safe?",
        needs_note=True,
        sets={"planned_end_on": "new_end"},
        check=_not_before,
    ),
    StepSpec(
        "end",
        "It ended",
        "Last day apart",
        UNNAMED,
        asks=("outcome", "back_on"),
        note="Why does it end, and what keeps everybody safe now?",
        needs_note=True,
        target=State.ENDED,
        sets={"ended_on": "on", "outcome": "outcome", "back_on": "back_on"},
        check=_not_before,
        tells="the safeguarding separation has ended.",
    ),
    MEET,
    VOID,
)
OUTCOMES = {
    "safe": "No longer needed",
    "other": "Kept apart in another way",
    "moved": "The pupil moved to another school",
    "unfounded": "The allegation was not confirmed",
}


def facts(separation: Separation) -> list[tuple[str, str]]:
    return [
        ("What is alleged", separation.get_part_display()),
        ("Why", separation.reasons),
        ("What else was considered", separation.alternatives),
        ("Education from the first day", separation.education),
        ("Led by", separation.led_by),
        ("What the pupil says", separation.pupil_view),
        ("Concern", separation.concern.reference if separation.concern else ""),
    ]


def check(pupil: Pupil, answers: Mapping[str, Any], without: int | None) -> None:
    rows = Separation.objects.of_pupil(pupil).filter(state__in=OPEN).exclude(pk=without or 0)
    if other := rows.first():
        raise Refused(f"A separation of this pupil holds already: {other.reference}. Review or end it.")


SEPARATION = KindSpec(
    kind=MeasureKind.SEPARATION,
    slug="separations",
    label="Safeguarding separation",
    plural="Safeguarding separations",
    a_noun="a safeguarding separation",
    intro=(
        "Pupils are kept apart for a short time because one may have harmed another. It is no suspension, is "
        "counted nowhere as one, and is read only by those who read concerns.",
        "Record one for each pupil who is kept away from school. Never name the other pupil in it.",
    ),
    law=GUIDANCE,
    model=Separation,
    form=SeparationForm,
    table=SeparationTable,
    rules=RULES,
    steps=STEPS,
    outcomes=OUTCOMES,
    facts=facts,
    check=check,
    field_words={
        "part": "what is alleged",
        "concern": "concern",
        "starts_on": "first day",
        "planned_end_on": "planned last day",
        "reasons": "why",
        "alternatives": "what else was considered",
        "education": "education",
        "led_by": "led by",
        "pupil_view": "what the pupil says",
    },
)
