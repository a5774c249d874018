"""Pages of rates and the published files: what they show, to whom, and that they read no record."""

import csv
import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exclusions.measures.enums import State as MeasureState
from portal.audit.models import Event
from portal.dashboards.models import Rate
from portal.dashboards.rates.published import FILES, META
from portal.dashboards.rates.services import refresh_rates
from portal.dashboards.rates.tables import relative_ratio
from portal.dashboards.services import refresh_figures
from schools.register.enums import Phase
from tests.factories import SchoolFactory
from tests.factories.measures import MoveFactory
from tests.portal.dashboards.test_rates import census, suspend

PAGES = [
    ("board", [], {}),
    ("rates", [], {}),
    ("rates", [], {"period": "2025-year", "phase": "secondary"}),
    ("reasons", [], {}),
    ("measures_schools", [], {"year": "2025"}),
    ("rates_schools", [], {"period": "2025-spring"}),
    ("published", ["exc_school"], {}),
    ("published", ["exc_characteristics"], {"period": "2025-year"}),
]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-23 10:00", tick=False):
        yield


@pytest.fixture
def counted(cast):
    census(cast.own, 200, sex_F=90, sex_M=110, sen_provision_K=40, sen_provision_N=160)
    census(cast.other, 100, sex_F=50, sex_M=50, sen_provision_N=100)
    for _ in range(12):
        suspend(cast.own, sen_provision="K")
    for _ in range(14):
        suspend(cast.own, sen_provision="N")
    suspend(cast.other, 3, sen_provision="N")
    refresh_figures()
    refresh_rates()


def body_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def text_of(answer):
    return unescape(body_of(answer).decode("utf-8-sig"))


def rows_of(browser, name, **asked):
    answer = browser.get(reverse("dashboards:published", args=[name]), asked)
    return list(csv.DictReader(text_of(answer).splitlines()))


def test_worked_example_of_the_ratio():
    # domain.md 4.4: 18 of 400 against 30 of 1,600.
    assert [round(n, 2) for n in relative_ratio(18, 400, 30, 1600)] == [2.4, 1.35, 4.26]
    assert relative_ratio(2, 400, 30, 1600) is None
    assert relative_ratio(4, 40, 30, 1600) is None
    assert relative_ratio(5, 0, 3, 0) is None


def test_pages_show_rates_and_hide_small_numbers(cast, as_person, counted):
    browser = as_person("board_member")
    board = text_of(browser.get(reverse("dashboards:board")))
    assert "Suspensions and permanent exclusions by term" in board
    assert "Beside suspension, by academic year" in board
    # 29 suspensions of 300 pupils.
    assert ">9.67<" in board
    page = text_of(browser.get(reverse("dashboards:rates"), {"period": "2025-spring"}))
    assert "census of 15 January 2026" in page
    assert "State-funded secondary" in page
    schools = text_of(browser.get(reverse("dashboards:rates_schools"), {"period": "2025-spring"}))
    assert cast.own.name in schools
    assert ">3<" not in schools
    # The larger one is hidden beside it, since the total would tell.
    assert ">29<" not in schools
    assert ">26<" not in schools


def test_no_page_reads_a_record(as_person, counted):
    browser = as_person("board_member")
    for name, args, asked in PAGES:
        address = reverse(f"dashboards:{name}", args=args)
        browser.get(address, asked)
        with CaptureQueriesContext(connection) as captured:
            body_of(browser.get(address, asked))
        asked_of = " ".join(query["sql"] for query in captured)
        tables = ("suspensions_suspension", "measures_measure", "pupils_pupil", "headcounts_census")
        assert [table for table in tables if f'"{table}"' in asked_of] == []


