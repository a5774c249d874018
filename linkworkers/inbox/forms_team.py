"""To whom concerns of a team go."""

from collections.abc import Collection
from typing import Any

from django import forms

from exclusions.concerns.models import Concern
from portal.accounts.models import User
from portal.core.forms import LongText, PortalForm


class ReassignForm(PortalForm):
    """`people` are those who triage at schools of the concerns (`team.deciders_at`)."""

    to = forms.ChoiceField(
        label="Who is to have them?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who is to have them", "invalid_choice": "Choose one of the list"},
    )
    note = LongText(
        label="Note (optional)",
        help_text="Why they go, and what to look at first. Only link social workers read it.",
        rows=3,
        required=False,
    )

    def __init__(
        self, *args: Any, people: dict[User, set[int]], seen: Collection[Concern], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.reference: person for person in people}
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)  # noqa: S101 -- stated above
        to.choices = [
            (person.reference, _words(person.name, sum(c.school_id in schools for c in seen), len(seen)))
            for person, schools in people.items()
        ]

    def given(self) -> dict[str, Any]:
        return {"to": self.people[self.cleaned_data["to"]], "note": self.cleaned_data["note"]}


def _words(name: str, may_have: int, of: int) -> str:
    return name if may_have == of else f"{name} (may decide {may_have} of these {of})"
