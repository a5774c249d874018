"""A worker's schools in one go."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from portal.core.forms import DayField, LongText, PortalForm
from schools.links.forms import NO_CHILD
from schools.register.models import School


class _TickedSchools(forms.MultipleChoiceField):
    """Schools by URN. More may be ticked than are shown: the filters hide, they do not forbid."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        text = str(value)
        return text.isascii() and text.isdecimal() and len(text) < 9


class AssignForm(PortalForm):
    """`listed` are the schools shown to tick; `allowed` those that may be chosen at all."""

    capacity = forms.ChoiceField(label="In which capacity")
    starts_on = DayField(label="First day", initial=timezone.localdate)
    schools = _TickedSchools(label="Schools", error_messages={"required": "Select at least one school"})

    def __init__(
        self,
        *args: Any,
        capacities: list[tuple[str, str]],
        listed: list[tuple[str, str]],
        allowed: QuerySet[School],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].choices = capacities  # type: ignore[attr-defined]
        self.fields["schools"].choices = listed  # type: ignore[attr-defined]
        self.allowed = allowed

    def hidden_again(self) -> list[SafeString]:
        """What was answered, as hidden fields of the page on which it is checked."""
        return [bound.as_hidden() for bound in self]

    def clean_schools(self) -> list[School]:
        urns = {int(urn) for urn in self.cleaned_data["schools"]}
        found = list(self.allowed.filter(urn__in=urns))
        if len(found) != len(urns):
            raise forms.ValidationError("Select only schools that you see here")
        return found


class ConfirmForm(PortalForm):
    hands_over = forms.BooleanField(
        label="Hand the open work of whoever is replaced to this person",
        help_text="Where the first day has come. Otherwise the page of coverage asks once it has",
        required=False,
        initial=True,
    )
    handover_note = LongText(label="Handover note (optional)", help_text=NO_CHILD, rows=3, required=False)