def test_pages_ask_the_same_however_many_schools(cast, as_person, counted):
    browser, counts = as_person("board_member"), []
    for _ in range(2):
        found = []
        for name, args, asked in PAGES:
            address = reverse(f"dashboards:{name}", args=args)
            browser.get(address, asked)
            with CaptureQueriesContext(connection) as captured:
                body_of(browser.get(address, asked))
            found.append(len(captured))
        counts.append(found)
        for _ in range(3):
            school = SchoolFactory()
            census(school, 100, sex_F=50, sex_M=50)
            suspend(school, 7)
        refresh_rates(full=True)
    assert counts[0] == counts[1]


def test_the_published_file_is_tidy(cast, as_person, counted, settings):
    settings.AUTHORITY = {**settings.AUTHORITY, "gss_code": "E09000099", "region_name": "Inner London"}
    rows = rows_of(as_person("board_member"), "exc_characteristics", period="2025-spring")

    total = next(row for row in rows if row["education_phase"] == row["characteristic"] == "Total")
    assert total == {
        "time_identifier": "Spring term",
        "time_period": "202526",
        "geographic_level": "Local authority",
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": "",
        "region_name": "Inner London",
        "new_la_code": "E09000099",
        "old_la_code": "999",
        "la_name": settings.AUTHORITY["name"],
        "education_phase": "Total",
        "characteristic_group": "Total",
        "characteristic": "Total",
        "headcount": "300",
        "perm_excl": "0",
        "perm_excl_rate": "0.00",
        "suspension": "29",
        "susp_rate": "9.67",
        "one_plus_susp": "27",
        "one_plus_susp_rate": "9.00",
    }
    assert {row["characteristic_group"] for row in rows} >= {"Sex", "SEN provision"}
    assert "Looked after" not in {row["characteristic_group"] for row in rows}
    assert {row["time_identifier"] for row in rows} == {"Spring term"}


def test_the_file_of_schools_hides_what_the_page_hides(cast, as_person, counted):
    rows = rows_of(as_person("board_member"), "exc_school", period="2025-spring")
    found = {row["school_urn"]: row["suspension"] for row in rows}
    assert found == {str(cast.own.urn): "c", str(cast.other.urn): "c"}
    assert {row["susp_rate"] for row in rows} == {"c"}
    assert {row["headcount"] for row in rows} == {"200", "100"}
    every = rows_of(as_person("board_member"), "exc_school")
    assert {row["time_identifier"] for row in every} >= {"Academic year", "Autumn term", "Spring term"}


@pytest.mark.parametrize("name", list(FILES))
def test_every_filter_and_indicator_is_said(as_person, counted, name):
    browser = as_person("board_member")
    meta = rows_of(browser, f"{name}.meta")
    header = FILES[name].header
    assert list(meta[0]) == list(META)
    assert {row["col_name"] for row in meta} <= set(header)
    assert {row["col_name"] for row in meta if row["col_type"] == "Indicator"} == set(header[-7:])
    disposition = browser.get(reverse("dashboards:published", args=[f"{name}.meta"]))["Content-Disposition"]
    assert disposition == f'attachment; filename="{name}.meta.csv"'


def test_downloads_are_written_down(as_person, counted):
    rows_of(as_person("board_member"), "exc_school", period="2025-spring")
    event = Event.objects.get(verb="board.export_published")
    assert event.detail == {"file": "exc_school", "periods": ["2025-spring"]}


@pytest.mark.parametrize("period", ["2025-winter", "1", "\x00", "9" * 99])
def test_a_period_that_is_none(as_person, counted, period):
    browser = as_person("board_member")
    assert browser.get(reverse("dashboards:rates"), {"period": period}).status_code == 200
    assert browser.get(reverse("dashboards:rates_schools"), {"period": period}).status_code == 200
    file = reverse("dashboards:published", args=["exc_school"])
    assert browser.get(file, {"period": period}).status_code == 404
    assert browser.get(reverse("dashboards:published", args=["no_such"])).status_code == 404


