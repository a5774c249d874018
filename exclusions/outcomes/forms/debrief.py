"""What was learnt from a case, and the themes of an authority."""

from typing import Any

from django import forms
from django.utils import timezone

from exclusions.outcomes.models import Debrief, Theme
from exclusions.outcomes.services import Learnt
from portal.core.forms import DayField, LongText, PortalForm


class DebriefForm(PortalForm):
    held_on = DayField(label="When was it talked through?")
    took_part = LongText(
        label="Who took part?",
        help_text="Name and where they work. The family and the child too, if they wanted to.",
        rows=3,
        error_messages={"required": "Write who took part"},
    )
    learnt = LongText(
        label="What was learnt?",
        help_text="What worked, what did not, what each service would do differently. Nobody is blamed here.",
        error_messages={"required": "Write what was learnt"},
    )
    earlier = LongText(label="What would have helped earlier? (optional)", required=False)
    themes = forms.MultipleChoiceField(
        label="Which themes does it touch? (optional)",
        help_text="The inclusion board sees how often each is chosen, never this case or these words.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, last: Debrief | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ("held_on", "took_part", "learnt", "earlier", "themes")
        self.initial = {name: getattr(last, name) for name in names} if last else {}
        day: Any = self.fields["held_on"]
        day.latest = timezone.localdate()
        # A theme that was retired since stays where it was chosen.
        chosen = Theme.objects.filter(code__in=last.themes if last else ())
        themes: Any = self.fields["themes"]
        themes.choices = [(one.code, one.label) for one in (Theme.objects.current() | chosen).distinct()]

    def said(self) -> Learnt:
        cleaned = self.cleaned_data
        return Learnt(
            cleaned["held_on"], cleaned["took_part"], cleaned["learnt"], cleaned["earlier"],
            tuple(cleaned["themes"]),
        )  # fmt: skip


class ThemeForm(PortalForm):
    label = forms.CharField(
        label="A new theme",
        help_text="A few words that fit several cases. No child and no school can be known by it.",
        max_length=120,
        error_messages={"required": "Write the theme"},
    )
