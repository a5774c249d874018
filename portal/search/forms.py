from django import forms

from portal.core.forms import PortalForm

LONGEST = 200


class SearchForm(PortalForm):
    typed = forms.CharField(
        label="What are you looking for?",
        help_text="A name, a date of birth, a reference such as C-7K3Q9, a school, or words of a text.",
        max_length=LONGEST,
        error_messages={
            "required": "Enter what you are looking for",
            "max_length": f"Use {LONGEST} characters or fewer",
        },
    )
