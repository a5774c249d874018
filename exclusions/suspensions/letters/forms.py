"""Writing a letter, and setting a text."""

from typing import Any

from django import forms

from exclusions.suspensions.letters.kinds import KINDS
from exclusions.suspensions.letters.services import problems_with
from portal.core.forms import LongText, PortalForm


class LetterForm(PortalForm):
    address = LongText(
        label="Who is it for?",
        help_text="The name on the first line, the address below it",
        rows=5,
        max_length=600,
        error_messages={"required": "Enter who the letter is for"},
    )
    write_to = forms.CharField(
        label="Where can they write to the governing board? (optional)",
        help_text="For example the clerk’s name and email address. Left empty, it is the school’s address",
        max_length=200,
        required=False,
    )
    more = LongText(
        label="Anything to add (optional)",
        help_text="It becomes a paragraph of its own. What the law wants is in the letter already",
        rows=4,
        max_length=3_000,
        required=False,
    )


class TextForm(PortalForm):
    text = LongText(
        label="Text of the letter", rows=26, max_length=8_000, error_messages={"required": "Write the text"}
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = KINDS[kind]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if problems := problems_with(text, self.kind):
            raise forms.ValidationError([forms.ValidationError(problem) for problem in problems])
        return text
