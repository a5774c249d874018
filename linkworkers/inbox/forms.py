"""Forms of the inbox: the decision, who is to have a concern, a question to the school."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Layout
from crispy_forms_gds.layout.containers import ConditionalQuestion, ConditionalRadios
from django import forms
from django.utils import timezone

from exclusions.concerns.enums import Decision, Destination
from exclusions.concerns.models import Concern
from exclusions.concerns.services import days_to_pause, possible_holders
from linkworkers.inbox.queries import pupils_of
from linkworkers.inbox.services import Decided, NewCase
from portal.core.forms import LongText, PortalForm
from schools.calendars.words import counted

LABELS = {
    Decision.ADVISE: "Advise the school",
    Decision.OPEN_CASE: "Open a No Need to Exclude case",
    Decision.REFER: "Refer on to another service",
    Decision.CLOSE: "Close it: no further action",
}


class DecideForm(PortalForm):
    """One decision with its reasons and the reply to the school."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[(d.value, label) for d, label in LABELS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )
    is_urgent = forms.BooleanField(
        label="It is urgent, or the child is looked after, has a child protection plan or an EHC plan",
        required=False,
    )
    head_considering_exclusion = forms.BooleanField(
        label="The head is considering permanent exclusion", required=False
    )
    destination = forms.ChoiceField(
        label="Where to?", choices=Destination.choices, required=False, widget=forms.RadioSelect
    )
    rationale = LongText(
        label="Your reasons",
        help_text="Also where nothing more is done. Only the school’s link social workers read this.",
        error_messages={"required": "Write down your reasons"},
    )
    reply = LongText(
        label="Your reply to the school",
        help_text="The school reads this.",
        rows=8,
        error_messages={"required": "Write a reply to the school"},
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pupils = {pupil.reference: pupil for pupil in pupils_of(concern)}
        # A case is a pupil's: a concern about a place or a group alone opens none.
        self.offered = [d for d in LABELS if self.pupils or d != Decision.OPEN_CASE]
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)  # noqa: S101 -- stated above
        decision.choices = [(d.value, LABELS[d]) for d in self.offered]
        self.fields["pupil"] = forms.ChoiceField(
            label="For which pupil?",
            choices=[(reference, pupil.full_name) for reference, pupil in self.pupils.items()],
            initial=next(iter(self.pupils)) if len(self.pupils) == 1 else None,
            required=False,
            widget=forms.RadioSelect,
        )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            ConditionalRadios("decision", *[self._question(decision) for decision in self.offered]),
            "rationale",
            "reply",
        )
        return helper

    @staticmethod
    def _question(decision: Decision) -> ConditionalQuestion:
        asks = {
            Decision.OPEN_CASE: ("pupil", "is_urgent", "head_considering_exclusion"),
            Decision.REFER: ("destination",),
        }
        return ConditionalQuestion(LABELS[decision], *asks.get(decision, ()))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        decision = data.get("decision")
        if decision == Decision.OPEN_CASE and not self._pupil(data):
            self.add_error("pupil", "Choose for which pupil the case is to be opened")
        if decision == Decision.REFER and not data.get("destination"):
            self.add_error("destination", "Choose where the concern is referred to")
        return data

    def _pupil(self, data: dict[str, Any]) -> str:
        """The pupil chosen; the only one of the concern needs no choosing."""
        only = next(iter(self.pupils)) if len(self.pupils) == 1 else ""
        return data.get("pupil") or only

    def decided(self) -> Decided:
        data = self.cleaned_data
        is_referral = data["decision"] == Decision.REFER
        return Decided(
            decision=data["decision"],
            rationale=data["rationale"],
            reply=data["reply"],
            destination=data["destination"] if is_referral else "",
        )

    def new_case(self) -> NewCase | None:
        data = self.cleaned_data
        if data["decision"] != Decision.OPEN_CASE:
            return None
        return NewCase(
            pupil=self.pupils[self._pupil(data)],
            is_urgent=data["is_urgent"],
            head_considering_exclusion=data["head_considering_exclusion"],
        )


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
