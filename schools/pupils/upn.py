"""Unique pupil numbers: their shape, check letter and authority (domain.md 2.8; DfE UPN guide).

python-stdnum knows the rule but neither the newer authorities nor 001 to 005, so the list is data here.
"""

import re
from functools import lru_cache
from importlib.resources import files

from django.conf import settings
from django.core.exceptions import ValidationError

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # never I, O or S
SHAPE = re.compile(rf"[{LETTERS}][0-9]{{11}}[0-9{LETTERS}]")
FICTIONAL_AUTHORITY = 999


@lru_cache(maxsize=1)
def authority_codes() -> frozenset[int]:
    """Codes of authorities that allocate UPNs, from `data/upn_authorities.txt`."""
    codes: set[int] = set()
    for line in files("schools.pupils").joinpath("data/upn_authorities.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            first, _, last = line.partition("-")
            codes.update(range(int(first), int(last or first) + 1))
    return frozenset(codes)


def tidy_upn(typed: str) -> str:
    """What a person typed, as UPNs are stored: upper case, without spaces."""
    return "".join(typed.split()).upper()


def check_letter(body: str) -> str:
    """The letter that stands before these twelve characters (weights 2 to 13, modulus 23)."""
    values = [int(c) if c.isdigit() else LETTERS.index(c) for c in body]
    return LETTERS[sum(v * weight for weight, v in enumerate(values, start=2)) % 23]


def is_temporary(upn: str) -> bool:
    """A UPN that ends in a letter was given until the permanent one is known."""
    return upn[-1:].isalpha()


def validate_upn(upn: str) -> None:
    """Raise ValidationError with what is wrong, in words a school office can act on."""
    if not SHAPE.fullmatch(upn):
        raise ValidationError(
            "A UPN is a letter, 11 numbers and a final number or letter, such as T999400126001. "
            "The letters I, O and S are never used.",
            code="upn_shape",
        )
    authority = int(upn[1:4])
    if authority not in authority_codes() and not (settings.DEMO and authority == FICTIONAL_AUTHORITY):
        raise ValidationError(
            f"No authority has the code {upn[1:4]} (characters 2 to 4). Check the UPN against your records.",
            code="upn_authority",
        )
    if upn[0] != check_letter(upn[1:]):
        raise ValidationError(
            "The first letter does not fit the rest of this UPN. Check each character against your records.",
            code="upn_check_letter",
        )
