"""Forms of the inbox: who is to have a concern, a question to the school. The decision: `deciding`."""

from typing import Any

from django import forms
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.concerns.services import days_to_pause, possible_holders
from portal.core.forms import LongText, PortalForm
from schools.calendars.words import counted


class GiveForm(PortalForm):
    """To which of the school's link workers."""

    prefix = "give"
    to = forms.ChoiceField(
        label="Who is to have it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who is to have it", "invalid_choice": "Choose one of the list"},
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = possible_holders(concern).exclude(pk=concern.taken_by_id or 0)
        self.people = {person.reference: person for person in others}
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)  # noqa: S101 -- stated above
        to.choices = [(reference, person.name) for reference, person in self.people.items()]


class AskForm(PortalForm):
    """A question to the school."""

    prefix = "ask"
    question = LongText(
        label="Your question to the school",
        help_text="The school reads this. You may decide before it answers.",
        error_messages={"required": "Write your question"},
    )
    because = LongText(label="Why can you not decide before the answer?", rows=2, required=False)

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = days_to_pause(concern, timezone.localdate()) if concern.is_open else 0
        if days:
            self.fields["because"].help_text = (
                f"Only to stop the clock: it then stands until the school answers, for {counted(days)} at "
                "the most. The school reads this too. Without a reason the clock goes on."
            )
        elif not self.is_bound:
            del self.fields["because"]
