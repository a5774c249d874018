"""Pages and imports of headcounts."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.audit.models import Event
from portal.bulk.enums import State
from portal.bulk.models import Import
from portal.bulk.services import apply_import, start_import, undo_import
from portal.core.errors import Refused
from schools.headcounts.enums import Source
from schools.headcounts.importing import january
from schools.headcounts.models import Census, CensusCount
from schools.headcounts.services import take_census
from tests.factories import EnrolmentFactory, SchoolFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CENSUS = date(2026, 1, 15)
HEADER = "School,Census,Year group,Characteristic,Value,Headcount\n"


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def hand_in(cast, django_capture_on_commit_callbacks):
    def hand_in(*rows):
        with django_capture_on_commit_callbacks(execute=True):
            item = start_import(
                kind="headcounts",
                upload=SimpleUploadedFile("headcounts.csv", (HEADER + "\n".join(rows)).encode()),
                options={},
                by=cast.administrator,
            )
        return Import.objects.get(pk=item.pk)

    return hand_in


@pytest.fixture
def apply(django_capture_on_commit_callbacks):
    def apply(item):
        with django_capture_on_commit_callbacks(execute=True):
            apply_import(item=item, by=item.owner, leave_out=False)
        item.refresh_from_db()
        return item

    return apply


def stored() -> list[tuple]:
    rows = CensusCount.objects.filter(census__source=Source.IMPORTED).order_by("pk")
    return list(rows.values_list("year_group", "characteristic", "value", "number"))


def test_numbers_are_imported_once_changed_and_taken_back(
    cast, hand_in, apply, django_capture_on_commit_callbacks
):
    own = cast.own.urn
    rows = (f"{own},2026,,,,900", f"{own},15/01/2026,Year 8,,,150", f"{own},2026,8,Sex,Female,71")
    item = apply(hand_in(*rows))
    assert item.state == State.APPLIED
    assert stored() == [("", "total", "", 900), ("8", "total", "", 150), ("8", "sex", "F", 71)]

    again = hand_in(*rows)
    assert (again.new, again.changed, again.unchanged, again.rejected) == (0, 0, 3, 0)

    changed = apply(hand_in(f"{own},2026,,,,901"))
    assert stored()[0][-1] == 901
    with django_capture_on_commit_callbacks(execute=True):
        undo_import(item=changed, by=changed.owner)
    assert stored()[0][-1] == 900
    with django_capture_on_commit_callbacks(execute=True):
        undo_import(item=Import.objects.get(pk=item.pk), by=item.owner)
    assert (stored(), Census.objects.filter(source=Source.IMPORTED).count()) == ([], 0)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("123456,2026,,,,1", "School", "is no school"),
        ("990001,2026,,,,x", "Headcount", "not a whole number"),
        ("990001,2026,,,,99999", "Headcount", "not between 0 and 20000"),
        ("990001,2026,,,,", "Headcount", "is empty"),
        ("990001,2027,,,,1", "Census", "has not been yet"),
        ("990001,16/01/2026,,,,1", "Census", "was on 15/01/2026"),
        ("990001,2026,99,,,1", "Year group", "not a code known here"),
        ("990001,2026,8,Height,,1", "Characteristic", "not a code known here"),
        ("990001,2026,8,Sex,Other,1", "Value", "is no value of sex (F, M)"),
        ("990001,2026,8,Sex,,1", "Value", "is no value of sex"),
        ("990001,2026,8,,F,1", "Value", "leave it empty"),
    ],
)
def test_a_row_that_cannot_be_says_why(cast, hand_in, row, column, reason):
    ((named, said, _),) = hand_in(row).rows.get().problems

    assert named == column
    assert reason in said


def test_the_same_number_twice_in_a_file(cast, hand_in):
    rows = hand_in("990001,2026,8,,,1", "990001,15/01/2026,Year 8,,,2").rows.order_by("number")

    assert [row.fate for row in rows] == ["new", "rejected"]


def test_a_year_means_its_census_and_another_day_none():
    assert january("2026") == CENSUS
    assert january("") is None
    with pytest.raises(ValueError, match="no January census"):
        january("02/03/2026")


def test_only_those_who_count_may_import(cast):
    with pytest.raises(Refused):
        start_import(
            kind="headcounts",
            upload=SimpleUploadedFile("x.csv", HEADER.encode()),
            options={},
            by=cast.dsl,
        )


@pytest.fixture
def numbers(cast):
    EnrolmentFactory(school=cast.own, year_group="8", starts_on=date(2025, 9, 1))
    take_census(on=CENSUS, by=None)
    Census.objects.create(school=cast.own, on=CENSUS, source=Source.IMPORTED).counts.create(
        characteristic="total", number=3
    )


def test_a_school_sees_both_sources_and_how_they_differ(as_person, numbers):
    page = as_person("dsl").get("/headcounts/schools/990001/")

    assert page.context["difference"] == -2
    assert "The portal counts -2 pupils" in page.text
    assert [census.source for census, _ in page.context["censuses"]] == ["imported", "counted"]


def test_the_list_has_ones_own_schools_and_finds_differences(as_person, numbers):
    page = as_person("dsl").get("/headcounts/?show=different")
    assert [
        (row.record.urn, row.record.imported, row.record.counted) for row in page.context["table"].rows
    ] == [(990001, 3, 1)]
    everybody = as_person("administrator").get("/headcounts/")
    assert {row.record.urn for row in everybody.context["table"].rows} == {990001, 990002}
    assert "Count again" in everybody.text
    assert "Count again" not in page.text


def test_the_file_of_a_school_can_be_imported_again(cast, as_person, numbers, hand_in):
    response = as_person("administrator").get("/headcounts/schools/990001/?export=csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    counted = [",".join(line.split(",")[:6]) for line in lines[1:] if "Counted" in line]

    assert lines[0] == "School,Census,Year group,Characteristic,Value,Headcount,Source"
    assert {row.fate for row in hand_in(*counted).rows.all()} == {"new", "changed"}


def test_a_file_of_no_known_kind_is_no_page_and_no_export(as_person, numbers):
    assert as_person("dsl").get("/headcounts/schools/990001/?export=pdf").status_code == 404
    assert not Event.objects.filter(verb="headcounts.export").exists()


@pytest.mark.parametrize("query", ["?census=nonsense", "?census=1999-01-01", "?export=pdf"])
def test_nonsense_in_the_address_is_no_error_of_the_portal(as_person, numbers, query):
    assert as_person("dsl").get(f"/headcounts/schools/990001/{query}").status_code in (200, 404)


def test_pupils_by_year_stand_on_the_schools_page_for_everybody(as_person, numbers):
    page = as_person("school_staff").get("/schools/990001/").text

    assert "Pupils by year" in page
    assert "/headcounts/schools/990001/" not in page
    assert "/headcounts/schools/990001/" in as_person("dsl").get("/schools/990001/").text


def test_the_list_costs_the_same_for_one_school_and_for_three(
    as_person, numbers, django_assert_max_num_queries
):
    client = as_person("administrator")

    def asked() -> int:
        client.get("/headcounts/")
        with django_assert_max_num_queries(60) as queries:
            client.get("/headcounts/")
        return len(queries)

    before = asked()
    for _ in range(3):
        SchoolFactory()
    assert asked() == before


def test_the_page_says_which_number_rates_are_counted_by(hand_in, apply, as_person, cast):
    EnrolmentFactory(school=cast.own)
    page = f"/headcounts/schools/{cast.own.urn}/"
    said = []
    take_census(on=CENSUS, by=None)
    said.append(_told(as_person("dsl").get(page)))
    apply(hand_in(f"{cast.own.urn},2026,8,,,4"))
    said.append(_told(as_person("dsl").get(page)))
    apply(hand_in(f"{cast.own.urn},2026,,,,7"))
    said.append(_told(as_person("dsl").get(page)))
    Census.objects.filter(source=Source.COUNTED).delete()
    CensusCount.objects.filter(year_group="").delete()
    said.append(_told(as_person("dsl").get(page)))

    assert said == [
        "Rates are counted by 1 pupil: counted by the portal.",
        "Rates are counted by 1 pupil: counted by the portal.",
        "Rates are counted by 7 pupils: school census, imported.",
        "No rate can be counted yet: no row says how many pupils there are in the whole school. Import one "
        "that leaves year group and characteristic empty.",
    ]


def _told(response) -> str:
    """The first sentence below the heading."""
    return response.content.decode().split("</h1>")[1].split('<p class="govuk-body">')[1].split("</p>")[0]
