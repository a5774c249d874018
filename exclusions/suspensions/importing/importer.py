"""The import of suspensions: preview row by row, written whole or not at all, read twice without harm.

A row is known again by pupil, school, category and first day. What was recorded in the portal is never
changed by a file. Nothing is refused for more than 45 days in a year: the file says what happened, and
the row carries a warning.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from exclusions.suspensions.days import Days, in_days
from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.enums import Origin, State, SuspensionKind
from exclusions.suspensions.importing import writing
from exclusions.suspensions.importing.columns import COLUMNS
from exclusions.suspensions.importing.known import KnownRecords, Record
from exclusions.suspensions.packs.reasons import problem_with
from exclusions.suspensions.packs.thresholds import YEAR_LIMIT
from exclusions.suspensions.proposing import propose
from exclusions.suspensions.services.telling import tell_virtual_school
from portal.accounts.enums import Power
from portal.bulk.enums import Fate
from portal.bulk.importer import Importer, Planned, Problem, Row
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.calendars.arithmetic import academic_year_span
from schools.calendars.services import Calendar, academic_year_of, prepare_calendars
from schools.links.options import SchoolOptions
from schools.links.standing import standing_of
from schools.pupils.codes import YES
from schools.pupils.importing.known import Known, name_of
from schools.pupils.models import Pupil
from schools.register.models import School
from schools.register.numbers import schools_numbered

NOT_YOURS = "is no school for which you may record suspensions"
NOT_SAID = "is empty: choose the school on the page before, or name it here"
# Duties of what began longer ago are history: deriving them would help nobody.
RECENT = timedelta(days=60)


class Rejected(Exception):
    """Why a row cannot be taken: column and reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


class SuspensionOptions(SchoolOptions):
    """Whose suspensions they are, where the file does not say."""

    power = Power.RECORD_SUSPENSIONS
    not_yours = "You can record suspensions of no school with this URN"
    urn_help = "The URN, from the school’s page. Leave it empty where the file names each pupil’s school."

    def choice(self, schools: list[tuple[Any, str]]) -> forms.TypedChoiceField:
        named = [("", "The file names each pupil’s school"), *schools] if len(schools) > 1 else schools
        return forms.TypedChoiceField(
            label="School", choices=named, coerce=int, empty_value=None, required=False
        )


