from datetime import date

import pytest

from schools.pupils.words import Sought, fold, sought


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Zoë Smith-Jones", " zoe smith jones"),
        ("O'Neill", " oneill"),
        ("O’NEILL", " oneill"),
        ("Éloïse  van der Berg", " eloise van der berg"),
        ("Łukasz Ødegård", " lukasz odegard"),
        ("Weiß", " weiss"),
        ("محمد", " محمد"),
        ("", ""),
        ("-", ""),
        ("'", ""),
    ],
)
def test_names_are_folded_for_comparison(name, folded):
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sam rowan", Sought(("sam", "rowan"))),
        ("14/3/2013", Sought((), date(2013, 3, 14))),
        ("14.03.13", Sought((), date(2013, 3, 14))),
        ("14 3 2013", Sought((), date(2013, 3, 14))),
        ("2013-03-14", Sought((), date(2013, 3, 14))),
        ("sam 14/03/2013 row", Sought(("sam", "row"), date(2013, 3, 14))),
        ("31/2/2013", Sought((), None, is_impossible=True)),
        ("sam 99/99/2013", Sought(("sam",), None, is_impossible=True)),
        ("0/0/0000", Sought((), None, is_impossible=True)),
        ("T999400126001", Sought(("T999400126001",))),
        ("a\x00b", Sought(("a", "b"))),
        ("   ", Sought()),
    ],
)
def test_what_was_typed_is_taken_apart(typed, found):
    assert sought(typed) == found
