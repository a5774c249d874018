"""Worked examples of domain.md 2.8."""

import pytest
from django.core.exceptions import ValidationError

from schools.pupils.upn import check_letter, is_temporary, tidy_upn, validate_upn

GOOD = [
    "B801200005001",
    "J303400526001",
    "G306200124012",
    "T20442832500A",
    "W20442832500C",
    "P207000016049",
]


@pytest.mark.parametrize("upn", GOOD)
def test_worked_examples_pass(upn):
    validate_upn(upn)

    assert check_letter(upn[1:]) == upn[0]


@pytest.mark.parametrize(
    ("upn", "code"),
    [
        ("Q207000016049", "upn_check_letter"),  # two vendors' help pages say Q; their sum is wrong
        ("A801200005001", "upn_check_letter"),
        ("", "upn_shape"),
        ("B80120000500", "upn_shape"),
        ("B8012000050011", "upn_shape"),
        ("I801200005001", "upn_shape"),
        ("B80120000500I", "upn_shape"),
        ("b801200005001", "upn_shape"),
        ("B80120000５001", "upn_shape"),  # a full-width five
        ("B80120000٥001", "upn_shape"),  # an Arabic five
        ("B801200005001\n", "upn_shape"),
        ("A006200005001", "upn_authority"),
        ("A999'; DROP--", "upn_shape"),
    ],
)
def test_others_are_refused_with_what_is_wrong(upn, code):
    with pytest.raises(ValidationError) as refusal:
        validate_upn(upn)

    assert refusal.value.code == code


@pytest.mark.parametrize("demo", [True, False])
def test_the_fictional_authority_is_for_demonstrations_only(settings, demo):
    settings.DEMO = demo

    if demo:
        validate_upn("T999400126001")
    else:
        with pytest.raises(ValidationError, match="999"):
            validate_upn("T999400126001")


def test_what_people_type_is_tidied():
    assert tidy_upn(" b801 2000 05001\t") == "B801200005001"


def test_a_temporary_upn_ends_in_a_letter():
    assert [is_temporary(upn) for upn in GOOD] == [False, False, False, True, True, False]
