"""Deciding about two records that look like one child."""

from typing import Any

from django import forms

from portal.core.forms import LongText, PortalForm
from portal.core.templatetags.portal import plain_date
from schools.pupils.models import Pupil


class MergeForm(PortalForm):
    kept = forms.ChoiceField(
        label="Which record is kept?",
        help_text="Its names, date of birth and details stand. The other one leads to it",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the record that is kept"},
    )
    because = forms.CharField(
        label="How do you know that it is one child?",
        max_length=250,
        error_messages={"required": "Write how you know that it is one child"},
    )

    def __init__(self, *args: Any, pupils: tuple[Pupil, Pupil], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pupils = {pupil.reference: pupil for pupil in pupils}
        self.fields["kept"].choices = [  # type: ignore[attr-defined]
            (reference, f"{reference}: {pupil.full_name}, born {plain_date(pupil.born_on)}")
            for reference, pupil in self.pupils.items()
        ]

    def chosen(self) -> tuple[Pupil, Pupil]:
        """The record that is kept, and the other."""
        kept = self.pupils[self.cleaned_data["kept"]]
        return kept, next(pupil for pupil in self.pupils.values() if pupil != kept)


class WhyForm(PortalForm):
    """Why two records are two children."""

    because = LongText(
        label="How do you know that they are two children?",
        rows=2,
        max_length=250,
        error_messages={"required": "Write how you know that they are two children"},
    )
