"""What would become of one row: whose it is, and what of it is new. Reads only."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.bulk.enums import Fate
from portal.bulk.importer import Planned, Problem, Row
from portal.core.templatetags.portal import plain_date
from schools.pupils.codes import EHC_PLAN, NOT_ASSESSED, SEN_SUPPORT, in_words
from schools.pupils.enums import FactKind, FactSource, LeavingReason
from schools.pupils.importing.known import Known, name_of
from schools.pupils.models import YEAR_GROUPS, Enrolment, Pupil, PupilFact
from schools.pupils.services.acting import FURTHEST_AHEAD, ONE_DAY
from schools.pupils.services.rolls import EXCLUDES
from schools.pupils.upn import is_temporary
from schools.pupils.years import NOT_FOLLOWED, expected_year
from schools.register.models import School

# Heading of each field of the pupil's own row.
OWN = {
    "surname": "Last name",
    "forename": "First name",
    "preferred_name": "Preferred name",
    "born_on": "Date of birth",
    "sex": "Sex",
}
FACTS = {
    "ethnicity": FactKind.ETHNICITY,
    "first_language": FactKind.FIRST_LANGUAGE,
    "sen_provision": FactKind.SEN_PROVISION,
    "free_meals": FactKind.FREE_MEALS,
}
YEARS = dict(YEAR_GROUPS)


class Rejected(Exception):
    """The row cannot be imported."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


@dataclass
class Work:
    """What writing a row does. Pupil, enrolment and facts are as they will be; `before` is as they were."""

    pupil: Pupil
    urn: int
    is_new: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    enrolment: Enrolment | None = None
    enrolment_before: dict[str, Any] = field(default_factory=dict)
    former_upn: str = ""
    new_facts: list[PupilFact] = field(default_factory=list)
    # Facts that end, or are withdrawn where the new value holds from the same day: (fact, last day or None).
    ended: list[tuple[PupilFact, date | None]] = field(default_factory=list)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)