class SuspensionImporter(Importer):
    """Adds records and corrects those that came by file before."""

    kind, title, noun = "suspensions", "Suspensions and permanent exclusions", "record"
    permission = "suspensions.record_suspension"
    intro = (
        "From your own system as a workbook or CSV: what a school has typed there need not be typed again. A "
        "record is known again by pupil, category and first day: the same file twice changes nothing. What "
        "was recorded in the portal stays as it is. Duties are worked out for the last 60 days."
    )
    columns = COLUMNS
    options_form = SuspensionOptions

    def begin(self) -> None:
        """Raises Refused where the person may no longer record for the school."""
        self.scope = standing_of(self.by).scope(Power.RECORD_SUSPENSIONS) if self.by else None
        urn = self.options.get("urn")
        self.school = School.objects.filter(urn=urn).first() if urn else None
        if not self.scope or (self.school is not None and self.school.pk not in self.scope):
            raise Refused("You can no longer record suspensions for this school.")
        self.seen: dict[Any, int] = {}
        self.in_file: dict[int, list[tuple[Days, int]]] = defaultdict(list)
        self.recent: set[int] = set()
        self.in_care = 0

    def about(self) -> list[str]:
        return [str(self.options["urn"])] if self.options.get("urn") else []

    def plan(self, rows: list[Row]) -> Iterator[Planned]:
        schools = self._schools(rows)
        here = []
        for row in rows:
            number = row.values.get("school")
            school = schools.get(number) if number else self.school
            if school is None:
                yield row.rejected("School", NOT_YOURS if number else NOT_SAID)
                continue
            for name in ("surname", "forename"):
                row.values.setdefault(name, "")
            row.values.setdefault("born_on", None)
            row.values["school_id"] = school.pk
            here.append((row, school))
        pupils = Known(row.values for row, _ in here)
        calendars = prepare_calendars({school.pk for _, school in here})
        found = [(row, school, self._pupil(row, school, pupils)) for row, school in here]
        known = KnownRecords({pupil.pk for _, _, pupil in found if isinstance(pupil, Pupil)})
        for row, school, pupil in found:
            if isinstance(pupil, Rejected):
                yield row.rejected(pupil.column, pupil.reason)
            else:
                yield self._planned(row, school, pupil, known, pupils, calendars[school.pk])

    def _schools(self, rows: list[Row]) -> Mapping[Any, School]:
        """The schools that rows name, where the person may record."""
        found = schools_numbered(row.values.get("school") for row in rows)
        assert self.scope is not None  # noqa: S101 -- begin() has refused
        return {number: school for number, school in found.items() if school.pk in self.scope}

    def _pupil(self, row: Row, school: School, known: Known) -> Pupil | Rejected:
        """Whom the row is about: somebody who is or was on this school's roll."""
        values = row.values
        if upn := values.get("upn"):
            pupil = known.by_upn.get(upn) or known.by_former_upn.get(upn)
            if pupil is None or not known.is_on_roll(pupil, school):
                return Rejected(
                    "UPN", "is no pupil’s who is or was on this school’s roll: import the roll first"
                )
            return pupil
        if not (values["surname"] and values["forename"] and values["born_on"]):
            return Rejected("UPN", "is empty: give it, or last name, first name and date of birth")
        named = name_of(values["forename"], values["surname"], values["born_on"])
        alike = known.by_name[school.pk, named]
        if len(alike) != 1:
            reason = "no pupil of this school has this name and date of birth"
            two = "two pupils here have this name and date of birth: give the UPN"
            return Rejected("Last name", two if alike else reason)
        return alike[0]

    def _planned(
        self,
        row: Row,
        school: School,
        pupil: Pupil,
        known: KnownRecords,
        facts: Known,
        calendar: Calendar,
    ) -> Planned:
        label = f"{pupil.full_name}, {row.values['kind']} from {plain_date(row.values['starts_on'])}"
        try:
            wanted = self._wanted(row, calendar)
            self._check_file(row, pupil, wanted)
            record = known.same(pupil.pk, school.pk, row.values["kind"], wanted.starts_on)
            self._check_records(pupil, wanted, record, known)
        except Rejected as rejected:
            return row.rejected(rejected.column, rejected.reason, label)
        self.in_file[pupil.pk].append((wanted.days, row.number))
        if record is not None:
            return self._again(row, label, record, wanted)
        self._warn(row, pupil, wanted, known)
        columns = wanted.columns() | writing.position(pupil, school, wanted.starts_on, facts)
        work = writing.New(pupil, school, columns)
        changes = {"Length": ("", in_days(wanted.days.sessions))} if wanted.days else {}
        return row.planned(Fate.NEW, label, work=work, changes=changes)

    def _wanted(self, row: Row, calendar: Calendar) -> writing.Wanted:
        """What the row says, its days by the school's calendar."""
        values = row.values
        codes = [code for n in (1, 2, 3) if (code := values.get(f"reason_{n}"))]
        if problem := problem_with(codes, values["starts_on"]):
            raise Rejected("Reason", problem.rstrip("."))
        kind = SuspensionKind(values["kind"])
        days = Days() if kind == SuspensionKind.PERMANENT else self._days(row, kind, calendar)
        return writing.Wanted(
            kind=kind,
            starts_on=days.first if days else values["starts_on"],
            days=days,
            reasons=(*codes, "", "")[:3],
            what_happened=values.get("what_happened") or "",
        )

    def _days(self, row: Row, kind: SuspensionKind, calendar: Calendar) -> Days:
        values = row.values
        first, last, sessions = values["starts_on"], values.get("ends_on"), values.get("sessions")
        if last and last < first:
            raise Rejected("Last day", "is before the first day")
        from_afternoon = values.get("half") == "pm"
        lunch = kind == SuspensionKind.LUNCHTIME
        if not sessions:
            if last is None:
                raise Rejected("Sessions", "is empty: give the sessions or the last day")
            open_days = calendar.is_school_day(first) + calendar.count(first, last)
            sessions = open_days if lunch else 2 * open_days - from_afternoon
            if sessions <= 0:
                raise Rejected("First day", "no school day lies between the first and the last day")
        if sessions > YEAR_LIMIT:
            raise Rejected("Last day", "more than 45 school days lie between first and last day")
        proposal = propose(calendar, first, sessions, from_afternoon=from_afternoon, lunchtimes=lunch)
        if proposal.is_short:
            raise Rejected("Sessions", "are more than there are school days: check the school’s term dates")
        days = proposal.excluded
        if last and days.last != last:
            row.problems.append(
                Problem(
                    "Last day", f"by the school’s calendar it is {plain_date(days.last)}", is_warning=True
                )
            )
        return days

    def _check_file(self, row: Row, pupil: Pupil, wanted: writing.Wanted) -> None:
        """Raises Rejected where an earlier row of the file says the same, or shares a session."""
        key = (pupil.pk, row.values["school_id"], wanted.kind, wanted.starts_on)
        if (first := self.seen.setdefault(key, row.number)) != row.number:
            raise Rejected("First day", f"the same record stands in row {first} already")
        for days, number in self.in_file[pupil.pk]:
            if on := days.clash(wanted.days):
                raise Rejected(
                    "First day", f"the pupil is suspended on {plain_date(on)} by row {number} already"
                )

    def _check_records(
        self, pupil: Pupil, wanted: writing.Wanted, same: Record | None, known: KnownRecords
    ) -> None:
        """Raises Rejected where a record of the portal shares a session."""
        for record in known.of(pupil.pk):
            if (same is None or record.pk != same.pk) and (on := record.served.clash(wanted.days)):
                raise Rejected(
                    "First day",
                    f"the pupil is suspended on {plain_date(on)} already ({record.reference})",
                )

    def _again(self, row: Row, label: str, record: Record, wanted: writing.Wanted) -> Planned:
        """A record that is here already: the same, or corrected by the file it came with."""
        columns = wanted.columns()
        if not wanted.what_happened:
            # An empty cell leaves what is known.
            del columns["what_happened"]
        differs = {name: value for name, value in columns.items() if record.columns[name] != value}
        if not differs:
            return row.planned(Fate.UNCHANGED, label)
        if record.origin != Origin.IMPORT or record.state != State.RECORDED:
            reason = f"was recorded in the portal ({record.reference}) and differs: correct it there"
            return row.rejected("First day", reason, label)
        changes = writing.in_words(record.columns, differs)
        return row.planned(Fate.CHANGED, label, changes=changes, work=writing.Changed(record.pk, differs))

    def _warn(self, row: Row, pupil: Pupil, wanted: writing.Wanted, known: KnownRecords) -> None:
        """Says where the year's total is more than the law allows."""
        if not wanted.days:
            return
        every = [days for days, _ in self.in_file[pupil.pk]] + [r.served for r in known.of(pupil.pk)]
        first, last = academic_year_span(academic_year_of(wanted.starts_on))
        total = sum(days.within(first, last).sessions for days in every)
        if total > YEAR_LIMIT:
            reason = f"makes {in_days(total)} in the academic year; the law allows 45"
            row.problems.append(Problem("Sessions", reason, is_warning=True))

    def write(self, planned: list[Planned]) -> None:
        assert self.by is not None  # noqa: S101 -- begin() has refused
        writing.write(planned, self.by)
        since = timezone.localdate() - RECENT
        for row in planned:
            if not isinstance(row.work, writing.New):
                continue
            self.in_care += row.work.columns.get("looked_after") == YES
            if row.work.columns["starts_on"] >= since:
                self.recent.add(row.work.pupil.pk)

    def undo(self, done: list[Any]) -> None:
        assert self.by is not None  # noqa: S101 -- begin() has refused
        self.recent |= writing.undo(done, self.by, since=timezone.localdate() - RECENT)

    def finish(self) -> None:
        """Work out what is owed after what happened lately."""
        for pupil in Pupil.objects.filter(pk__in=self.recent):
            derive_pupil(pupil, why="Suspensions were imported.", by=self.by)
        if self.in_care:
            tell_virtual_school(self.in_care)
