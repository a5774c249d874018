"""What was decided, and what a check found."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone

from exclusions.outcomes.enums import Considered, Option
from exclusions.outcomes.models import Check, Decision
from exclusions.outcomes.services import Decided, Found, Weighed
from exclusions.protocol.enums import OutcomeKind
from exclusions.protocol.models import Case
from portal.core.forms import DayField, LongText, PortalForm
from schools.register.models import School

MOST_DIGITS = 9


class DecisionForm(PortalForm):
    """Options with why or why not, views, equality, outcome, destination."""

    decided_by = forms.CharField(label="Who decided? (optional)", max_length=150, required=False)
    decided_on = DayField(label="When was it decided? (optional)", required=False)
    child_view = LongText(
        label="What does the child say?",
        help_text="In their own words. If they were not asked, say why.",
        rows=3,
        error_messages={"required": "Write what the child says, or why they were not asked"},
    )
    parent_view = LongText(label="What do the parents or carers say? (optional)", rows=3, required=False)
    services_view = LongText(
        label="What do the services around the child say? (optional)",
        help_text="For example the social worker, the SENCO, the virtual school.",
        rows=3,
        required=False,
    )
    equality_view = LongText(
        label="Special needs, disability and equality: what was considered? (optional)",
        help_text="Equality Act 2010: could the decision bear harder on the child because of who they are?",
        rows=3,
        required=False,
    )
    outcome = forms.ChoiceField(label="What is the outcome? (optional while it is open)", required=False)
    destination = LongText(label="Where will the child learn? (optional)", rows=2, required=False)
    destination_urn = forms.CharField(
        label="The agreed new school, if there is one (optional)",
        help_text="Its URN, six digits. Whether an exclusion was averted is worked out from this.",
        required=False,
        max_length=MOST_DIGITS,
    )
    day_six = LongText(
        label="Who provides education from the sixth day, if the child is excluded? (optional)",
        rows=2,
        required=False,
    )
    told = LongText(label="Who has been told? (optional)", rows=2, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        day: Any = self.fields["decided_on"]
        day.latest = timezone.localdate()
        codes = case.version.outcomes.exclude(kind=OutcomeKind.DUPLICATE)
        self.outcomes = {one.code: one for one in codes}
        self.fields["outcome"] = forms.ChoiceField(
            label="What is the outcome? (optional while it is open)",
            choices=[("", "Not decided yet"), *((code, one.label) for code, one in self.outcomes.items())],
            required=False,
        )
        for option in Option:
            self.fields[f"how_{option.value}"] = forms.ChoiceField(
                label=option.label, choices=[("", "Nothing said"), *Considered.choices], required=False
            )
            self.fields[f"why_{option.value}"] = LongText(
                label=f"Why, or why not: {option.label[:1].lower()}{option.label[1:]}", rows=2, required=False
            )
        options = [name for option in Option for name in (f"how_{option.value}", f"why_{option.value}")]
        self.order_fields(
            ["child_view", "parent_view", "services_view", *options, "equality_view", "decided_by",
             "decided_on", "outcome", "destination", "destination_urn", "day_six", "told"]
        )  # fmt: skip

    @staticmethod
    def begun_with(decision: Decision | None) -> dict[str, Any]:
        """The values of the fields for a decision that stands."""
        if decision is None:
            return {}
        names = ("decided_by", "decided_on", "child_view", "parent_view", "services_view", "equality_view",
                 "destination", "day_six", "told")  # fmt: skip
        found: dict[str, Any] = {name: getattr(decision, name) for name in names}
        found["outcome"] = decision.outcome.code if decision.outcome else ""
        found["destination_urn"] = decision.destination_school.urn if decision.destination_school else ""
        for one in decision.options:
            found[f"how_{one['option']}"], found[f"why_{one['option']}"] = one["considered"], one["why"]
        return found

    def clean_destination_urn(self) -> School | None:
        typed = self.cleaned_data["destination_urn"].strip()
        if not typed:
            return None
        found = (
            School.objects.filter(urn=int(typed)).first() if typed.isascii() and typed.isdecimal() else None
        )
        if found is None:
            raise forms.ValidationError(
                "There is no school with this URN. Leave it empty if you do not know it."
            )
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for option in Option:
            how, why = cleaned.get(f"how_{option.value}"), cleaned.get(f"why_{option.value}")
            if how and how != Considered.CHOSEN and not why:
                self.add_error(f"why_{option.value}", f"Write why, for “{option.label}”")
            if why and not how and f"how_{option.value}" not in self.errors:
                self.add_error(f"how_{option.value}", f"Choose how it was considered: “{option.label}”")
        return cleaned

    def decided(self) -> Decided:
        cleaned = self.cleaned_data
        return Decided(
            options=tuple(self._weighed()),
            outcome=self.outcomes.get(cleaned["outcome"]),
            destination_school=cleaned["destination_urn"],
            **{
                name: cleaned[name]
                for name in ("decided_by", "decided_on", "child_view", "parent_view", "services_view",
                             "equality_view", "destination", "day_six", "told")
            },
        )  # fmt: skip

    def _weighed(self) -> Iterator[Weighed]:
        for option in Option:
            if how := self.cleaned_data[f"how_{option.value}"]:
                yield Weighed(option, Considered(how), self.cleaned_data[f"why_{option.value}"])


class CheckForm(PortalForm):
    """What a check after 20 or 60 school days found."""

    on = DayField(label="When did you check?")
    retained = forms.TypedChoiceField(
        label="Is the child still where the outcome placed them?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        empty_value=None,
        error_messages={"required": "Choose whether the child is still there"},
    )
    where_now = LongText(label="If not, where are they learning now?", rows=2, required=False)
    attendance = LongText(
        label="Attendance since the outcome",
        rows=2,
        error_messages={"required": "Write what attendance has been"},
    )
    child_view = LongText(label="What does the child say? (optional)", rows=3, required=False)
    learned = LongText(label="What helps? What would have helped earlier? (optional)", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day: Any = self.fields["on"]
        day.latest = timezone.localdate()

    @staticmethod
    def begun_with(check: Check | None) -> dict[str, Any]:
        """The values of the fields for a check that stands."""
        if check is None:
            return {"on": timezone.localdate()}
        names = ("on", "where_now", "attendance", "child_view", "learned")
        return {name: getattr(check, name) for name in names} | {
            "retained": "yes" if check.retained else "no"
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("retained") is False and not cleaned.get("where_now"):
            self.add_error("where_now", "Write where the child is learning now")
        return cleaned

    def found(self) -> Found:
        return Found(**self.cleaned_data)
