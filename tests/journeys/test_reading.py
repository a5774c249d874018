"""Those who read: the board its figures, the school its guidance, and everyone their own first page."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.dashboards.services import refresh_figures
from resources.guidance.demo import make_demo_guidance
from tests.cast import EVERYONE
from tests.factories import CaseFactory, ConcernFactory
from tests.journeys.conftest import JOURNEY, PHONE

pytestmark = JOURNEY


def test_the_board_reads_its_figures_and_takes_the_workbook(committed_cast, at_browser):
    for _ in range(7):
        ConcernFactory(school=committed_cast.own)
        CaseFactory(school=committed_cast.own)
    refresh_figures()
    member = at_browser(committed_cast.board_member)

    member.clicks("link", "Board", exact=True)
    member.sees("Open cases by stage and phase")
    with member.page.expect_download() as download:
        member.page.get_by_role("button", name="Download the workbook").click()

    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    rows = book["Open cases by stage and phase"].iter_rows(values_only=True)
    assert [7 in row for row in rows if row[0] == "Inclusion meeting"] == [True]
    member.clicks("link", "Figures by school")


def test_a_school_finds_and_downloads_guidance_in_two_clicks(committed_cast, at_browser):
    make_demo_guidance()
    staff = at_browser(committed_cast.school_staff, PHONE)

    staff.page.get_by_label("Search guidance and templates").fill("ten questions")
    staff.clicks("button", "Search")
    staff.clicks("link", "Before you suspend: ten questions")
    with staff.page.expect_download() as download:
        staff.page.locator("main a[download]").first.click()

    assert download.value.path().stat().st_size > 0


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_everyones_first_page_is_readable(committed_cast, at_browser, size):
    """`at_browser` looks at the sign-in's landing page: axe, width, headings, errors."""
    ConcernFactory(school=committed_cast.own)
    CaseFactory(school=committed_cast.own)
    refresh_figures()

    for name in EVERYONE:
        visitor = at_browser(committed_cast.people[name], *([size] if size else []))
        visitor.page.context.close()


def test_the_components_are_readable(committed_cast, at_browser):
    at_browser(committed_cast.dsl).opens("/components/")
