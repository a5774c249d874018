"""The import of one school's pupils."""

from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils import timezone

from portal.accounts.enums import Power
from portal.bulk.importer import Importer, Planned, Row
from portal.bulk.options import OptionsForm
from portal.bulk.reading import READERS
from portal.core.errors import Refused
from portal.core.forms import DayField
from schools.links.standing import standing_of
from schools.pupils.enums import FactSource
from schools.pupils.importing import writing
from schools.pupils.importing.columns import COLUMNS
from schools.pupils.importing.ctf import TransferFile
from schools.pupils.importing.known import Known, name_of
from schools.pupils.importing.planning import RowPlan
from schools.register.models import School

# A longer list is no list to choose from: the school is then named by its URN.
MOST_TO_CHOOSE_FROM = 150
SOURCES = (FactSource.SCHOOL_SYSTEM, FactSource.CENSUS, FactSource.TRANSFER_FILE)


class PupilOptions(OptionsForm):
    """Whose roll it is, and the day the file speaks about."""

    urn = forms.IntegerField(
        label="School",
        help_text="The URN: six digits, on the school’s page",
        min_value=1,
        max_value=9_999_999,
    )
    source = forms.ChoiceField(
        label="Where the file comes from",
        choices=[(source.value, source.label) for source in SOURCES],
        widget=forms.RadioSelect,
        initial=FactSource.SCHOOL_SYSTEM.value,
        error_messages={"required": "Select where the file comes from"},
    )
    as_at = DayField(
        label="Day the file speaks about",
        help_text="Usually the day you made it. What is new holds from this day.",
        initial=timezone.localdate,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = standing_of(self.by).scope(Power.MANAGE_PUPILS)
        if not self.scope.everywhere and len(self.scope.school_ids) <= MOST_TO_CHOOSE_FROM:
            schools = School.objects.filter(pk__in=self.scope.school_ids).order_by("name", "pk")
            choices = [(school.urn, school.name) for school in schools]
            self.fields["urn"] = forms.TypedChoiceField(
                label="School", choices=choices, coerce=int, initial=choices[0][0] if choices else None
            )
        self.fields["urn"].error_messages["required"] = "Say which school’s pupils these are"

    def clean_urn(self) -> int:
        urn: int = self.cleaned_data["urn"]
        school = School.objects.filter(urn=urn).first()
        if school is None or school.pk not in self.scope:
            raise forms.ValidationError("You can import pupils of no school with this URN", code="school")
        return urn

    def clean_as_at(self) -> date:
        as_at: date = self.cleaned_data["as_at"]
        if as_at > timezone.localdate():
            raise forms.ValidationError("Enter a day that is not in the future", code="future")
        return as_at

    def options(self) -> dict[str, Any]:
        return {**super().options(), "as_at": self.cleaned_data["as_at"].isoformat()}


class PupilImporter(Importer):
    """Pupils on the roll of one school. Empty cells leave what is known; pupils not in the file stay."""

    kind, title, noun = "pupils", "Pupils of a school", "pupil"
    permission = "pupils.manage_pupils"
    intro = (
        "From your own system as a workbook or CSV, or as a common transfer file (XML). Empty cells leave "
        "what is known here, and pupils who are not in the file stay as they are."
    )
    columns = COLUMNS
    readers = MappingProxyType({**READERS, ".xml": TransferFile})
    options_form = PupilOptions

    def begin(self) -> None:
        """Raises Refused where the person may no longer manage this school's pupils."""
        self.school = School.objects.get(urn=self.options["urn"])
        if self.by is None or not self.by.has_perm(self.permission, self.school):
            raise Refused("You can no longer manage the pupils of this school.")
        self.as_at = date.fromisoformat(self.options["as_at"])
        self.source = FactSource(self.options["source"])
        self.seen: dict[Any, int] = {}

    def about(self) -> list[str]:
        return [str(self.options["urn"])]

    def plan(self, rows: list[Row]) -> list[Planned]:
        known = Known(self.school, [row.values for row in rows])
        return [self._planned(row, known) for row in rows]

    def _planned(self, row: Row, known: Known) -> Planned:
        values = row.values
        keys = [
            ("UPN", values.get("upn")),
            ("Former UPN", values.get("former_upn")),
            ("Last name", name_of(values["forename"], values["surname"], values["born_on"])),
        ]
        for column, key in keys:
            first = self.seen.setdefault(key, row.number) if key else row.number
            # Two pupils may share names and birthday where each has a UPN.
            if first != row.number and not (column == "Last name" and values.get("upn")):
                return row.rejected(column, f"the same pupil stands in row {first} already")
        return RowPlan(row, known, self.school, self.as_at, self.source).plan()

    def write(self, planned: list[Planned]) -> None:
        writing.write(planned, self.school, self.by)

    def undo(self, done: list[Any]) -> None:
        writing.undo(done, self.school, self.by)
