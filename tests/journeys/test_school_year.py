"""A new school year: the school brings its roll in, on a phone."""

from schools.pupils.models import Pupil
from tests.factories.schools import upn_number
from tests.journeys.conftest import JOURNEY, PHONE

pytestmark = JOURNEY

ROLL = f"""UPN,Surname,Forename,DOB,Year,SEN status,SEN type 1
{upn_number(1)},Birch,Ann,01/05/2014,8,K,SEMH
,Wren,Robin,31/02/2013,9,,
,Fern,Lily,14/03/2013,3,,
"""


def test_a_school_brings_its_roll_in_and_takes_it_back(committed_cast, at_browser):
    dsl = at_browser(committed_cast.dsl, PHONE)
    dsl.opens("/imports/")
    dsl.opens("/imports/new/pupils/")
    dsl.page.get_by_label("File", exact=True).set_input_files(
        {"name": "roll.csv", "mimeType": "text/csv", "buffer": ROLL.encode()}
    )
    dsl.clicks("button", "Check the file")

    dsl.sees("is not a day of the calendar")
    dsl.clicks("link", "New (2)")
    dsl.sees("Year 3 does not fit the age; Year 9 would")
    dsl.clicks("button", "Import 2 rows")
    dsl.sees("say that they be left out")
    dsl.page.get_by_label("Leave the 1 rejected row out").check()
    dsl.clicks("button", "Import 2 rows")
    dsl.sees("The rejected rows were left out.")
    assert set(Pupil.objects.values_list("surname", flat=True)) == {"Birch", "Fern"}

    dsl.page.get_by_text("Undo this import").first.click()
    dsl.clicks("button", "Undo this import")
    dsl.sees("What this import had written is taken back.")
    assert not Pupil.objects.exists()
