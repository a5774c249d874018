"""The import of one school's pupils."""

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils import timezone

from portal.accounts.enums import Power
from portal.bulk.importer import Importer, Planned, Row
from portal.bulk.reading import READERS
from portal.core.errors import Refused
from portal.core.forms import DayField
from schools.links.options import SchoolOptions
from schools.links.standing import standing_of
from schools.pupils.enums import FactSource
from schools.pupils.importing import writing
from schools.pupils.importing.columns import COLUMNS
from schools.pupils.importing.ctf import TransferFile
from schools.pupils.importing.known import Known, name_of
from schools.pupils.importing.planning import RowPlan
from schools.register.models import School
from schools.register.numbers import schools_numbered

NOT_YOURS = "is no school whose pupils you may import"
NOT_SAID = "is empty: choose the school on the page before, or name it here"
SOURCES = (FactSource.SCHOOL_SYSTEM, FactSource.CENSUS, FactSource.TRANSFER_FILE)


class PupilOptions(SchoolOptions):
    """Whose roll it is, and the day the file speaks about."""

    power = Power.MANAGE_PUPILS
    not_yours = "You can import pupils of no school with this URN"
    urn_help = "The URN, from the school’s page. Leave it empty where the file names each pupil’s school."

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

    def choice(self, schools: list[tuple[Any, str]]) -> forms.TypedChoiceField:
        named = [("", "The file names each pupil’s school"), *schools] if len(schools) > 1 else schools
        return forms.TypedChoiceField(
            label="School", choices=named, coerce=int, empty_value=None, required=False
        )

    def clean_as_at(self) -> date:
        as_at: date = self.cleaned_data["as_at"]
        if as_at > timezone.localdate():
            raise forms.ValidationError("Enter a day that is not in the future", code="future")
        return as_at

    def options(self) -> dict[str, Any]:
        return {**super().options(), "as_at": self.cleaned_data["as_at"].isoformat()}


class PupilImporter(Importer):
    """Pupils on the roll of one school, or of several that the file names row by row.

    Empty cells leave what is known; pupils not in the file stay.
    """

    kind, title, noun = "pupils", "Pupils", "pupil"
    permission = "pupils.manage_pupils"
    intro = (
        "From your own system as a workbook or CSV, or as a common transfer file (XML). Empty cells leave "
        "what is known here, and pupils who are not in the file stay as they are."
    )
    columns = COLUMNS
    readers = MappingProxyType({**READERS, ".xml": TransferFile})
    options_form = PupilOptions

    def begin(self) -> None:
        """Raises Refused where the person may no longer manage the pupils."""
        self.scope = standing_of(self.by).scope(Power.MANAGE_PUPILS) if self.by else None
        self.school = School.objects.filter(urn=self.options["urn"]).first() if self.options["urn"] else None
        if not self.scope or (self.school is not None and self.school.pk not in self.scope):
            raise Refused("You can no longer manage these pupils.")
        self.as_at = date.fromisoformat(self.options["as_at"])
        self.source = FactSource(self.options["source"])
        self.seen: dict[Any, int] = {}

    def about(self) -> list[str]:
        return [str(self.options["urn"])] if self.options.get("urn") else []

    def plan(self, rows: list[Row]) -> Iterator[Planned]:
        schools = self._schools(rows)
        at_school = []
        for row in rows:
            number = row.values.get("school")
            school = schools.get(number) if number else self.school
            if school is None:
                yield row.rejected("School", NOT_YOURS if number else NOT_SAID)
                continue
            row.values["school_id"] = school.pk
            at_school.append((row, school))
        known = Known(row.values for row, _ in at_school)
        for row, school in at_school:
            yield self._twice(row) or RowPlan(row, known, school, self.as_at, self.source).plan()

    def _schools(self, rows: list[Row]) -> dict[Any, School]:
        """The schools that rows name, where the person may manage pupils."""
        found = schools_numbered(row.values.get("school") for row in rows)
        assert self.scope is not None  # noqa: S101 -- begin() has refused
        return {number: school for number, school in found.items() if school.pk in self.scope}

    def _twice(self, row: Row) -> Planned | None:
        """The rejection of a row about a pupil whom an earlier row is about."""
        values = row.values
        keys = [
            ("UPN", values.get("upn")),
            ("Former UPN", values.get("former_upn")),
            (
                "Last name",
                (values["school_id"], name_of(values["forename"], values["surname"], values["born_on"])),
            ),
        ]
        for column, key in keys:
            first = self.seen.setdefault(key, row.number) if key else row.number
            # Two pupils may share names and birthday where each has a UPN.
            if first != row.number and not (column == "Last name" and values.get("upn")):
                return row.rejected(column, f"the same pupil stands in row {first} already")
        return None

    def write(self, planned: list[Planned]) -> None:
        writing.write(planned, self.by)

    def undo(self, done: list[Any]) -> None:
        writing.undo(done, self.by)
