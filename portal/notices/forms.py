"""How somebody wants to be told."""

from datetime import time
from typing import Any

from django import forms

from portal.core.forms import PortalForm
from portal.notices import kinds
from portal.notices.enums import Firm, Way
from portal.notices.models import Preference
from portal.notices.preferences import chosen

HOURS = [(f"{hour}", f"{hour:02}:00") for hour in range(24)]
PREFIX = "way_"


class PreferenceForm(PortalForm):
    quiet_from = forms.ChoiceField(label="Quiet hours from", choices=HOURS)
    quiet_to = forms.ChoiceField(
        label="Quiet hours until", choices=HOURS, help_text="The same hour twice: no quiet hours"
    )
    quiet_days = forms.BooleanField(
        label="No email on days off: weekends, bank holidays and, at schools, days without school",
        required=False,
    )
    weekly_on = forms.TypedChoiceField(
        label="The weekly email comes on", choices=Preference.Day.choices, coerce=int
    )

    def __init__(self, data: Any = None, *, wishes: Preference) -> None:
        initial = {
            "quiet_from": wishes.quiet_from.hour,
            "quiet_to": wishes.quiet_to.hour,
            "quiet_days": wishes.quiet_days,
            "weekly_on": wishes.weekly_on,
        }
        super().__init__(data, initial=initial)
        ways = {
            f"{PREFIX}{group.code}": forms.ChoiceField(
                label=group.label, choices=Way.choices, initial=chosen(group, wishes)
            )
            for group, some in kinds.by_group_for(wishes.user)
            if any(kind.firm is Firm.CHOSEN for kind in some)
        }
        self.fields = {**ways, **self.fields}

    def chosen(self) -> dict[str, Any]:
        """What `set_preferences` takes."""
        said = self.cleaned_data
        ways = {name.removeprefix(PREFIX): way for name, way in said.items() if name.startswith(PREFIX)}
        hours = {name: time(int(said[name])) for name in ("quiet_from", "quiet_to")}
        return {"ways": ways, **hours, "quiet_days": said["quiet_days"], "weekly_on": said["weekly_on"]}
