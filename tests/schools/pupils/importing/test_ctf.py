"""The Common Transfer File: pupils in, bombs and broken files out."""

import io

import pytest

from portal.bulk.enums import State
from portal.bulk.reading import Unusable
from schools.pupils.enums import FactKind
from schools.pupils.importing.ctf import TransferFile
from schools.pupils.models import Pupil, PupilFact
from tests.factories.schools import upn_number

PUPIL = f"""<Pupil>
  <UPN>{upn_number(1)}</UPN><Surname>O’Neill</Surname><Forename>Zoë</Forename><DOB>2013-03-14</DOB><Sex>F</Sex>
  <BasicDetails>
    <FormerUPN></FormerUPN><PreferredForename>Zo</PreferredForename><NCyearActual>9</NCyearActual>
    <Ethnicity>WIRI</Ethnicity>
    <Languages>
      <Type><LanguageType>H</LanguageType><Language>GLE</Language></Type>
      <Type><LanguageType>F</LanguageType><Language>ENG</Language></Type>
    </Languages>
    <EnrolStatus>C</EnrolStatus>
  </BasicDetails>
  <FSMhistory>
    <FSMinstance>
      <FSMstartDate>2022-09-01</FSMstartDate><FSMendDate>2023-07-01</FSMendDate><UKcountry>ENG</UKcountry>
    </FSMinstance>
    <FSMinstance><FSMstartDate>2025-09-01</FSMstartDate><UKcountry>ENG</UKcountry></FSMinstance>
  </FSMhistory>
  <SENhistory>
    <SEN><StartDate>2024-09-01</StartDate><SENprovision>E</SENprovision></SEN>
    <SEN><StartDate>2022-09-01</StartDate><SENprovision>K</SENprovision></SEN>
    <SENneeds>
      <SENneed><NeedRank>2</NeedRank><NeedType>SLCN</NeedType></SENneed>
      <SENneed><NeedRank>1</NeedRank><NeedType>ASD</NeedType></SENneed>
    </SENneeds>
  </SENhistory>
  <Contacts><Contact><Surname>Parent</Surname></Contact></Contacts>
</Pupil>"""


def ctf(*pupils, attributes=""):
    return (
        f'<?xml version="1.0" encoding="utf-8"?><CTfile{attributes}><Header>'
        f"<DocumentName>Common Transfer File</DocumentName></Header>"
        f"<CTFpupilData>{''.join(pupils)}</CTFpupilData></CTfile>"
    ).encode()


def read(content):
    sheet = TransferFile(io.BytesIO(content), "pupils.xml")
    return [dict(zip(sheet.header, cells, strict=True)) for _, cells in sheet.rows()]


@pytest.mark.parametrize("attributes", ["", ' xmlns="http://www.dfe.gov.uk/ctf"'])
def test_a_pupil_becomes_a_row_of_our_own_columns(attributes):
    assert read(ctf(PUPIL, attributes=attributes)) == [
        {
            "UPN": upn_number(1),
            "Last name": "O’Neill",
            "First name": "Zoë",
            "Preferred name": "Zo",
            "Date of birth": "2013-03-14",
            "Year group": "9",
            "Enrolment status": "C",
            "Ethnicity": "WIRI",
            "Former UPN": "",
            "Sex": "F",
            "First language": "ENG",
            "SEN provision": "E",
            "SEN need 1": "ASD",
            "SEN need 2": "SLCN",
            "Free school meals": "yes",
        }
    ]


def test_former_versions_say_gender():
    assert read(ctf(PUPIL.replace("<Sex>F</Sex>", "<Gender>F</Gender>")))[0]["Sex"] == "F"


def test_free_meals_that_have_ended_are_no_more():
    ended = PUPIL.replace(
        "<FSMstartDate>2025-09-01</FSMstartDate>", "<FSMstartDate>2021-09-01</FSMstartDate>"
    )

    assert read(ctf(ended))[0]["Free school meals"] == "no"


def test_a_pupil_without_histories_has_empty_cells():
    row = read(ctf("<Pupil><Surname>Birch</Surname></Pupil>"))[0]

    assert {value for name, value in row.items() if name != "Last name"} == {""}


def test_a_transfer_file_brings_a_pupil_in(bring_in):
    item = bring_in(content=ctf(PUPIL), name="9994001_CTF_9994002_001.xml")

    assert (item.state, item.new) == (State.APPLIED, 1)
    pupil = Pupil.objects.get()
    assert (pupil.full_name, pupil.preferred_name) == ("Zoë O’Neill", "Zo")
    assert list(
        PupilFact.objects.filter(kind=FactKind.SEN_NEED).order_by("rank").values_list("value", flat=True)
    ) == ["ASD", "SLCN"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"UPN,Surname", "is not well-formed XML"),
        (b"PK\x03\x04\0\0", "is not well-formed XML"),
        (b"<html><body/></html>", "is XML, but not a common transfer file"),
        (ctf(PUPIL)[:-60], "is not well-formed XML"),
        (b'<?xml version="1.0" encoding="klingon"?><CTfile/>', "is not well-formed XML"),
        (
            b'<!DOCTYPE CTfile [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><CTfile>&b;</CTfile>',
            "declares entities",
        ),
        (b'<!DOCTYPE CTfile SYSTEM "file:///etc/passwd"><CTfile/>', "declares entities"),
    ],
)
def test_what_is_no_transfer_file_is_refused_in_words(content, words):
    with pytest.raises(Unusable) as caught:
        read(content)

    assert words in str(caught.value)


def test_a_file_of_nobody_says_so(hand_in):
    assert "has a header but no rows" in hand_in(content=ctf(), name="empty.xml").problem
