"""The directory: what each filter finds, and the same rows as a file."""

import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from schools.register import lists
from schools.register.enums import Phase, Status, TypeGroup
from schools.register.models import School, Trust
from tests.factories import SchoolFactory

URL = "/schools/"


@pytest.fixture
def browser(as_person):
    """Somebody without any role: the directory is for everyone signed in."""
    return as_person("nobody")


@pytest.fixture
def schools(cast):
    School.objects.filter(pk=cast.own.pk).update(
        town="Northmere", postcode="NM1 4QX", establishment_number=4001
    )
    School.objects.filter(pk=cast.other.pk).update(
        phase=Phase.PRIMARY, town="Eastmere", type_group=TypeGroup.ACADEMIES
    )
    trust = Trust.objects.create(uid=5001, name="Lantern Trust")
    return {
        "trust": SchoolFactory(
            name="Quay Academy", urn=990003, trust=trust, la_code=998, la_name="Southmere"
        ),
        "closing": SchoolFactory(name="Closing School", urn=990004, status=Status.CLOSING),
        "closed": SchoolFactory(name="Northgate Comprehensive", urn=990005, status=Status.CLOSED),
        "proposed": SchoolFactory(name="Planned School", urn=990006, status=Status.PROPOSED),
    }


def found(client, **filters):
    response = client.get(URL, filters)
    return [row.record.name for row in response.context["table"].rows]


OWN, OTHER, QUAY, CLOSING = (
    "Northgate High School",
    "St Oswin's Primary School",
    "Quay Academy",
    "Closing School",
)
CLOSED, PROPOSED = "Northgate Comprehensive", "Planned School"


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, [CLOSING, OWN, QUAY, OTHER]),
        ({"status": "all"}, [CLOSING, CLOSED, OWN, PROPOSED, QUAY, OTHER]),
        ({"status": Status.CLOSED}, [CLOSED]),
        ({"status": Status.PROPOSED}, [PROPOSED]),
        ({"status": Status.CLOSING}, [CLOSING]),
        ({"phase": Phase.PRIMARY}, [OTHER]),
        ({"type": TypeGroup.ACADEMIES}, [OTHER]),
        ({"trust": 5001}, [QUAY]),
        ({"la": 998}, [QUAY]),
        ({"la": 999}, [CLOSING, OWN, OTHER]),
        ({"q": "northgate"}, [OWN]),
        ({"q": "high northg"}, [OWN]),
        ({"q": "northgate", "status": "all"}, [CLOSED, OWN]),
        ({"q": "eastmere"}, [OTHER]),
        ({"q": "nm14qx"}, [OWN]),
        ({"q": "NM1"}, [OWN]),
        ({"q": "990003"}, [QUAY]),
        ({"q": "999/4001"}, [OWN]),
        ({"q": " 9994001 "}, [OWN]),
        ({"q": "nowhere"}, []),
        ({"q": "school", "phase": Phase.PRIMARY}, [OTHER]),
    ],
)
def test_filters_find(browser, schools, filters, names):
    assert found(browser, **filters) == names


def test_nothing_found_says_what_to_do(browser, schools):
    html = browser.get(URL, {"q": "nowhere"}).content.decode()

    assert "No school matches. Check the spelling, or look among closed schools too." in html
    assert "Clear the filters" in html


def test_authorities_are_offered_where_there_are_several(browser, cast):
    assert "la" not in browser.get(URL).context["filter"].form.fields

    SchoolFactory(la_code=998, la_name="Southmere")
    lists.forget_lists()

    field = browser.get(URL).context["filter"].form.fields["la"]
    assert [label for _, label in field.choices] == ["Every authority", "Northmere", "Southmere"]


