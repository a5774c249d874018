"""The imports of term dates and of closures. A file adds and changes; what it does not name stays."""

from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Q

from portal.bulk.cells import day, text
from portal.bulk.enums import Fate
from portal.bulk.importer import CHUNK, Column, Importer, Planned, Problem, Row
from portal.bulk.reading import READERS
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.calendars.arithmetic import SATURDAY, academic_year_of
from schools.calendars.changing import (
    follows_authority,
    note_down,
    one_change_at_a_time,
    terms_of,
    why_not_a_run,
    why_not_a_term,
)
from schools.calendars.importing.events import MOST_BYTES
from schools.calendars.importing.files import ClosuresCalendar, TermsCalendar
from schools.calendars.importing.options import DatesOptions
from schools.calendars.models import Closure, Term
from schools.register.models import School

ONE_DAY = timedelta(days=1)
FIRST_DAY = ("Start", "Start date", "Starts", "From", "First", "Term starts")
LAST_DAY = ("End", "End date", "Ends", "To", "Last", "Term ends", "Until")


class DatesImporter(Importer):
    """Dates of the authority, or of the school that `options` name."""

    permission = "calendars.manage_dates"
    options_form = DatesOptions
    # One chunk: rows are held against each other.
    most_rows = CHUNK
    most_bytes = MOST_BYTES
    school: School | None

    def begin(self) -> None:
        """Raises Refused where the person may no longer set these dates."""
        if connection.in_atomic_block:
            # Not while only checking: what is planned now is written in this transaction.
            one_change_at_a_time()
        urn = self.options.get("urn")
        self.school = School.objects.get(urn=urn) if urn else None
        allowed = "calendars.manage_dates" if self.school else "calendars.manage_authority_dates"
        record = [self.school] if self.school else []
        if self.by is None or not self.by.has_perm(allowed, *record):
            raise Refused("You can no longer set these dates.")

    def about(self) -> list[str]:
        return [str(self.options["urn"])] if self.options.get("urn") else []


class TermImporter(DatesImporter):
    """A row is the term of the same days, else of the same name in that year, else the one it overlaps."""

    kind, title, noun = "term-dates", "Term dates", "term"
    intro = (
        "A table with a row for each term, or a calendar file (.ics) with the terms, their first and last "
        "days, every school day, or the holidays. Terms that the file does not name stay as they are."
    )
    columns = (
        Column("Name", "name", text(60), needed=True, also=("Term", "Term name"), example="Autumn term 1"),
        Column("First day", "starts_on", day, needed=True, also=FIRST_DAY, example="02/09/2026",
               help="The first day for pupils."),
        Column("Last day", "ends_on", day, needed=True, also=LAST_DAY, example="23/10/2026",
               help="The last day for pupils."),
    )  # fmt: skip
    readers = MappingProxyType({**READERS, ".ics": TermsCalendar})

    def begin(self) -> None:
        super().begin()
        self.known = list(terms_of(self.school))

    def plan(self, rows: list[Row]) -> list[Planned]:
        meant, refused = self._matched(rows), dict[int, str]()
        while True:
            good = [row for row in rows if row.number not in refused]
            found = self._misfits(good, [meant[row.number] for row in good if row.number in meant])
            if not found:
                return [self._planned(row, meant.get(row.number), refused.get(row.number)) for row in rows]
            # The term that a refused row means stays as it is, where another row may now run into it.
            refused |= found

    def _misfits(self, rows: list[Row], replaced: list[Term]) -> dict[int, str]:
        """Why rows cannot be terms, beside known terms that are not replaced and the rows before them."""
        others = [term for term in self.known if term not in replaced]
        misfits = {}
        for row in rows:
            reason = why_not_a_term(row.values["starts_on"], row.values["ends_on"], others)
            if reason:
                misfits[row.number] = reason
            else:
                others.append(Term(**row.values))
        return misfits

    def _matched(self, rows: list[Row]) -> dict[int, Term]:
        """The known term that each row means, by the row's number; each term at most once."""
        meant: dict[int, Term] = {}
        for is_same in (_has_same_days, _has_same_name, _overlaps):
            for row in rows:
                free = [term for term in self.known if term not in meant.values()]
                found = [term for term in free if is_same(term, **row.values)]
                if row.number not in meant and len(found) == 1:
                    meant[row.number] = found[0]
        return meant

    def _planned(self, row: Row, known: Term | None, refusal: str | None) -> Planned:
        values = row.values
        if refusal:
            return row.rejected("First day", refusal, values["name"])
        label = f"{values['name']}, {_span(values['starts_on'], values['ends_on'])}"
        if known is None:
            self._warn(row)
            return row.planned(Fate.NEW, label, work=(Term(**values, school=self.school), None))
        changes = {
            heading: (_shown(getattr(known, field)), _shown(values[field]))
            for heading, field in (("Name", "name"), ("First day", "starts_on"), ("Last day", "ends_on"))
            if getattr(known, field) != values[field]
        }
        if not changes:
            return row.planned(Fate.UNCHANGED, label)
        return row.planned(Fate.CHANGED, label, changes=changes, work=(known, values))

    def _warn(self, row: Row) -> None:
        year = academic_year_of(row.values["starts_on"])
        if self.school and follows_authority(self.school, year):
            reason = f"the school then has its own dates in {year} to {year + 1}, not the authority’s"
            row.problems.append(Problem("First day", reason, is_warning=True))

    def write(self, planned: list[Planned]) -> None:
        for row in planned:
            term, values = row.work
            before = _stored(term) if values else None
            for field, value in (values or {}).items():
                setattr(term, field, value)
            term.save()
            row.done = {"pk": term.pk, "before": before, "after": _stored(term)}
        if planned:
            note_down("import_terms", self.school, self.by, {"terms": [row.done["after"] for row in planned]})

    def undo(self, done: list[Any]) -> None:
        """Raises Refused where somebody has changed one of the terms since, or put another in its place."""
        restored = []
        for one in done:
            term = Term.objects.filter(pk=one["pk"]).first()
            if term is None or _stored(term) != one["after"]:
                raise Refused(f"{one['after'][0]} has been changed since.")
            if one["before"] is None:
                term.delete()
            else:
                term.name, *days = one["before"]
                term.starts_on, term.ends_on = map(date.fromisoformat, days)
                term.save()
                restored.append(term)
        for term in restored:
            others = terms_of(self.school).exclude(pk=term.pk)
            reason = why_not_a_term(term.starts_on, term.ends_on, others)
            if reason:
                raise Refused(reason)
        note_down("undo_import_terms", self.school, self.by, {"terms": [one["after"] for one in done]})