def test_before_the_first_count_pages_say_so(as_person):
    browser = as_person("board_member")
    for name in ("rates", "rates_schools"):
        assert "being counted for the first time" in text_of(browser.get(reverse(f"dashboards:{name}")))
    assert rows_of(browser, "exc_school") == []


def test_the_workbook_of_schools_hides_the_same(cast, as_person, counted):
    answer = as_person("board_member").get(
        reverse("dashboards:rates_schools"), {"period": "2025-spring", "export": "csv"}
    )
    rows = list(csv.DictReader(text_of(answer).splitlines()))
    assert {row["Suspensions"] for row in rows} == {"c"}
    assert Event.objects.filter(verb="board.export_rates").count() == 1


def test_years_too_old_are_dropped(counted):
    assert set(Rate.objects.values_list("year__year", flat=True)) <= {2024, 2025, 2026}
    with time_machine.travel(date(2028, 9, 1), tick=False):
        refresh_rates()
    assert not Rate.objects.filter(year__year=2025).exists()


def test_reasons_are_shown_by_code_with_shares_and_by_term(as_person, counted):
    browser = as_person("board_member")
    of_period = text_of(browser.get(reverse("dashboards:rates"), {"period": "2025-spring"}))
    assert "By reason" in of_period
    by_term = text_of(browser.get(reverse("dashboards:reasons")))
    assert "Reasons for suspensions by term" in by_term
    # 29 suspensions for one reason.
    for page in (of_period, by_term):
        assert re.search(r"Physical assault against a pupil</th>\s*<td[^>]*>", page)
        assert ">29<" in page


def test_characteristics_of_the_schools_of_one_phase(as_person, counted):
    browser, page = as_person("board_member"), reverse("dashboards:rates")

    def pupils_by_sex(phase):
        answer = browser.get(page, {"period": "2025-spring", "phase": phase})
        tables = {table.name: table for table in answer.context["tables"]}
        return {label: figures[0] for label, figures in tables["sex"].rows} if "sex" in tables else None

    of_all = pupils_by_sex("total")
    census(SchoolFactory(phase=Phase.PRIMARY), 100, sex_F=60, sex_M=40)
    refresh_rates(full=True)
    assert pupils_by_sex("secondary") == of_all
    assert pupils_by_sex("primary") == {"Female": 60, "Male": 40}
    assert pupils_by_sex("special") is None
    assert browser.get(page, {"phase": "\x00"}).status_code == 200


def test_measures_by_school_hide_few_on_the_page_and_in_the_file(cast, as_person):
    for school, times in ((cast.own, 12), (cast.other, 3)):
        for _ in range(times):
            MoveFactory(school=school, starts_on=date(2025, 11, 3), state=MeasureState.SUSTAINED)
    refresh_figures()
    refresh_rates()
    browser, address = as_person("board_member"), reverse("dashboards:measures_schools")
    page = text_of(browser.get(address, {"year": "2025"}))
    assert cast.own.name in page
    assert (">12<" in page, ">3<" in page) == (False, False)
    rows = list(csv.DictReader(text_of(browser.get(address, {"year": "2025", "export": "csv"})).splitlines()))
    assert {row["Managed moves"] for row in rows} == {"c"}
    assert {row["Off-site directions"] for row in rows} == {"0"}
    assert Event.objects.filter(verb="board.export_measures").count() == 1


def test_schools_say_where_they_lie_among_their_phase(cast, as_person):
    for school, times in ((cast.own, 20), (SchoolFactory(), 60)):
        census(school, 400)
        for _ in range(times):
            suspend(school)
    refresh_figures()
    refresh_rates()
    page = text_of(
        as_person("board_member").get(reverse("dashboards:rates_schools"), {"period": "2025-spring"})
    )
    # 80 of 800 pupils: 10 per 100, +- 3.09 * sqrt(.1 * .9 / 400).
    assert "below the 99.8% limit of 5.37" in page
    assert "above the 99.8% limit of 14.6" in page