class RowPlan:
    """One row of the file of one school, about one day."""

    def __init__(self, row: Row, known: Known, school: School, as_at: date, source: FactSource) -> None:
        self.row, self.values, self.known = row, row.values, known
        self.school, self.as_at, self.source = school, as_at, source

    @property
    def label(self) -> str:
        return (
            f"{self.values['forename']} {self.values['surname']}, born {plain_date(self.values['born_on'])}"
        )

    def plan(self) -> Planned:
        try:
            self._check_days()
            work = self._whose()
            if self._has_left_already(work):
                return self.row.planned(Fate.UNCHANGED, self.label)
            self._own_details(work)
            self._upn(work)
            self._enrolment(work)
            self._facts(work)
            self._needs(work)
        except Rejected as error:
            return self.row.rejected(error.column, error.reason, self.label)
        self._warn()
        if not work.changes:
            return self.row.planned(Fate.UNCHANGED, self.label)
        fate = Fate.NEW if work.is_new else Fate.CHANGED
        return self.row.planned(fate, self.label, changes=work.changes, work=work)

    def _check_days(self) -> None:
        first, last = self.values.get("starts_on"), self.values.get("ends_on")
        if first and first < self.values["born_on"]:
            raise Rejected("First day", "is before the date of birth")
        if last and last < (first or self.values["born_on"]):
            raise Rejected("Last day", "is before the first day")
        if max(filter(None, (first, last)), default=self.as_at) > self.as_at + FURTHEST_AHEAD:
            raise Rejected("First day", "is more than a year ahead")

    def _whose(self) -> Work:
        """The pupil the row is about. Of another school’s pupil nothing is said but that the UPN is taken."""
        values, known = self.values, self.known
        upn = values.get("upn", "")
        pupil = known.by_upn.get(upn) or known.by_former_upn.get(upn)
        if pupil is None and values.get("former_upn"):
            former = values["former_upn"]
            pupil = known.by_upn.get(former) or known.by_former_upn.get(former)
        if pupil is not None:
            if pupil.born_on != values["born_on"] and not known.is_on_roll(pupil, self.school):
                raise Rejected("UPN", "is another pupil’s, with another date of birth: check both")
            return Work(pupil, self.school.urn)
        name = name_of(values["forename"], values["surname"], values["born_on"])
        alike = known.by_name[self.school.pk, name]
        if len(alike) > 1:
            raise Rejected("Last name", "two pupils here have this name and date of birth: give the UPN")
        if not alike:
            new = Pupil(upn=upn or None, born_on=values["born_on"])
            return Work(new, self.school.urn, is_new=True, changes={"UPN": ("", upn)} if upn else {})
        (pupil,) = alike
        if upn and pupil.upn and pupil.upn != upn and not is_temporary(pupil.upn):
            raise Rejected("UPN", "this pupil has another UPN here: check which one is right")
        return Work(pupil, self.school.urn)

    def _own_details(self, work: Work) -> None:
        for name, heading in OWN.items():
            value, now = self.values.get(name), getattr(work.pupil, name)
            if value in (None, "") or (value == now and not work.is_new):
                continue
            work.before[name] = as_json(now)
            if not (work.is_new and name == "born_on"):
                work.changes[heading] = ("" if work.is_new else _words(now), _words(value))
            setattr(work.pupil, name, value)

    def _upn(self, work: Work) -> None:
        upn, now = self.values.get("upn"), work.pupil.upn
        if work.is_new or not upn or upn == now or upn in self.known.by_former_upn:
            return
        work.before["upn"], work.former_upn = now, now or ""
        work.changes["UPN"] = (now or "", upn)
        work.pupil.upn = upn

    def _enrolment(self, work: Work) -> None:
        here = [] if work.is_new else self.known.enrolments[work.pupil.pk]
        open_here = [
            enrolment
            for enrolment in here
            if enrolment.school_id == self.school.pk
            and (enrolment.ends_on is None or enrolment.ends_on >= self.as_at)
        ]
        wanted = self._wanted_enrolment()
        if not open_here:
            self._enrol(work, wanted)
            return
        enrolment = open_here[-1]
        for name, value in wanted.items():
            now = getattr(enrolment, name)
            if value in (None, "") or value == now:
                continue
            work.enrolment, work.enrolment_before[name] = enrolment, as_json(now)
            setattr(enrolment, name, value)
            work.changes[ENROLMENT[name]] = (_in_words(name, now), _in_words(name, value))
        if "year_group" in work.enrolment_before:
            work.enrolment_before["year_since"] = as_json(enrolment.year_since)
            enrolment.year_since = max(self.as_at, enrolment.starts_on)
        if "ends_on" in work.enrolment_before:
            work.enrolment_before["leaving_reason"] = enrolment.leaving_reason
            enrolment.leaving_reason = enrolment.leaving_reason or LeavingReason.OTHER

    def _wanted_enrolment(self) -> dict[str, Any]:
        return {name: self.values.get(name) for name in ENROLMENT}

    def _has_left_already(self, work: Work) -> bool:
        """The row is about a time on this roll that has ended: the pupil is no longer this school's."""
        last = self.values.get("ends_on")
        if work.is_new or last is None or last >= self.as_at:
            return False
        enrolments = self.known.enrolments[work.pupil.pk]
        return any(e.school_id == self.school.pk and e.ends_on == last for e in enrolments)

    def _enrol(self, work: Work, wanted: dict[str, Any]) -> None:
        starts_on, ends_on = wanted["starts_on"] or self.as_at, wanted["ends_on"]
        status = wanted["status"] or Enrolment.Status.SINGLE
        if not work.is_new and self.known.registered_elsewhere(
            work.pupil, self.school, EXCLUDES.get(status, ()), starts_on, ends_on
        ):
            raise Rejected(
                "Enrolment status",
                "the pupil is on another school’s roll at that time: that school must give a last day first, "
                "or both use dual registration (M and S)",
            )
        work.enrolment = Enrolment(
            school=self.school,
            year_group=wanted["year_group"],
            status=status,
            starts_on=starts_on,
            ends_on=ends_on,
            leaving_reason=LeavingReason.OTHER if ends_on else "",
        )
        work.changes["Year group"] = ("", YEARS[wanted["year_group"]])
        work.changes["First day"] = ("", plain_date(starts_on))

    def _facts(self, work: Work) -> None:
        for name, kind in FACTS.items():
            value = self.values.get(name)
            if not value:
                continue
            now = [] if work.is_new else self.known.facts_on(work.pupil, kind, self.as_at)
            if now and now[0].value == value:
                continue
            if self._is_older(work, kind, kind.label):
                continue
            self._replace(work, kind, now, [value])

    def _needs(self, work: Work) -> None:
        wanted = [self.values[name] for name in ("need_1", "need_2") if self.values.get(name)]
        provision = self.values.get("sen_provision") or self._provision_now(work)
        has_needs = provision in (SEN_SUPPORT, EHC_PLAN)
        if wanted and not has_needs:
            raise Rejected("SEN need 1", "goes with SEN support (K) or an EHC plan (E) only")
        if NOT_ASSESSED in wanted and provision != SEN_SUPPORT:
            raise Rejected("SEN need 1", "NSA goes with SEN support (K) only")
        if len(set(wanted)) < len(wanted):
            raise Rejected("SEN need 2", "is the same as the first")
        kind = FactKind.SEN_NEED
        now = [] if work.is_new else self.known.facts_on(work.pupil, kind, self.as_at)
        # No needs in the file leave what is known, unless the provision they belong to is over.
        if [fact.value for fact in now] == wanted or (not wanted and has_needs) or not (wanted or now):
            return
        if not self._is_older(work, kind, kind.label):
            self._replace(work, kind, now, wanted)

    def _provision_now(self, work: Work) -> str:
        now = [] if work.is_new else self.known.facts_on(work.pupil, FactKind.SEN_PROVISION, self.as_at)
        return now[0].value if now else ""

    def _is_older(self, work: Work, kind: FactKind, heading: str) -> bool:
        if work.is_new or not self.known.has_later(work.pupil, kind, self.as_at):
            return False
        reason = "another value is known here from a later day: the file’s is passed over"
        self.row.problems.append(Problem(heading, reason, is_warning=True))
        return True

    def _replace(self, work: Work, kind: FactKind, now: list[PupilFact], values: list[str]) -> None:
        for fact in now:
            work.ended.append((fact, self.as_at - ONE_DAY if fact.starts_on < self.as_at else None))
        work.new_facts += [
            PupilFact(
                kind=kind, value=value, rank=rank, starts_on=self.as_at, source=self.source, as_at=self.as_at
            )
            for rank, value in enumerate(values, start=1)
        ]
        before = ", ".join(fact.value_words for fact in now)
        work.changes[kind.label] = (before, ", ".join(in_words(kind, value) for value in values))

    def _warn(self) -> None:
        expected = expected_year(self.values["born_on"], self.as_at)
        year = self.values["year_group"]
        if year not in (expected, NOT_FOLLOWED):
            fitting = f"; {YEARS[expected]} would" if expected else ""
            reason = f"{YEARS[year]} does not fit the age{fitting}"
            self.row.problems.append(Problem("Year group", reason, is_warning=True))


ENROLMENT = {
    "year_group": "Year group",
    "status": "Enrolment status",
    "starts_on": "First day",
    "ends_on": "Last day",
}


def _in_words(name: str, value: Any) -> str:
    if name == "year_group":
        return YEARS[value]
    if name == "status":
        return Enrolment.Status(value).label
    return _words(value)


def _words(value: Any) -> str:
    if isinstance(value, date):
        return plain_date(value)
    return str(value or "")


def as_json(value: Any) -> Any:
    """A value of a pupil or enrolment as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value
