"""Links from a spreadsheet: a row says who stands with a school in which capacity, from when to when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.bulk.cells import choice, day, text
from portal.bulk.enums import Fate
from portal.bulk.importer import Column, Importer, Planned, Row
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.links.models import CAPACITIES, ONE_AT_A_TIME, Link
from schools.links.services import add_link, end_link, in_words
from schools.register.models import School
from schools.register.numbers import school_number, schools_numbered

# Links that ended longer ago are in nobody's way.
LOOKS_BACK = timedelta(days=800)
Key = tuple[int, str]


@dataclass(frozen=True)
class Known:
    """A link as it was before this import, or as an earlier row of the file makes it."""

    pk: int | None
    user_id: int
    name: str
    starts_on: date
    ends_on: date | None

    def overlaps(self, starts_on: date, ends_on: date | None) -> bool:
        begins_in_time = ends_on is None or self.starts_on <= ends_on
        return begins_in_time and (self.ends_on is None or self.ends_on >= starts_on)


class LinkImporter(Importer):
    """A file adds links and changes last days; what it does not name stays as it is."""

    kind, title, noun = "links", "Who stands with which school", "link"
    permission = "links.manage_links"
    intro = (
        "A table with a row for each link. Where a school has only one person in a capacity, whoever does it "
        "now ends the day before, and their open work goes over where the first day has come. Links that the "
        "file does not name stay as they are."
    )
    can_undo = False
    columns = (
        Column("School", "school", school_number, needed=True, also=("URN", "DfE number", "LAESTAB"),
               example="990001", help="URN or DfE number."),
        Column("Capacity", "capacity", choice(dict(CAPACITIES)), needed=True, also=("Role",),
               example="Lead social worker"),
        Column("Email", "email", text(254), needed=True, also=("Email address", "Person"),
               example="a.osei@example.org", help="Somebody who has been invited to the portal."),
        Column("First day", "starts_on", day, needed=True, also=("From", "Start"), example="01/09/2026"),
        Column("Last day", "ends_on", day, also=("Until", "To", "End"), example="",
               help="Leave empty until it is known."),
        Column("Note", "note", text(200), example="", help="For a new link only."),
    )  # fmt: skip

    def begin(self) -> None:
        """Read the links once, before this import writes: what it writes must not change what it plans."""
        if self.by is None or not self.by.has_perm(self.permission):
            raise Refused("You can no longer say who stands with which school.")
        self.known: dict[Key, list[Known]] = defaultdict(list)
        rows = Link.objects.not_over(timezone.localdate() - LOOKS_BACK).order_by("starts_on", "pk")
        fields = ("school_id", "capacity", "pk", "user_id", "user__name", "starts_on", "ends_on")
        for school_id, capacity, *rest in rows.values_list(*fields).iterator(chunk_size=2000):
            self.known[school_id, capacity].append(Known(*rest))
        self.said: dict[Key, list[tuple[int, Known]]] = defaultdict(list)

    def plan(self, rows: list[Row]) -> Iterable[Planned]:
        schools, people = schools_numbered(row.values["school"] for row in rows), _people(rows)
        return [self._planned(row, schools, people) for row in rows]

    def _planned(self, row: Row, schools: dict[Any, School], people: dict[str, User]) -> Planned:
        values = row.values
        school, person = schools.get(values["school"]), people.get(values["email"].lower())
        if school is None:
            return row.rejected("School", "is no school of the register here")
        label = f"{school.name}, {in_words(values['capacity'])}"
        if person is None:
            return row.rejected("Email", "belongs to nobody who can sign in: invite them first", label)
        label = f"{label}: {person.name}"
        starts_on, ends_on = values["starts_on"], values.get("ends_on")
        if ends_on is not None and ends_on < starts_on:
            return row.rejected("Last day", "is before the first day", label)
        if ends_on is not None and ends_on < timezone.localdate() - LOOKS_BACK:
            return row.rejected("Last day", "is too long ago", label)
        key = (school.pk, values["capacity"])
        mine = Known(None, person.pk, person.name, starts_on, ends_on)
        for number, earlier in self.said[key]:
            if _in_the_way(earlier, mine, values["capacity"]):
                return row.rejected("School", f"row {number} says who does this then", label)
        planned = self._against_known(row, label, school, person, mine)
        if planned.fate != Fate.REJECTED:
            self.said[key].append((row.number, mine))
        return planned

    def _against_known(self, row: Row, label: str, school: School, person: User, mine: Known) -> Planned:
        known = self.known[school.pk, row.values["capacity"]]
        others = [k for k in known if _in_the_way(k, mine, row.values["capacity"])]
        own = next((k for k in known if (k.user_id, k.starts_on) == (person.pk, mine.starts_on)), None)
        if own is not None:
            return self._own(row, label, own, mine, [k for k in others if k is not own])
        for other in others:
            if other.user_id == person.pk or other.starts_on >= mine.starts_on:
                reason = f"{other.name} does this from {plain_date(other.starts_on)}: end that link first"
                return row.rejected("First day", reason, label)
        work = ("add", school, person)
        if not others:
            return row.planned(Fate.NEW, label, work=(row.values, *work))
        changes = {"Person": (", ".join(other.name for other in others), person.name)}
        return row.planned(Fate.CHANGED, label, changes=changes, work=(row.values, *work))

    def _own(self, row: Row, label: str, own: Known, mine: Known, others: list[Known]) -> Planned:
        """The person has this link already: only its last day may change, and no past."""
        if own.ends_on == mine.ends_on:
            return row.planned(Fate.UNCHANGED, label)
        if own.ends_on is not None and own.ends_on < timezone.localdate():
            return row.rejected("Last day", f"cannot change: the link ended {plain_date(own.ends_on)}", label)
        if others:
            return row.rejected("Last day", f"runs into the link of {others[0].name}", label)
        changes = {"Last day": (plain_date(own.ends_on) or "none", plain_date(mine.ends_on) or "none")}
        return row.planned(Fate.CHANGED, label, changes=changes, work=(row.values, "end", own.pk, None))

    def write(self, planned: list[Planned]) -> None:
        if self.by is None:
            raise Refused("Whose import this is, is not known.")
        for row in planned:
            values, verb, subject, person = row.work
            ends_on = values.get("ends_on")
            if verb == "end":
                end_link(link=Link.objects.get(pk=subject), ends_on=ends_on, by=self.by)
                continue
            add_link(
                user=person,
                school=subject,
                capacity=values["capacity"],
                starts_on=values["starts_on"],
                ends_on=ends_on,
                note=values.get("note", ""),
                replaces=True,
                hands_over=True,
                by=self.by,
            )


def _in_the_way(one: Known, other: Known, capacity: str) -> bool:
    """Of some capacities a school has one at a time; of the others nobody has two links at once."""
    alone = capacity in ONE_AT_A_TIME or one.user_id == other.user_id
    return alone and one.overlaps(other.starts_on, other.ends_on)


def _people(rows: list[Row]) -> dict[str, User]:
    """Active people by address. Addresses are kept in lower case, so that the index finds them."""
    addresses = {row.values["email"].lower() for row in rows}
    return {
        person.email.lower(): person for person in User.objects.filter(is_active=True, email__in=addresses)
    }
