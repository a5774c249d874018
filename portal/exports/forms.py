from django import forms

from portal.core.forms import PortalForm
from schools.register.models import School
from schools.register.numbers import school_number, schools_numbered


class CopyForm(PortalForm):
    school = forms.CharField(
        label="Which school?",
        help_text="Its URN or DfE number. Leave this empty for everything the portal holds",
        max_length=20,
        required=False,
    )
    reason = forms.CharField(
        label="Why do you need it?",
        help_text="Every administrator and the data protection officer reads this",
        max_length=250,
        error_messages={"required": "Enter why you need everything"},
    )

    def clean_school(self) -> School | None:
        try:
            number = school_number(self.cleaned_data["school"])
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from None
        found = schools_numbered([number])
        if number is not None and number not in found:
            raise forms.ValidationError("No school has this number. Look it up under Schools", code="unknown")
        return found.get(number)
