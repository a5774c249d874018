"""Which term, and of which schools."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from exclusions.suspensions.census.periods import Period, periods
from exclusions.suspensions.forms.finding import URN, WhoForm
from portal.core.forms import PortalForm
from schools.links.standing import Scope
from schools.register.models import School, SchoolQuerySet


class CensusForm(PortalForm):
    """`everywhere`: an officer, who leaves the school empty for all of them."""

    term = forms.ChoiceField(label="Term", error_messages={"required": "Choose the term"})
    school = forms.CharField(
        label="School", required=False, max_length=200, error_messages={"required": "Choose the school"}
    )

    def __init__(self, *args: Any, schools: SchoolQuerySet, everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools, self.everywhere = schools, everywhere
        self.periods = {period.key: period for period in periods(timezone.localdate())}
        choices = [(p.key, f"{p.name} ({p.asked_by})") for p in self.periods.values()]
        self.fields["term"].choices = choices  # type: ignore[attr-defined]
        if everywhere:
            self.fields["school"].help_text = "Its URN or its full name. Leave it empty for all schools."
            return
        few = list(schools[: WhoForm.MOST_LISTED])
        self.only = few[0] if len(few) == 1 else None
        if self.only:
            del self.fields["school"]
        else:
            self.fields["school"] = forms.ChoiceField(
                label="School", choices=[(str(school.urn), school.name) for school in few]
            )

    def clean_school(self) -> School | None:
        typed = self.cleaned_data["school"].strip()
        if not typed:
            return None
        wanted = Q(urn=int(typed)) if URN.fullmatch(typed) else Q(name__iexact=typed)
        found = list(self.schools.filter(wanted)[:2])
        if len(found) != 1:
            raise ValidationError("No such school here. Enter its URN, the six digits of the register.")
        return found[0]

    def period(self) -> Period:
        """The term that was chosen. Only for a form that is valid."""
        return self.periods[self.cleaned_data["term"]]

    def chosen_school(self) -> School | None:
        """The school that was chosen, or the only one; None for all of the authority."""
        chosen: School | None = self.cleaned_data.get("school")
        return chosen if self.everywhere else chosen or self.only

    def scope(self) -> Scope:
        """The schools of the file."""
        school = self.chosen_school()
        return Scope(everywhere=school is None, school_ids=frozenset([school.pk] if school else []))
