"""Whose dates a file holds."""

from typing import Any

from django import forms

from portal.accounts.enums import Power
from schools.links.options import SchoolOptions


class DatesOptions(SchoolOptions):
    """`urn` is None for the authority's own dates."""

    power = Power.MANAGE_CALENDAR
    not_yours = "You can set the dates of no school with this URN"
    urn_help = "The URN, six digits. Leave empty for the dates of the authority"

    def choice(self, schools: list[tuple[Any, str]]) -> forms.TypedChoiceField:
        return forms.TypedChoiceField(
            label="School",
            choices=schools,
            coerce=int,
            initial=schools[0][0] if schools else None,
            error_messages={"required": "Select whose dates these are"},
        )
