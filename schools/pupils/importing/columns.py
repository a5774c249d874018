"""The columns of a file of pupils, and what their cells mean."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.bulk.cells import choice, day, text, yes_no
from portal.bulk.importer import Column
from schools.pupils.codes import ETHNICITY, LANGUAGE, NO, SEN_NEED, SEN_PROVISION, YES, is_value
from schools.pupils.enums import FactKind
from schools.pupils.models import YEAR_GROUPS, Enrolment, Pupil
from schools.pupils.upn import tidy_upn, validate_upn
from schools.pupils.years import may_be_a_pupil
from schools.register.numbers import school_number

YEAR_IN_WORDS = re.compile(r"(?:year|yr|y)?\s*0*(\d{1,2})", re.IGNORECASE)
YEAR_CODES = dict(YEAR_GROUPS)
NURSERY_AND_RECEPTION = {"E1": "N1", "E2": "N2", "REC": "R", "0": "R", "00": "R"}


def upn(cell: str) -> str:
    """A UPN whose check letter fits; empty where the cell is."""
    tidy = tidy_upn(cell)
    if tidy:
        try:
            validate_upn(tidy)
        except ValidationError as error:
            raise ValueError("; ".join(error.messages)) from None
    return tidy


def year_group(cell: str) -> str:
    """`7`, `07`, `Year 7`, `Y7`, `R`, `N2`: the code of a year group."""
    tidy = NURSERY_AND_RECEPTION.get(cell.strip().upper(), " ".join(cell.split()))
    number = YEAR_IN_WORDS.fullmatch(tidy)
    return choice(YEAR_CODES)(number[1] if number else tidy)


def ethnicity(cell: str) -> str:
    """A main or finer code of ethnicity, or its words."""
    tidy = cell.strip().upper()
    return tidy if is_value(FactKind.ETHNICITY, tidy) else choice(ETHNICITY)(cell)


def language(cell: str) -> str:
    """A code of a language, main set or single language, or its words."""
    tidy = cell.strip().upper()
    return tidy if is_value(FactKind.FIRST_LANGUAGE, tidy) else choice(LANGUAGE)(cell)


def free_meals(cell: str) -> str:
    """Y or N; empty where the cell is."""
    return "" if not cell.strip() else YES if yes_no(cell) else NO


def birthday(cell: str) -> date | None:
    """A date of birth in the past."""
    born_on = day(cell)
    if born_on and not may_be_a_pupil(born_on, timezone.localdate()):
        raise ValueError(f'"{cell.strip()[:40]}" is not the date of birth of a school pupil')
    return born_on


COLUMNS = (
    Column("School", "school", school_number, also=("URN", "DfE number", "LAESTAB"),
           help="Only where the file holds pupils of several schools: the URN or the DfE number."),
    Column("UPN", "upn", upn, also=("Unique pupil number",), example="A999400120001",
           help="Empty where it is not known yet."),
    Column("Last name", "surname", text(100), needed=True, also=("Surname", "Legal surname"),
           example="Rowan"),
    Column("First name", "forename", text(100), needed=True, also=("Forename", "Legal forename"),
           example="Samuel"),
    Column("Preferred name", "preferred_name", text(100), also=("Preferred forename", "Known as"),
           example="Sam"),
    Column("Date of birth", "born_on", birthday, needed=True, also=("DOB",), example="14/03/2013"),
    Column("Sex", "sex", choice(dict(Pupil.Sex.choices)), also=("Gender",), example="M"),
    Column("Year group", "year_group", year_group, needed=True, also=("Year", "NC year", "NCyearActual"),
           example="9"),
    Column("Enrolment status", "status", choice(dict(Enrolment.Status.choices)), also=("Enrol status",),
           example="C", help="C single, M main dual, S subsidiary dual, G guest."),
    Column("First day", "starts_on", day, also=("Entry date", "Date of entry", "Admission date"),
           example="01/09/2024", help="On this school’s roll. Empty: the day the file speaks about."),
    Column("Last day", "ends_on", day, also=("Leaving date", "Date of leaving"),
           help="Only for pupils who have left or will leave."),
    Column("Ethnicity", "ethnicity", ethnicity, also=("Ethnicity code",), example="MWBC"),
    Column("First language", "first_language", language, also=("Language",), example="ENG"),
    Column("SEN provision", "sen_provision", choice(SEN_PROVISION), also=("SEN status",), example="K",
           help="N none, K SEN support, E EHC plan."),
    Column("SEN need 1", "need_1", choice(SEN_NEED), also=("SEN type 1", "Primary SEN need"),
           example="SEMH"),
    Column("SEN need 2", "need_2", choice(SEN_NEED), also=("SEN type 2", "Secondary SEN need")),
    Column("Free school meals", "free_meals", free_meals, also=("FSM", "FSM eligible"), example="no"),
    Column("Former UPN", "former_upn", upn),
)  # fmt: skip
