"""The import through its one way in: what a file makes of the register, and what it says about it."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.audit.models import Event
from schools.register import lists
from schools.register.enums import Regime, Status
from schools.register.importer import Unusable, run_import
from schools.register.models import School, SchoolSuccession, Trust

FIXTURES = Path(__file__).parent / "fixtures"
REGISTER, LINKS = FIXTURES / "register.csv", FIXTURES / "links.csv"
FIGURES = ("read", "created", "updated", "unchanged", "skipped", "closed", "rejected")

pytestmark = pytest.mark.django_db


def figures(report):
    return {name: report[name] for name in FIGURES if report[name]}


@pytest.fixture
def rows():
    return list(csv.reader(io.StringIO(REGISTER.read_bytes().decode("cp1252"))))


@pytest.fixture
def write(tmp_path):
    """Write rows as a register file in an encoding."""

    def write_file(rows, encoding="utf-8", name="register.csv", **format_of_csv):
        text = io.StringIO()
        csv.writer(text, **format_of_csv).writerows(rows)
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write_file


def changed(rows, urn, **values):
    """The rows with some cells of one school changed."""
    at = {name: place for place, name in enumerate(rows[0])}
    result = [list(row) for row in rows]
    for row in result[1:]:
        if row[0] == urn:
            for name, value in values.items():
                row[at[name]] = value
    return result


def test_a_register_becomes_schools():
    report = run_import(REGISTER)

    assert figures(report) == {"read": 4, "created": 4}
    assert report["encoding"] == "cp1252"
    assert list(
        School.objects.order_by("urn").values_list("urn", "name", "phase", "status", "regime", "head_name")
    ) == [
        (900101, "Bramble Lane Primary School", 2, Status.OPEN, Regime.MAINTAINED, "Mrs Ada Fenn"),
        (900102, "St Inès’s Catholic Academy", 4, Status.OPEN, Regime.ACADEMY, "Mr Noël O’Dare"),
        (900103, "Harbour Pupil Referral Unit", 0, Status.CLOSING, Regime.PRU, ""),
        (900104, "Willow Special School", 0, Status.CLOSED, Regime.MAINTAINED, ""),
    ]
    school = School.objects.select_related("trust").get(urn=900101)
    assert (school.laestab, school.phone, school.website) == (
        "999/2001",
        "02079460101",
        "http://www.bramblelane.example.org",
    )
    assert (school.opened_on, school.headcount, school.trust) == (date(1972, 9, 1), 198, None)
    assert School.objects.get(urn=900102).trust == Trust.objects.get(uid=5001, name="Lantern Trust")
    assert School.objects.get(urn=900103).address == "Northmere"


def test_what_cannot_be_used_but_costs_no_school_is_told():
    warnings = run_import(REGISTER)["warnings"]

    assert "SchoolWebsite: 1 cell could not be used and stayed empty." in warnings


def test_a_second_run_writes_nothing():
    run_import(REGISTER, links=LINKS)
    before = list(School.objects.order_by("pk").values())

    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = run_import(REGISTER, links=LINKS)

    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY"))]
    assert written == []
    assert figures(report) == {"read": 4, "unchanged": 4}
    assert list(School.objects.order_by("pk").values()) == before
    assert Event.objects.filter(verb="school.import").count() == 1


def test_only_what_differs_is_written(rows, write):
    run_import(REGISTER)
    before = dict(School.objects.values_list("urn", "updated_at"))
    newer = changed(rows, "900101", **{"EstablishmentStatus (code)": "2", "CloseDate": "31/08/2026"})

    report = run_import(write(newer))

    assert figures(report) == {"read": 4, "updated": 1, "unchanged": 3, "closed": 1}
    assert School.objects.get(urn=900101).closed_on == date(2026, 8, 31)
    after = dict(School.objects.values_list("urn", "updated_at"))
    assert {urn for urn in after if after[urn] != before[urn]} == {900101}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encodings_and_line_ends_make_no_difference(rows, write, encoding, ends):
    run_import(REGISTER)

    report = run_import(write(rows, encoding, lineterminator=ends))

    assert figures(report) == {"read": 4, "unchanged": 4}


def test_a_file_pasted_from_two_encodings_is_read_and_told(rows, write):
    other = list(rows[1])
    other[0], other[4] = "900105", "Ö School"
    path = write([other])
    path.write_bytes(REGISTER.read_bytes() + path.read_bytes())

    report = run_import(path)

    assert report["encoding"] == "mixed"
    assert dict(School.objects.filter(urn__in=(900102, 900105)).values_list("urn", "name")) == {
        900102: "St Inès’s Catholic Academy",
        900105: "Ö School",
    }
    assert "register.csv mixes UTF-8 and Windows-1252: look at names with accents." in report["warnings"]


def test_bytes_that_no_encoding_knows_are_told(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(REGISTER.read_bytes().replace(b"Quay", b"Qu\x81y"))

    report = run_import(path)

    assert School.objects.get(urn=900102).street == "2 Qu\ufffdy Road"
    assert "register.csv: 1 characters could not be read and show as \ufffd." in report["warnings"]


def test_columns_come_in_any_order_with_strangers_among_them(rows, write):
    run_import(REGISTER)
    mixed = [[*reversed(row), "x"] for row in rows]
    mixed[0][-1] = "A new column"
    mixed[0] = [name.upper() for name in mixed[0]]

    assert figures(run_import(write(mixed))) == {"read": 4, "unchanged": 4}


def test_a_column_that_is_missing_leaves_its_field_alone(rows, write):
    run_import(REGISTER)
    wanted = {
        "URN",
        "LA (code)",
        "EstablishmentName",
        "TypeOfEstablishment (code)",
        "EstablishmentStatus (code)",
    }
    places = [place for place, name in enumerate(rows[0]) if name in wanted]
    few = changed([[row[place] for place in places] for row in rows], "900102", EstablishmentName="St Inès’s")

    report = run_import(write(few))

    assert figures(report) == {"read": 4, "updated": 1, "unchanged": 3}
    school = School.objects.select_related("trust").get(urn=900102)
    assert (school.name, school.headcount, school.trust.name, school.phase) == (
        "St Inès’s",
        1143,
        "Lantern Trust",
        4,
    )
    assert 'There is no column "TelephoneNum": what it would say stays as it is.' in report["warnings"]


def test_group_and_regime_follow_the_type_where_the_file_has_no_group(rows, write):
    at = rows[0].index("EstablishmentTypeGroup (code)")

    run_import(write([row[:at] + row[at + 1 :] for row in rows]))

    assert dict(School.objects.values_list("urn", "type_group")) == {
        900101: 4,
        900102: 10,
        900103: 4,
        900104: 5,
    }


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("EstablishmentName", "", "is empty"),
        ("LA (code)", "abc", '"abc" is not a whole number'),
        ("EstablishmentStatus (code)", "9", "9 is not between 1 and 4"),
        ("TypeOfEstablishment (code)", "", "is empty"),
        ("OpenDate", "31-02-2024", '"31-02-2024" is not a day of the calendar'),
        ("NumberOfPupils", "558.5", '"558.5" is not a whole number'),
        ("Easting", str(10**12), '"1000000000000" is not a whole number'),
        ("EstablishmentNumber", "21313", "21313 is not between 0 and 9999"),
        ("EstablishmentName", "x" * 201, "is longer than 200 characters"),
        ("Trusts (code)", "T1", '"T1" is not a whole number'),
        ("HeadLastName", "O\x07Dare", "holds characters that are not text"),
        ("Town", "North\x00mere", "holds characters that are not text"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_rest_goes_on(rows, write, column, value, reason):
    report = run_import(write(changed(rows, "900102", **{column: value})))

    assert report["rejections"] == [{"row": 3, "column": column, "reason": reason}]
    assert set(School.objects.values_list("urn", flat=True)) == {900101, 900103, 900104}


def test_a_row_of_another_length_is_rejected_unless_only_empty_cells_are_added(rows, write):
    short, long, harmless = rows[1][:-2], [*rows[2], "shifted"], [*rows[3], "", ""]

    report = run_import(write([rows[0], short, long, harmless, [], [""] * 30]))

    assert report["rejections"] == [
        {"row": 2, "column": "Northing", "reason": "the row has 28 cells, the header has 30"},
        {"row": 3, "column": "column 31", "reason": "the row has 31 cells, the header has 30"},
    ]
    assert figures(report) == {"read": 3, "created": 1, "rejected": 2}


def test_a_urn_that_comes_twice_counts_once(rows, write):
    report = run_import(write([*rows, rows[1]]), chunk=2)

    assert report["rejections"] == [{"row": 6, "column": "URN", "reason": "900101 stands in row 2 already"}]
    assert figures(report) == {"read": 5, "created": 4, "rejected": 1}


def test_an_open_quotation_mark_costs_its_rows_only(rows, write):
    path = write(rows)
    torn = '900199,999,"torn,' + "x" * 140_000 + "\n"
    path.write_bytes(path.read_bytes() + torn.encode())

    report = run_import(path)

    assert figures(report) == {"read": 5, "created": 4, "rejected": 1}
    assert report["rejections"][0]["row"] == 6


def test_one_authority_can_be_picked_out():
    assert figures(run_import(REGISTER, la_code=998)) == {"read": 4, "created": 1, "skipped": 3}
    assert School.objects.get().urn == 900104


def test_an_authority_that_is_not_there_is_told():
    report = run_import(REGISTER, la_code=1)

    assert "No row is of authority 1." in report["warnings"]
    assert not School.objects.exists()


def test_schools_that_are_not_in_the_file_stay(rows, write):
    run_import(REGISTER)

    run_import(write(rows[:2]))

    assert School.objects.count() == 4


def test_codes_nobody_knows_yet_are_told_and_cost_no_school(rows, write):
    strange = changed(
        rows, "900101", **{"PhaseOfEducation (code)": "8", "EstablishmentTypeGroup (code)": "12"}
    )

    report = run_import(write(strange))

    assert School.objects.filter(urn=900101, phase=0, type_group=4).exists()
    assert [w for w in report["warnings"] if "PhaseOf" in w or "TypeGroup" in w] == [
        "EstablishmentTypeGroup (code): 1 cell could not be used and stayed empty.",
        "PhaseOfEducation (code): 1 cell could not be used and stayed empty.",
    ]


def test_a_trust_is_renamed_once_and_keeps_its_schools(rows, write):
    run_import(REGISTER)
    twice = changed(rows, "900102", **{"Trusts (name)": "Lantern Schools Trust"})
    twice = changed(twice, "900101", **{"Trusts (code)": "5001", "Trusts (name)": "Lantern Schools Trust"})
    path = write(twice)

    assert figures(run_import(path)) == {"read": 4, "updated": 1, "unchanged": 3}
    assert Trust.objects.get().name == "Lantern Schools Trust"
    assert Trust.objects.get().schools.count() == 2
    assert run_import(path)["trusts_written"] == 0


def test_a_trust_named_in_two_ways_does_not_change_with_every_run(rows, write):
    twice = changed(rows, "900101", **{"Trusts (code)": "5001", "Trusts (name)": "The Lantern"})
    path = write(twice)
    run_import(path, chunk=1)

    assert run_import(path, chunk=1)["trusts_written"] == 0
    assert Trust.objects.get().name == "The Lantern"


def test_a_new_trust_is_offered_in_the_directory_at_once():
    assert lists.trusts() == []

    run_import(REGISTER)

    assert lists.trusts() == [(5001, "Lantern Trust")]


def test_an_import_is_written_down_with_its_figures():
    run_import(REGISTER, links=LINKS)

    event = Event.objects.get()
    assert (event.verb, event.kind, event.actor) == ("school.import", "change", None)
    assert event.detail["created"] == 4
    assert event.detail["links"]["created"] == 2


def test_both_sides_of_a_succession_make_one_record():
    links = run_import(REGISTER, links=LINKS)["links"]

    assert {
        name: links[name] for name in ("read", "created", "repeated", "skipped", "other", "rejected")
    } == {
        "read": 5,
        "created": 2,
        "repeated": 1,
        "skipped": 1,
        "other": 1,
        "rejected": 0,
    }
    assert set(
        SchoolSuccession.objects.values_list("predecessor__urn", "successor__urn", "kind", "linked_on")
    ) == {
        (900104, 900101, "Successor - merged", date(2012, 9, 1)),
        (900103, 900102, "Successor", None),
    }


def test_links_are_brought_up_to_date_whatever_their_order(write):
    run_import(REGISTER, links=LINKS)
    head, *rows = csv.reader(io.StringIO(LINKS.read_bytes().decode("cp1252")))
    upside_down = write([head, *reversed(rows)], name="links.csv")
    assert run_import(REGISTER, links=upside_down)["links"]["unchanged"] == 2

    rows[2][4] = "01/09/2027"
    links = run_import(REGISTER, links=write([head, *rows], name="links.csv"))["links"]

    assert (links["updated"], links["unchanged"]) == (1, 1)
    assert SchoolSuccession.objects.get(successor__urn=900102).linked_on == date(2027, 9, 1)


def test_links_that_cannot_be_read_are_named(write):
    rows = [
        ["URN", "LinkURN", "LinkType", "LinkEstablishedDate"],
        ["900101", "900101", "Successor", ""],
        ["900101", "x", "Successor", ""],
        ["900101", "900102", "Successor", "soon"],
        ["900101", "900102"],
    ]

    rejections = run_import(REGISTER, links=write(rows, name="links.csv"))["links"]["rejections"]

    assert [(r["row"], r["column"]) for r in rejections] == [
        (2, "LinkURN"),
        (3, "LinkURN"),
        (4, "LinkEstablishedDate"),
        (5, "LinkType"),
    ]


def test_a_links_file_that_cannot_be_used_leaves_the_schools_unwritten(write):
    with pytest.raises(Unusable, match=r'links\.csv lacks the column "LinkType"'):
        run_import(REGISTER, links=write([["URN", "LinkURN"], ["1", "2"]], name="links.csv"))

    assert not School.objects.exists()


def test_a_failure_half_way_writes_nothing(rows, write, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("schools.register.importer.run.LinkImport.run", fail)

    with pytest.raises(RuntimeError):
        run_import(REGISTER, links=LINKS)

    assert not School.objects.exists()
    assert not Event.objects.exists()
