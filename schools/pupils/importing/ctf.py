"""The Common Transfer File: XML in which schools pass pupils on (DfE specification, CTF 15 to 25).

Its pupils become rows under the headings of our own columns, so that everything after is the same. What
the portal does not keep (contacts, attendance, assessments) is passed over. Element names are those of
the specification: `CTfile/CTFpupilData/Pupil`, with `Sex` since 2023 and `Gender` before.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from portal.bulk.reading import Rejection, Sheet, Unusable

SIMPLE = {
    "UPN": "UPN",
    "Last name": "Surname",
    "First name": "Forename",
    "Preferred name": "BasicDetails/PreferredForename",
    "Date of birth": "DOB",
    "Year group": "BasicDetails/NCyearActual",
    "Enrolment status": "BasicDetails/EnrolStatus",
    "Ethnicity": "BasicDetails/Ethnicity",
    "Former UPN": "BasicDetails/FormerUPN",
}
FIRST_LANGUAGE = "F"


class TransferFile(Sheet):
    """The pupils of a Common Transfer File; row 2 is the first pupil, as in a table of them."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        if not file.read(1):
            raise Unusable(f"{name} is empty.")
        file.seek(0)
        self._pupils = self._read(file)
        self.header = [*SIMPLE, "Sex", "First language", "SEN provision", "SEN need 1", "SEN need 2",
                       "Free school meals"]  # fmt: skip

    def rows(self) -> Iterator[tuple[int, list[str] | Rejection]]:
        """As `Sheet.rows`, one row a pupil. Raises Unusable where the XML breaks off or hides a bomb."""
        for number, pupil in enumerate(self._pupils, start=2):
            yield number, _cells(pupil)

    def _read(self, file: BinaryIO) -> Iterator[Element]:
        """Pupil after pupil, each forgotten once it is read: a file of thousands fills no memory."""
        depth, root = 0, ""
        try:
            for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                tag = element.tag.rpartition("}")[2]
                if event == "start":
                    depth += 1
                    root = root or tag
                    if root != "CTfile":
                        raise Unusable(f"{self.name} is XML, but not a common transfer file (CTfile).")
                    continue
                depth -= 1
                if tag == "Pupil" and depth == 2:
                    yield _without_namespaces(element)
                    element.clear()
        except DefusedXmlException:
            raise Unusable(
                f"{self.name} declares entities, which no transfer file does: it is not read."
            ) from None
        except (ParseError, ValueError, LookupError):
            raise Unusable(
                f"{self.name} is not well-formed XML: export it from your system again, and do not edit it."
            ) from None


def _without_namespaces(element: Element) -> Element:
    for part in element.iter():
        part.tag = part.tag.rpartition("}")[2]
    return element


def _cells(pupil: Element) -> list[str]:
    provision, needs = _sen(pupil)
    sex = _said(pupil, "Sex") or _said(pupil, "Gender")
    return [
        *(_said(pupil, path) for path in SIMPLE.values()),
        sex,
        _first_language(pupil),
        provision,
        *needs,
        _free_meals(pupil),
    ]


def _said(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _first_language(pupil: Element) -> str:
    for language in pupil.findall("BasicDetails/Languages/Type"):
        if _said(language, "LanguageType") in ("", FIRST_LANGUAGE):
            return _said(language, "Language")
    return ""


def _sen(pupil: Element) -> tuple[str, list[str]]:
    """The latest provision, and the first two needs by rank."""
    history = sorted(pupil.findall("SENhistory/SEN"), key=lambda sen: _said(sen, "StartDate"))
    provision = _said(history[-1], "SENprovision") if history else ""
    needs = sorted(pupil.findall("SENhistory/SENneeds/SENneed"), key=lambda need: _said(need, "NeedRank"))
    types = [_said(need, "NeedType") for need in needs[:2]]
    return provision, [*types, "", ""][:2]


def _free_meals(pupil: Element) -> str:
    """Eligible where the last period in England has no end (CTF FSMhistory)."""
    periods = [
        period
        for period in pupil.findall("FSMhistory/FSMinstance")
        if _said(period, "UKcountry") in ("", "ENG")
    ]
    if not periods:
        return ""
    latest = max(periods, key=lambda period: _said(period, "FSMstartDate"))
    return "no" if _said(latest, "FSMendDate") else "yes"