def test_many_trusts_are_typed_and_not_chosen(browser, schools, monkeypatch):
    monkeypatch.setattr(lists, "MOST_TO_CHOOSE_FROM", 1)
    other = Trust.objects.create(uid=5002, name="Beacon Trust")
    SchoolFactory(name="Beacon Academy", trust=other)

    fields = browser.get(URL).context["filter"].form.fields
    assert ("trust" in fields, "trust_name" in fields) == (False, True)
    assert found(browser, trust_name="beacon") == ["Beacon Academy"]
    assert found(browser, trust=5002) == ["Beacon Academy"]


def test_a_register_without_trusts_offers_no_trust(browser, cast):
    assert "trust" not in browser.get(URL).context["filter"].form.fields


HEADER = [
    "School",
    "URN",
    "DfE number",
    "Phase",
    "Type",
    "Local authority",
    "Town",
    "Postcode",
    "Phone",
    "Trust",
    "Pupils",
    "Status",
]


def test_the_files_have_what_the_filters_found_and_more_columns(browser, schools):
    School.objects.filter(urn=990003).update(headcount=412, phone="020 7946 0101", name="=Quay")
    row = [
        "=Quay",
        990003,
        schools["trust"].laestab,
        "Secondary",
        "Community school",
        "Southmere",
        "",
        "",
        "020 7946 0101",
        "Lantern Trust",
        412,
        "Open",
    ]

    text = b"".join(browser.get(URL, {"trust": 5001, "export": "csv"}).streaming_content).decode("utf-8-sig")
    book = load_workbook(
        BytesIO(b"".join(browser.get(URL, {"trust": 5001, "export": "xlsx"}).streaming_content))
    )

    assert list(csv.reader(StringIO(text))) == [HEADER, ["'=Quay", *[str(value) for value in row[1:]]]]
    assert [[cell.value or "" for cell in line] for line in book.active.rows] == [HEADER, row]
    assert book.active["A2"].data_type == "s"


def test_the_page_takes_the_same_queries_however_many_schools(browser, schools):
    browser.get(URL)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        counts.append(len(queries))
        for _ in range(3):
            SchoolFactory(trust=schools["trust"].trust)

    assert counts[0] == counts[1]


def test_htmx_gets_the_results_alone(browser, schools):
    html = browser.get(
        URL, {"q": "quay"}, headers={"HX-Request": "true", "HX-Target": "results"}
    ).content.decode()

    assert "Quay Academy" in html
    assert "<html" not in html


@pytest.mark.parametrize(
    "filters",
    [
        {"q": "\x00"},
        {"q": "9" * 90},
        {"q": "9" * 5000},
        {"q": "%_\\'\"<script>"},
        {"q": "٣٣٣٣٣٣"},
        {"phase": "99"},
        {"phase": "x"},
        {"type": "-1"},
        {"trust": "9" * 40},
        {"trust": "x"},
        {"trust": "٣"},
        {"la": "nowhere"},
        {"status": "9"},
        {"sort": "password"},
        {"sort": "-trust__schools"},
        {"page": "-1"},
        {"page": "9" * 40},
        {"per_page": "1000000"},
        {"per_page": "٣"},
        {"export": "pdf"},
    ],
    ids=str,
)
def test_strange_addresses_are_no_crash(browser, schools, filters):
    assert browser.get(URL, filters).status_code in (200, 404)


def test_naughty_strings_are_searched_for_and_shown_as_text(browser, schools, shared_data):
    lines = (
        (shared_data / "bad-input/minimaxir__big-list-of-naughty-strings--blns.txt").read_text().splitlines()
    )
    strings = [line for line in lines if line and not line.startswith("#")]

    assert len(strings) > 400
    for string in strings[::7]:
        response = browser.get(URL, {"q": string})
        assert response.status_code == 200, string
        if "<script" in string:
            assert string not in response.content.decode()


def test_the_navigation_leads_here(browser, cast):
    html = browser.get(cast.own.get_absolute_url()).content.decode()

    assert f'href="{reverse("register:directory")}"' in html.split("</nav>")[0]
