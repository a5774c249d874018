"""The name of a view."""

from django import forms

from portal.core.forms import PortalForm


class ViewForm(PortalForm):
    name = forms.CharField(
        label="Name",
        help_text="For example, Year 9, open. No child’s name.",
        max_length=60,
        error_messages={"required": "Write a name", "max_length": "Write a name of at most 60 characters"},
    )
    is_default = forms.BooleanField(label="Open this list with these filters first", required=False)