class ClosureImporter(DatesImporter):
    """A row closes a day, or every weekday of a run."""

    kind, title, noun = "closures", "Closures and INSET days", "closure"
    intro = (
        "A table with a row for each day or run of days, or a calendar file (.ics) with INSET days and "
        "closures. Closures that the file does not name stay as they are."
    )
    columns = (
        Column("Date", "first", day, needed=True, also=("Day", "First day", *FIRST_DAY),
               example="23/11/2026"),
        Column("Last day", "last", day, also=LAST_DAY, help="Only for a run of days."),
        Column("Reason", "reason", text(120), needed=True, also=("Name", "Summary", "Description"),
               example="INSET day"),
    )  # fmt: skip
    readers = MappingProxyType({**READERS, ".ics": ClosuresCalendar})

    def begin(self) -> None:
        super().begin()
        own = Q(school=self.school) if self.school else Q(school=None)
        self.known = dict(Closure.objects.filter(own).values_list("on", "reason"))
        self.seen: dict[date, int] = {}

    def plan(self, rows: list[Row]) -> list[Planned]:
        return [self._planned(row) for row in rows]

    def _planned(self, row: Row) -> Planned:
        first, reason = row.values["first"], row.values["reason"]
        last = row.values.get("last") or first
        refusal = why_not_a_run(first, last)
        if refusal:
            return row.rejected("Date", refusal, reason)
        run = (first + n * ONE_DAY for n in range((last - first).days + 1))
        days = [day for day in run if day.weekday() < SATURDAY]
        if not days:
            return row.rejected("Date", "is a weekend", reason)
        twice = next((self.seen[day] for day in days if day in self.seen), None)
        if twice is not None:
            return row.rejected("Date", f"stands in row {twice} already", reason)
        self.seen |= dict.fromkeys(days, row.number)
        label = f"{reason}, {plain_date(first) if first == last else _span(first, last)}"
        work = [day for day in days if self.known.get(day) != reason]
        if not work:
            return row.planned(Fate.UNCHANGED, label)
        before = {self.known[day] for day in work if day in self.known}
        if not before:
            return row.planned(Fate.NEW, label, work=(work, reason))
        changes = {"Reason": (", ".join(sorted(before)), reason)}
        return row.planned(Fate.CHANGED, label, changes=changes, work=(work, reason))

    def write(self, planned: list[Planned]) -> None:
        for row in planned:
            days, reason = row.work
            row.done = [self._close(on, reason) for on in days]
        if planned:
            days = [on for row in planned for on, *_ in row.done]
            note_down("import_closures", self.school, self.by, {"days": days})

    def _close(self, on: date, reason: str) -> list[str | None]:
        Closure.objects.update_or_create(on=on, school=self.school, defaults={"reason": reason})
        return [on.isoformat(), self.known.get(on), reason]

    def undo(self, done: list[Any]) -> None:
        """Raises Refused where somebody has changed one of the closures since."""
        days = [one for row in done for one in row]
        for on, before, after in days:
            closure = Closure.objects.filter(on=on, school=self.school, reason=after).first()
            if closure is None:
                raise Refused(f"The closure of {plain_date(date.fromisoformat(on))} has been changed since.")
            if before is None:
                closure.delete()
            else:
                closure.reason = before
                closure.save()
        note_down("undo_import_closures", self.school, self.by, {"days": [on for on, *_ in days]})


def _has_same_days(term: Term, starts_on: date, ends_on: date, **rest: Any) -> bool:
    return (term.starts_on, term.ends_on) == (starts_on, ends_on)


def _has_same_name(term: Term, name: str, starts_on: date, **rest: Any) -> bool:
    is_same_year = academic_year_of(term.starts_on) == academic_year_of(starts_on)
    return is_same_year and term.name.casefold() == name.casefold()


def _overlaps(term: Term, starts_on: date, ends_on: date, **rest: Any) -> bool:
    return term.starts_on <= ends_on and starts_on <= term.ends_on


def _stored(term: Term) -> list[str]:
    return [term.name, term.starts_on.isoformat(), term.ends_on.isoformat()]


def _span(first: date, last: date) -> str:
    return f"{plain_date(first)} to {plain_date(last)}"


def _shown(value: str | date) -> str:
    return plain_date(value) if isinstance(value, date) else value
