"""The columns of a file of suspensions, and what their cells mean.

Headings are also those of the schools' systems and of the census. Categories by their codes, `FIXD` of older
files for a suspension (domain.md 2.1).
"""

from datetime import date

from django.utils import timezone

from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.packs.reasons import labels_of_all
from portal.bulk.cells import choice, day, text, whole
from portal.bulk.importer import Column
from schools.pupils.importing.columns import upn
from schools.register.numbers import school_number

MOST_SESSIONS = 90
OLDER_KINDS = {
    "FIXD": SuspensionKind.SUSPENSION,
    "FIXED": SuspensionKind.SUSPENSION,
    "FIXED TERM": SuspensionKind.SUSPENSION,
    "FIXED PERIOD": SuspensionKind.SUSPENSION,
    "PERMANENT": SuspensionKind.PERMANENT,
    "LUNCHTIME": SuspensionKind.LUNCHTIME,
}
HALVES = {"AM": "am", "MORNING": "am", "PM": "pm", "AFTERNOON": "pm"}


def kind(cell: str) -> str:
    """A category by its code, also an older one, or by its words."""
    tidy = " ".join(cell.split()).upper()
    return OLDER_KINDS.get(tidy) or choice(dict(SuspensionKind.choices))(cell)


def reason(cell: str) -> str:
    """A reason code of any year, or its words; whether it counts on the day is asked of the whole row."""
    return choice(labels_of_all())(cell)


def half(cell: str) -> str:
    """`am` or `pm`, the morning where the cell is empty."""
    tidy = cell.strip().upper()
    if not tidy:
        return "am"
    if tidy not in HALVES:
        raise ValueError(f'"{cell.strip()[:40]}" is neither AM nor PM')
    return HALVES[tidy]


def first_day(cell: str) -> date | None:
    """A day that has been, or is about to be."""
    on = day(cell)
    if on and not date(2000, 1, 1) <= on <= date(timezone.localdate().year + 1, 12, 31):
        raise ValueError(f'"{cell.strip()[:40]}" cannot be right: check the year')
    return on


COLUMNS = (
    Column("School", "school", school_number, also=("URN", "DfE number", "LAESTAB", "Estab"),
           example="990001", help="URN or DfE number. May be left out where the file is of one school."),
    Column("UPN", "upn", upn, also=("Unique pupil number",), example="T999400126001",
           help="Or last name, first name and date of birth."),
    Column("Last name", "surname", text(100), also=("Surname", "Legal surname"), example="Rowan"),
    Column("First name", "forename", text(100), also=("Forename", "Legal forename"), example="Sam"),
    Column("Date of birth", "born_on", day, also=("DOB", "Birth date"), example="14/03/2013"),
    Column("Category", "kind", kind, needed=True,
           also=("Exclusion category", "Exclusion type", "Suspension type", "Type"), example="SUSP",
           help="SUSP (or FIXD), PERM or LNCH."),
    Column("First day", "starts_on", first_day, needed=True,
           also=("Start date", "Exclusion start date", "Suspension start date", "Date from"),
           example="16/11/2026"),
    Column("First session", "half", half, also=("Start session", "AM/PM"), example="AM",
           help="AM or PM. Empty: AM."),
    Column("Last day", "ends_on", day, also=("End date", "Exclusion end date", "Date to"),
           example="17/11/2026", help="Or the number of sessions."),
    Column("Sessions", "sessions", whole(MOST_SESSIONS), also=("Number of sessions", "Actual sessions",
           "Exclusion actual number of sessions", "Length (sessions)"), example="4",
           help="Half school days. Empty for a permanent exclusion."),
    Column("Reason", "reason_1", reason, needed=True,
           also=("Main reason", "Reason 1", "Exclusion reason", "Exclusion reason 1"), example="PP"),
    Column("Second reason", "reason_2", reason, also=("Reason 2", "Exclusion reason 2"), example="DB"),
    Column("Third reason", "reason_3", reason, also=("Reason 3", "Exclusion reason 3"), example=""),
    Column("What happened", "what_happened", text(10_000), also=("Comments", "Description", "Details"),
           example="Hit another pupil in the dinner queue."),
)  # fmt: skip
