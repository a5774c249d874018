"""Which school a file is about: the question that imports of several rooms ask."""

from typing import Any, ClassVar

from django import forms

from portal.accounts.enums import Power
from portal.bulk.options import OptionsForm
from schools.links.standing import standing_of
from schools.register.models import School

# A longer list is no list to choose from: the school is then named by its URN.
MOST_TO_CHOOSE_FROM = 150


class SchoolOptions(OptionsForm):
    """`urn` is a school where the person holds `power`, or None for no school in particular.

    Subclasses say in `choice` how one of a few schools is chosen.
    """

    power: ClassVar[Power]
    not_yours: ClassVar[str]
    urn_help: ClassVar[str]

    urn = forms.IntegerField(
        label="School (optional)",
        min_value=1,
        max_value=9_999_999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urn"].help_text = self.urn_help
        self.scope = standing_of(self.by).scope(self.power)
        if not self.scope.everywhere and len(self.scope.school_ids) <= MOST_TO_CHOOSE_FROM:
            schools = School.objects.filter(pk__in=self.scope.school_ids).order_by("name", "pk")
            self.fields["urn"] = self.choice([(school.urn, school.name) for school in schools])

    def choice(self, schools: list[tuple[Any, str]]) -> forms.TypedChoiceField:
        """The field to choose one of the schools where the power holds, as (URN, name)."""
        raise NotImplementedError

    def clean_urn(self) -> int | None:
        urn: int | None = self.cleaned_data["urn"]
        if urn is None:
            return None
        school = School.objects.filter(urn=urn).first()
        if school is None or school.pk not in self.scope:
            raise forms.ValidationError(self.not_yours, code="school")
        return urn
