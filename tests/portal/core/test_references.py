from portal.core import references
from portal.core.references import ALPHABET, new_reference, tidy_reference
from schools.pupils.models import Pupil
from tests.factories import PupilFactory


def test_a_reference_has_its_prefix_and_no_character_that_is_misheard():
    prefix, _, body = new_reference("C").partition("-")

    assert (prefix, len(body), set(body) <= set(ALPHABET)) == ("C", 5, True)
    assert set("0O1ILS5B8U") & set(ALPHABET) == set()


def test_a_row_keeps_its_reference(db):
    pupil = PupilFactory()
    first = pupil.reference

    pupil.forename = "Alex"
    pupil.save()

    assert (first[:2], Pupil.objects.get().reference) == ("P-", first)


def test_a_clash_is_avoided(db, monkeypatch):
    taken = PupilFactory().reference
    offers = iter([taken, taken, "P-FREE22"])
    monkeypatch.setattr(references, "new_reference", lambda prefix, length: next(offers))

    assert PupilFactory().reference == "P-FREE22"


def test_what_people_type_is_tidied():
    assert tidy_reference(" c-7k3 q9 ") == "C-7K3Q9"
