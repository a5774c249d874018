from django import forms

from portal.core.forms import PortalForm


class CopyForm(PortalForm):
    reason = forms.CharField(
        label="Why do you need everything?",
        help_text="Every administrator and the data protection officer reads this",
        max_length=250,
        error_messages={"required": "Enter why you need everything"},
    )
