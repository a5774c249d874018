from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from exclusions.protocol.models import shared_with
from portal.accounts.models import User
from portal.audit.models import Event
from portal.dashboards.services import refresh_figures
from tests.factories import ConcernFactory, SchoolFactory


def concerns_at(school, number):
    for _ in range(number):
        ConcernFactory(school=school)


def test_before_the_first_count_the_page_says_so(as_person):
    assert (
        "being counted for the first time"
        in as_person("board_member").get(reverse("dashboards:board")).content.decode()
    )


def test_the_board_reads_figures_and_never_records(cast, as_person):
    concerns_at(cast.own, 7)
    refresh_figures()
    client = as_person("board_member")
    client.get(reverse("dashboards:board"))

    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("dashboards:board"))
    # The navigation of every page asks whether a case is shared with its reader; nothing else may read one.
    with CaptureQueriesContext(connection) as navigation:
        shared_with(User.objects.only("pk").get(pk=cast.board_member.pk))

    shell = {query["sql"] for query in navigation if '"protocol_casemember"' in query["sql"]}
    assert len(shell) == 1
    asked = " ".join(query["sql"] for query in captured if query["sql"] not in shell)
    assert "dashboards_snapshot" in asked
    assert [t for t in ("concerns_concern", "protocol_case", "pupils_pupil") if f'"{t}"' in asked] == []


def test_no_small_number_and_no_pupil_reaches_the_board(cast, as_person):
    concerns_at(cast.own, 3)
    concerns_at(SchoolFactory(name="Larger School"), 8)
    refresh_figures()
    client = as_person("board_member")

    page = client.get(reverse("dashboards:schools")).content.decode()
    rows = [line.strip() for line in page.splitlines() if "<td" in line]

    assert "Rowan" not in page
    assert not any(">3<" in row or ">8<" in row for row in rows)


def test_the_workbook_shows_what_the_page_shows(cast, as_person):
    concerns_at(cast.own, 3)
    concerns_at(SchoolFactory(name="Larger School"), 8)
    refresh_figures()

    response = as_person("board_member").get(reverse("dashboards:workbook"))
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))

    assert book.sheetnames == [
        "Summary",
        "Open cases by stage and phase",
        "Open work by phase of school",
        "In time, by phase of school",
        "How cases ended",
        "By school",
        "How it is counted",
    ]
    by_school = {row[0]: row[2] for row in book["By school"].iter_rows(min_row=2, values_only=True)}
    assert by_school == {"Larger School": "c", "Northgate High School": "c"}
    assert Event.objects.filter(verb="board.export").count() == 1


@pytest.mark.parametrize("name", ["stages", "phases", "timeliness", "outcomes"])
def test_every_table_has_a_chart(cast, as_person, name):
    concerns_at(cast.own, 6)
    refresh_figures()

    response = as_person("board_member").get(reverse("dashboards:chart", args=[name]))

    assert (response["Content-Type"], response.content[:4]) == ("image/svg+xml", b"<svg")


def test_an_unknown_chart_is_not_here(cast, as_person):
    refresh_figures()

    assert as_person("board_member").get(reverse("dashboards:chart", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(
    "asked", [{"name": "\x00"}, {"phase": "x"}, {"sort": "hidden"}, {"page": "-1"}, {"export": "pdf"}]
)
def test_bad_filters_are_no_error_of_ours(cast, as_person, asked):
    concerns_at(cast.own, 6)
    refresh_figures()

    assert as_person("board_member").get(reverse("dashboards:schools"), asked).status_code == 200


def test_the_list_of_schools_asks_as_often_however_many_there_are(cast, as_person):
    client, counts = as_person("board_member"), []
    for _ in range(2):
        concerns_at(SchoolFactory(), 1)
        concerns_at(SchoolFactory(), 6)
        refresh_figures()
        client.get(reverse("dashboards:schools"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("dashboards:schools"))
        counts.append(len(captured))

    assert counts[0] == counts[1]
