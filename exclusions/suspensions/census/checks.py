"""What to mend before the file goes: each record by its number, with what is wrong and how to mend it.

Rules: domain.md 2.2 (reasons), 2.3 (SEN: census rules 2170 and 2175), 2.8 (UPN), 1.4 (sessions).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from exclusions.suspensions.census.records import child_of
from exclusions.suspensions.models import Suspension
from exclusions.suspensions.packs.reasons import problem_with
from schools.pupils.codes import EHC_PLAN, NOT_ASSESSED, SEN_NEED, SEN_PROVISION, SEN_SUPPORT
from schools.pupils.models import YEAR_GROUPS
from schools.pupils.upn import is_temporary

YEARS = dict(YEAR_GROUPS)
# So many records are named under each heading; the number says how many there are.
MOST_NAMED = 25
IN_RECORD = "Open the record, Correct this record."
IN_PUPIL = "Open the record, then the pupil, Details."


def _upn(row: Suspension) -> str:
    return "" if child_of(row).upn else "No UPN"


def _temporary(row: Suspension) -> str:
    upn = child_of(row).upn or ""
    return "The UPN is a temporary one" if upn and is_temporary(upn) else ""


def _sex(row: Suspension) -> str:
    return "" if child_of(row).sex else "Sex is not recorded"


def _reasons(row: Suspension) -> str:
    given = (row.reason_1, row.reason_2, row.reason_3)
    if not row.reason_1:
        return "No reason"
    if row.reason_3 and not row.reason_2:
        return "A third reason and no second one"
    return problem_with([code for code in given if code], row.starts_on)


def _year(row: Suspension) -> str:
    return "" if row.year_group in YEARS else "No year group"


def _sen(row: Suspension) -> str:
    return "" if row.sen_provision in SEN_PROVISION else "No SEN provision, not even “none”"


def _need(row: Suspension) -> str:
    if row.sen_provision in (SEN_SUPPORT, EHC_PLAN) and row.sen_need not in SEN_NEED:
        return f"{SEN_PROVISION[row.sen_provision]} without a type of need"
    if row.sen_need == NOT_ASSESSED and row.sen_provision != SEN_SUPPORT:
        return f"{NOT_ASSESSED} goes with SEN support only"
    return ""


def _sessions(row: Suspension) -> str:
    return "" if row.is_permanent or row.sessions else "No sessions"


def _school(row: Suspension) -> str:
    return "The school has no establishment number" if row.school.establishment_number is None else ""


def _roll(row: Suspension) -> str:
    return "" if getattr(row, "was_on_roll", True) else "Not on the school’s roll on the first day"


@dataclass(frozen=True)
class Check:
    """`problem` says what is wrong with a record, in a few words; empty where nothing is."""

    title: str
    mend: str
    problem: Callable[[Suspension], str]
    # The census refuses the record, or asks about it.
    refuses: bool = True


CHECKS = (
    Check("UPN", f"{IN_PUPIL} Enter the UPN.", _upn),
    Check("Reasons", f"{IN_RECORD} Choose up to three reasons that hold on the first day.", _reasons),
    Check("Sessions", f"{IN_RECORD} Enter how many school days.", _sessions),
    Check("Sex", f"{IN_PUPIL} Enter the sex.", _sex),
    Check(
        "Year group",
        "Import the roll with year groups, or change it on the pupil’s page; then correct the record.",
        _year,
    ),
    Check(
        "Special educational needs",
        f"{IN_PUPIL} Add what held on the first day; then correct the record, so that it is read anew.",
        _sen,
    ),
    Check("Establishment number", "Ask an administrator to refresh the register of schools.", _school),
    Check("Type of need", f"{IN_PUPIL} Add the type of need; then correct the record.", _need, refuses=False),
    Check("Temporary UPN", f"{IN_PUPIL} Enter the permanent UPN, once you have it.", _temporary, False),
    Check(
        "Roll",
        "Check the first day, and the pupil’s first and last day on the roll.",
        _roll,
        refuses=False,
    ),
)


@dataclass
class Finding:
    """What a check has found: how many records, and the first of them as (record, what is wrong)."""

    check: Check
    number: int = 0
    named: list[tuple[Suspension, str]] = field(default_factory=list)


@dataclass
class Checked:
    """All records of a file: how many, of which kind, and what was found."""

    records: int
    permanent: int
    findings: list[Finding]

    @property
    def suspensions(self) -> int:
        return self.records - self.permanent

    @property
    def refused(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.check.refuses]

    @property
    def asked(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.check.refuses]


def check_all(rows: Iterable[Suspension]) -> Checked:
    """Every record held against every check, in one reading of the rows."""
    findings = [Finding(check) for check in CHECKS]
    records = permanent = 0
    for row in rows:
        records += 1
        permanent += row.is_permanent
        for finding in findings:
            _look(finding, row)
    return Checked(records, permanent, [finding for finding in findings if finding.number])


def _look(finding: Finding, row: Suspension) -> None:
    problem = finding.check.problem(row)
    if problem:
        finding.number += 1
        if finding.number <= MOST_NAMED:
            finding.named.append((row, problem))
