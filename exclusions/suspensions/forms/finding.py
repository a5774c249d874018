"""Looking for the pupil whom a suspension is about."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from schools.pupils.forms import SearchForm
from schools.register.models import School, SchoolQuerySet

URN = re.compile(r"[0-9]{5,6}")


class WhoForm(SearchForm):
    """Looking for the pupil; which school is only asked where there are several.

    Few schools are chosen from a list; where there may be thousands, the school is typed.
    """

    MOST_LISTED = 30

    def __init__(self, *args: Any, schools: SchoolQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = schools
        few = list(schools[: self.MOST_LISTED + 1])
        self.only = few[0] if len(few) == 1 else None
        if self.only is None:
            listed = len(few) <= self.MOST_LISTED
            self.fields["school"] = _listed_school(few) if listed else _typed_school()
            self.order_fields(["school", "words"])

    def clean_school(self) -> School:
        typed = self.cleaned_data["school"].strip()
        wanted = Q(urn=int(typed)) if URN.fullmatch(typed) else Q(name__iexact=typed)
        found = list(self.schools.filter(wanted)[:2])
        if len(found) != 1:
            raise ValidationError("No such school here. Enter its URN, the six digits of the register.")
        return found[0]

    def school(self) -> School:
        """The school that was chosen, or the only one. Only for a form that is valid."""
        return self.only or self.cleaned_data["school"]


def _listed_school(schools: Sequence[School]) -> forms.Field:
    return forms.ChoiceField(
        label="School",
        choices=[("", "Choose a school"), *((str(s.urn), s.name) for s in schools)],
        error_messages={"required": "Choose the school"},
    )


def _typed_school() -> forms.Field:
    return forms.CharField(
        label="School",
        help_text="Its URN or its full name",
        max_length=200,
        error_messages={"required": "Enter the school’s URN or name"},
    )
