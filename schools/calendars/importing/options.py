"""Whose dates a file holds."""

from typing import Any

from django import forms

from portal.accounts.enums import Power
from portal.bulk.options import OptionsForm
from schools.links.standing import standing_of
from schools.register.models import School


class DatesOptions(OptionsForm):
    """`urn` is None for the authority's own dates."""

    urn = forms.IntegerField(
        label="School (optional)",
        help_text="The URN, six digits. Leave empty for the dates of the authority",
        min_value=1,
        max_value=9_999_999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = standing_of(self.by).scope(Power.MANAGE_CALENDAR)
        if not self.scope.everywhere:
            schools = School.objects.filter(pk__in=self.scope.school_ids).order_by("name", "pk")
            choices = [(school.urn, school.name) for school in schools]
            self.fields["urn"] = forms.TypedChoiceField(
                label="School",
                choices=choices,
                coerce=int,
                initial=choices[0][0] if choices else None,
                error_messages={"required": "Select whose dates these are"},
            )

    def clean_urn(self) -> int | None:
        urn: int | None = self.cleaned_data["urn"]
        if urn is None:
            return None
        school = School.objects.filter(urn=urn).first()
        if school is None or school.pk not in self.scope:
            raise forms.ValidationError("You can set the dates of no school with this URN", code="school")
        return urn
