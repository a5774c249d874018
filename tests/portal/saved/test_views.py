"""Saved views of lists: kept, followed, opened first, named anew, deleted; and nobody else's."""

import html
import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.audit.models import Event
from portal.core.errors import Refused
from portal.saved.models import SavedView
from portal.saved.queries import canonical
from portal.saved.services import MOST_OF_A_LIST, save_view
from tests.factories import ConcernFactory

OPEN = "/concerns/?state=open"
ADD_OPEN = f"/saved/add/?to={quote(OPEN)}"


def views_above(page: str) -> list[tuple[str, str, bool]]:
    """(name, address, whether it says it is shown) of the links above a list."""
    found = re.search(r'<nav class="portal-views".*?</nav>', page, re.DOTALL)
    links = re.findall(r'<a class="govuk-link" href="([^"]+)"( aria-current="true")?>([^<]+)</a>', found[0])
    return [(html.unescape(name), html.unescape(to), bool(now)) for to, now, name in links]


def save(browser, name="Open ones", to=OPEN, **more):
    return browser.post(f"/saved/add/?to={quote(to)}", {"name": name, **more}, follow=True)


def test_filters_are_kept_and_stand_above_the_list(as_person, cast):
    browser = as_person("dsl")
    ConcernFactory(school=cast.own)
    before = browser.get(OPEN).content.decode()
    assert views_above(before) == [("Save these filters", f"/saved/add/?to={quote(OPEN, safe='')}", False)]
    assert "portal-views" not in browser.get("/concerns/").content.decode()

    after = save(browser, to="/concerns/?page=2&state=open&category=&export=")

    assert after.redirect_chain == [(OPEN, 302)]
    assert views_above(after.content.decode())[:1] == [("Open ones", OPEN, True)]
    assert views_above(browser.get("/concerns/?state=sent").content.decode())[0] == ("Open ones", OPEN, False)
    assert list(Event.objects.filter(verb="view.save").values_list("detail", flat=True)) == [
        {"list": "Concerns"}
    ]


def test_nobody_else_has_it_and_no_other_list(as_person, cast):
    save(as_person("dsl"))
    other = as_person("deputy_dsl")
    view = SavedView.objects.get()

    assert "Open ones" not in other.get(OPEN).content.decode()
    assert "Open ones" not in as_person("dsl").get("/cases/?state=open").content.decode()
    assert "Open ones" not in other.get("/saved/").content.decode()
    for path in (f"/saved/{view.reference}/", f"/saved/{view.reference}/delete/"):
        assert other.post(path, {"name": "Mine"}).status_code == 404


def test_one_view_opens_first_and_the_whole_list_stays_a_click_away(as_person, cast):
    browser = as_person("dsl")
    save(browser, is_default="on")
    save(browser, name="Decided", to="/concerns/?state=decided", is_default="on")

    assert browser.get("/concerns/").headers["Location"] == "/concerns/?state=decided"
    page = browser.get("/concerns/?view=all")
    assert page.status_code == 200
    assert ("No filters", "/concerns/?view=all", False) in views_above(page.content.decode())
    assert browser.get("/concerns/?export=csv").status_code == 200
    assert list(SavedView.objects.filter(is_default=True).values_list("name", flat=True)) == ["Decided"]


def test_the_fragment_brings_its_own_links(as_person, cast):
    browser = as_person("dsl")
    headers = {"HX-Request": "true", "HX-Target": "results"}

    page = browser.get(OPEN, headers=headers).content.decode()

    assert views_above(page)[0][0] == "Save these filters"


def test_a_view_is_named_anew_and_deleted(as_person, cast):
    browser = as_person("dsl")
    save(browser)
    path = f"/saved/{SavedView.objects.get().reference}/"
    assert "Open ones" in browser.get("/saved/").content.decode()

    assert browser.post(path, {"name": "Not decided", "is_default": "on"}).headers["Location"] == "/saved/"
    assert list(SavedView.objects.values_list("name", "is_default")) == [("Not decided", True)]
    browser.post(f"{path}delete/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [("", "Write a name"), (" ", "Write a name"), ("x" * 61, "at most 60"), ("Open ones", "already")],
)
def test_a_name_that_cannot_be_is_said_beside_it(as_person, cast, name, says):
    browser = as_person("dsl")
    save(browser)

    page = save(browser, name=name).content.decode()

    assert says in page
    assert SavedView.objects.count() == 1


def test_a_double_click_saves_once(as_person, cast):
    browser = as_person("dsl")
    for _ in range(2):
        save(browser, once_token="t" * 20)

    assert SavedView.objects.count() == 1


def test_so_many_of_a_list_and_no_more(cast):
    for number in range(MOST_OF_A_LIST):
        save_view(listed="Concerns", name=str(number), query="", is_default=False, by=cast.dsl)

    with pytest.raises(Refused, match="Delete one first"):
        save_view(listed="Concerns", name="more", query="", is_default=False, by=cast.dsl)
    save_view(listed="Cases", name="of another list", query="", is_default=False, by=cast.dsl)
    with pytest.raises(Refused, match="too long"):
        save_view(listed="Cases", name="long", query=f"school={'x' * 1001}", is_default=False, by=cast.dsl)


@pytest.mark.parametrize(
    "to",
    [
        "",
        "/",
        "/saved/",
        "//evil.example/concerns/",
        "https://evil.example/concerns/",
        "/nowhere/",
        "\x00",
        "http://[",
    ],
)
def test_only_lists_of_the_portal_are_kept(as_person, cast, to):
    assert save(as_person("dsl"), to=to).status_code == 404


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("b=2&a=1&page=3&export=csv&view=all", "a=1&b=2"),
        ("a=&b=+", ""),
        ("a=2&a=1", "a=1&a=2"),
        ("a=%00x", "a=%00x"),
        ("name=%C3%85", "name=%C3%85"),
        ("&".join(f"x{number}=1" for number in range(2000)), ""),
    ],
)
def test_the_same_view_is_the_same_text(query, kept):
    assert canonical(query) == kept


def test_as_many_questions_for_ten_views_as_for_one(as_person, cast):
    browser = as_person("dsl")
    save(browser)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            browser.get(OPEN)
        return len(caught)

    one = queries()
    for number in range(9):
        save_view(listed="Concerns", name=str(number), query=f"page={number}", is_default=False, by=cast.dsl)

    assert queries() == one
