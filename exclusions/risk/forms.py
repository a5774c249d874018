"""Forms of risk: a judgement, a warning and its end, the settling of an alert, the setting of a rule."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from exclusions.risk.enums import MEANINGS, REVIEW_DAYS, Harm, Level
from exclusions.risk.factors import FACTORS, STRENGTHS
from exclusions.risk.models import RiskView, RuleVersion
from exclusions.risk.services import Judged
from exclusions.risk.services.alerts import MOST_DAYS, MOST_TIMES
from exclusions.risk.workflow import ALERT
from portal.core.forms import DayField, LongText, PortalForm
from schools.register.enums import Phase


def _choose(label: str, help_text: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, required=False, widget=forms.CheckboxSelectMultiple
    )


def _day(label: str) -> DayField:
    day = DayField(label=label)
    day.error_messages["required"] = "Enter the day on which it is looked at again"
    return day


class _ReviewForm(PortalForm):
    """A form with a day to come on which something is looked at again."""

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError("Enter a day after today", code="past")
        return day


class JudgeForm(_ReviewForm):
    """One harm: the level with its meaning, what weighs, strengths, and why."""

    level = forms.TypedChoiceField(
        label="How great is the risk?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a level"},
    )
    factors = _choose("What weighs most? (optional)", "Only what you know. Nothing is added up.")
    strengths = _choose("What keeps the child safe? (optional)", "People, places and things that help.")
    rationale = LongText(
        label="Why do you judge it so?",
        help_text="What you have seen and heard, what has changed, what you do not know.",
        error_messages={"required": "Write why you judge it so"},
    )
    review_on = DayField(
        label="When do you look at it again? (optional)",
        help_text=(
            f"Left empty: after {REVIEW_DAYS[Level.IMMEDIATE]} school days where it is immediate, "
            f"{REVIEW_DAYS[Level.HIGH]} where it is high, {REVIEW_DAYS[Level.LOW]} otherwise."
        ),
        required=False,
    )

    def __init__(self, *args: Any, harm: Harm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meanings = MEANINGS[harm]
        levels = [(v.value, format_html("<b>{}.</b> {}", v.label, meanings[v])) for v in Level]
        self._offer("level", levels)
        self._offer("factors", [choice for _, group in FACTORS[harm] for choice in group])
        self._offer("strengths", [choice for _, group in STRENGTHS[harm] for choice in group])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- stated above
        field.choices = choices

    @classmethod
    def after(cls, latest: RiskView | None, harm: Harm) -> "JudgeForm":
        """A fresh form; factors and strengths start from the latest judgement, level and reasons do not."""
        if latest is None:
            return cls(harm=harm)
        return cls(harm=harm, initial={"factors": latest.factors, "strengths": latest.strengths})

    def judged(self) -> Judged:
        return Judged(**self.cleaned_data)


class WarnForm(_ReviewForm):
    text = forms.CharField(
        label="What must everybody know?",
        help_text="One sentence that protects the child or a worker. It stands first on the pupil’s pages.",
        max_length=300,
        error_messages={
            "required": "Write what everybody must know",
            "max_length": "Use 300 characters or fewer. The rest belongs into a concern.",
        },
    )
    review_on = _day("When is it looked at again?")


class KeepForm(_ReviewForm):
    prefix = "keep"
    review_on = _day("It still holds. When is it looked at again?")


class EndForm(PortalForm):
    prefix = "end"
    because = forms.CharField(
        label="It no longer holds. Why?",
        max_length=300,
        error_messages={"required": "Write why the note no longer holds"},
    )


class SettleForm(PortalForm):
    verb = forms.ChoiceField(
        label="What do you do about it?",
        choices=[(move.verb, move.label) for move in ALERT.moves],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you do about it"},
    )
    because = LongText(
        label="What was done, or why is there nothing to do?",
        help_text="Name the concern, case or talk. Whoever may read this pupil’s concerns reads it.",
        error_messages={"required": "Write what was done, or why there is nothing to do"},
    )


class RuleForm(PortalForm):
    is_on = forms.BooleanField(label="The rule raises alerts", required=False)
    days = forms.IntegerField(label="How many days does it look back?", min_value=1, max_value=MOST_DAYS)
    at_least = forms.IntegerField(label="How often must it have happened?", min_value=1, max_value=MOST_TIMES)
    phases = forms.TypedMultipleChoiceField(
        label="At which schools?",
        help_text="Choose none for every school.",
        choices=Phase.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)

    @classmethod
    def showing(cls, version: RuleVersion) -> "RuleForm":
        names = ("is_on", "days", "at_least", "phases")
        return cls(initial={**{name: getattr(version, name) for name in names}, "seen": version.number})
