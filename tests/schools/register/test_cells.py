from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.register.enums import GROUP_OF_TYPE, Regime, TypeGroup, regime_for
from schools.register.importer.cells import Remembered, day, needed, phone, postcode, text, website, whole


@pytest.mark.parametrize("cell", ["", " ", "None", "Not applicable", "does not apply", "Not recorded"])
def test_the_registers_words_for_nothing_are_nothing(cell):
    assert (text(20)(cell), whole(9)(cell), day(cell), postcode(cell), website(cell)) == (
        "",
        None,
        None,
        "",
        "",
    )


@pytest.mark.parametrize(("cell", "number"), [("02", 2), ("2", 2), (" 2 ", 2), ("0", 0), ("100", 100)])
def test_codes_are_numbers(cell, number):
    assert whole(100)(cell) == number


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("558.5", '"558.5" is not a whole number'),
        ("-1", '"-1" is not a whole number'),
        ("٣", '"٣" is not a whole number'),
        ("1" * 5000, f'"{"1" * 40}" is not a whole number'),
        ("101", "101 is not between 0 and 100"),
    ],
)
def test_what_is_no_number_says_so(cell, reason):
    with pytest.raises(ValueError, match="not") as refusal:
        whole(100)(cell)

    assert str(refusal.value) == reason


@pytest.mark.parametrize("cell", ["31-08-2024", "31/08/2024", " 31-8-2024"])
def test_days_come_with_dashes_or_slashes(cell):
    assert day(cell) == date(2024, 8, 31)


@pytest.mark.parametrize("cell", ["31-02-2024", "2024-08-31", "31-08/2024", "31-08-24", "00-00-0000", "soon"])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(ValueError, match="is not a da"):
        day(cell)


def test_text_is_one_line_of_limited_length():
    assert text(20)(" St  Ines\n School ") == "St Ines School"
    with pytest.raises(ValueError, match="longer than 5 characters"):
        text(5)("St Ines")
    with pytest.raises(ValueError, match="not text"):
        text(20)("St\x00Ines")
    with pytest.raises(ValueError, match="is empty"):
        needed(text(20))("None")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("2079460101", "02079460101"),
        ("1204 12345", "01204 12345"),
        ("020 7946 0101", "020 7946 0101"),
        ("+44 20 7946 0101", "+44 20 7946 0101"),
        ("971047069000", "971047069000"),
        ("ring the office", ""),
        ("1" * 31, ""),
        ("", ""),
    ],
)
def test_phones_get_their_nought_back(cell, number):
    assert phone(cell) == number


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("www.oak.example.org", "http://www.oak.example.org"),
        ("https://oak.example.org/a?b=1", "https://oak.example.org/a?b=1"),
        ("HTTP://oak.example.org", "http://oak.example.org"),
        ("http:/www.oak.example.org", "http://www.oak.example.org"),
        ("http//www.oak.example.org", "http://www.oak.example.org"),
        ("http;//www.oak.example.org", "http://www.oak.example.org"),
        ("https.oak.example.org", "http://https.oak.example.org"),
        ("under construction", ""),
        ("url10", ""),
        ("javascript:alert(1)", ""),
        ("javascript://oak.example.org/%0aalert(1)", ""),
        ("http://user@oak.example.org", ""),
        ("mailto:office@oak.example.org", ""),
        ("www.oak.example.org/" + "a" * 250, ""),
    ],
)
def test_websites_get_a_scheme_and_never_a_dangerous_one(cell, address):
    assert website(cell) == address


@given(st.text(max_size=60))
def test_a_website_is_http_or_nothing(cell):
    assert website(cell) == "" or website(cell).startswith(("http://", "https://"))


@given(st.text(max_size=60))
def test_any_cell_is_a_value_or_a_reason(cell):
    for read in (text(40), whole(99), day, phone, postcode):
        with suppress(ValueError):
            read(cell)


def test_what_is_remembered_is_bounded():
    asked = []
    memory = Remembered(lambda cell: asked.append(cell) or len(cell))
    memory.MOST = 1

    assert [memory["a"], memory["a"], memory["bb"], memory["bb"]] == [1, 1, 2, 2]
    assert asked == ["a", "bb", "bb"]


@pytest.mark.parametrize(
    ("type_code", "group", "regime"),
    [
        (1, TypeGroup.MAINTAINED, Regime.MAINTAINED),
        (7, TypeGroup.SPECIAL, Regime.MAINTAINED),
        (8, TypeGroup.SPECIAL, Regime.OUT_OF_SCOPE),
        (14, TypeGroup.MAINTAINED, Regime.PRU),
        (34, TypeGroup.ACADEMIES, Regime.ACADEMY),
        (38, TypeGroup.FREE_SCHOOLS, Regime.ACADEMY),
        (39, TypeGroup.FREE_SCHOOLS, Regime.OUT_OF_SCOPE),
        (46, TypeGroup.ACADEMIES, Regime.OUT_OF_SCOPE),
        (11, TypeGroup.INDEPENDENT, Regime.OUT_OF_SCOPE),
        (18, TypeGroup.COLLEGES, Regime.OUT_OF_SCOPE),
    ],
)
def test_the_regime_follows_type_and_group(type_code, group, regime):
    assert regime_for(type_code, group) == regime


def test_the_group_of_a_type_is_the_registers(shared_data):
    rows = (
        (shared_data / "school-register/witan.gias--edubasealldata20250422-establishment-types.csv")
        .read_text()
        .splitlines()[1:]
    )
    groups = {int(row.split(",")[2]): int(row.split(",")[0]) for row in rows}

    assert {code: GROUP_OF_TYPE.get(code, TypeGroup.OTHER.value) for code in groups} == groups
