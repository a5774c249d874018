"""Forms of documents of a case, and of its way to another school."""

from typing import Any

from django import forms

from exclusions.protocol.enums import Audience
from exclusions.protocol.forms import ActForm
from exclusions.protocol.records import LONGEST_TEXT
from portal.core.forms import LongText, PortalForm
from portal.files.checks import ALLOWED, allowed_words
from schools.register.models import School


class MoveForm(ActForm):
    """Which school is asked to take the case on, and what it needs to know."""

    to_school = forms.CharField(
        label="Which school does the pupil go to?",
        help_text="Its name or URN",
        max_length=100,
        error_messages={"required": "Write down the school’s name or URN"},
    )
    note = LongText(
        label="Handover note",
        help_text="What the next school and who leads there need to know: what works, what is agreed, what "
        "is urgent. They read it before they accept.",
        rows=8,
        max_length=LONGEST_TEXT,
        error_messages={"required": "Write down what the next school needs to know"},
    )

    def clean_to_school(self) -> School:
        typed = self.cleaned_data["to_school"].strip()
        if typed.isascii() and typed.isdigit():
            rows = School.objects.live().filter(urn=int(typed)) if len(typed) < 9 else School.objects.none()
        else:
            exact = School.objects.live().filter(name__iexact=typed)
            rows = exact if exact.exists() else School.objects.live().filter(name__icontains=typed)
        found = list(rows.order_by("name", "pk")[:6])
        if not found:
            raise forms.ValidationError("No open school has this name or URN. Check how it is written.")
        if len(found) > 1:
            names = "; ".join(f"{school.name} ({school.urn})" for school in found[:5])
            raise forms.ValidationError(f"Several schools fit. Write the URN of yours: {names}")
        return found[0]


class AnswerMoveForm(PortalForm):
    """The receiving side's answer; a no needs its reason."""

    answer = forms.ChoiceField(
        label="Do you take the case on?",
        choices=[("accept", "Yes"), ("reject", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no"},
    )
    because = LongText(
        label="If not, why?",
        help_text="The other school reads it.",
        rows=3,
        max_length=LONGEST_TEXT,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("answer") == "reject" and not said.get("because"):
            self.add_error("because", "Write down why the case is not taken on")
        return said


class TakeBackForm(PortalForm):
    because = LongText(
        label="Why is the request taken back?",
        rows=3,
        max_length=LONGEST_TEXT,
        error_messages={"required": "Write down why"},
    )


class CaseFileForm(PortalForm):
    """A document, what it is, and who may open it."""

    file = forms.FileField(label="Document", error_messages={"required": "Choose a file"})
    about = forms.CharField(
        label="What is it?",
        help_text="For example: letter of the educational psychologist",
        max_length=120,
        error_messages={"required": "Write down what it is"},
    )
    audience = forms.ChoiceField(
        label="Who may open it?",
        choices=Audience.choices,
        initial=Audience.READERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may open it"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"{allowed_words()}."
        self.fields["file"].widget.attrs["accept"] = ",".join(ALLOWED)


class WithdrawForm(PortalForm):
    because = LongText(
        label="Why is it withdrawn?",
        help_text="Everybody who reads the case reads this.",
        rows=3,
        max_length=300,
        error_messages={"required": "Write down why it is withdrawn"},
    )
