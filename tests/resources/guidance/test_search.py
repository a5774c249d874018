"""Finding guidance, and surviving what people type."""

import json

import pytest
from django.test import Client

from resources.guidance.search import forms_of, words_in
from tests.factories.guidance import DocumentFactory, GuidancePageFactory, SectionFactory, TopicFactory

BAD = [
    '"',
    "'",
    "*",
    '"un* OR',
    "NEAR(",
    "a" * 5000,
    "x " * 5000,
    "\x00",
    "a\x00b",
    "%",
    "\\",
    "((",
    "🙂",
    "؀",
    "-",
    "a:b",
]


@pytest.fixture
def guidance_page(db):
    return GuidancePageFactory(
        public=True,
        title="Weapons in school",
        summary="The first hour.",
        body=[("text", "<p>Make people safe before you look for the <b>corkscrew</b>.</p>")],
        topics=[TopicFactory(name="Violence", slug="violence")],
        documents=[DocumentFactory(title="Checklist", is_public=True)],
    )


def found(query):
    response = Client().get("/guidance/search/", query)
    assert response.status_code == 200
    return [page.title for page in response.context["found"]]


@pytest.mark.parametrize(
    "words", ["weapons", "WEAPON", "first hour", "corkscrew", "violence", "checklist", '"corkscrew" nothing']
)
def test_title_summary_body_and_topics_are_searched(guidance_page, words):
    assert found({"q": words}) == ["Weapons in school"]


def test_title_comes_before_body(guidance_page):
    GuidancePageFactory(public=True, title="Corkscrew safety", summary="A tool.")

    assert found({"q": "corkscrew"}) == ["Corkscrew safety", "Weapons in school"]


def test_results_offer_the_downloads_themselves(guidance_page):
    content = Client().get("/guidance/search/?q=weapons").content.decode()

    assert guidance_page.downloads.get().document.url in content


def test_topic_alone_lists_its_pages_and_narrows_a_search(guidance_page):
    GuidancePageFactory(public=True, title="Other weapons", topics=[TopicFactory(slug="online")])

    assert found({"topic": "violence"}) == ["Weapons in school"]
    assert found({"topic": "violence", "q": "weapons"}) == ["Weapons in school"]
    assert set(found({"q": "weapons"})) == {"Weapons in school", "Other weapons"}


def test_unknown_topic_is_ignored(guidance_page):
    assert found({"topic": "' OR 1=1", "q": "weapons"}) == ["Weapons in school"]


def test_nothing_found_says_what_to_do_next(guidance_page):
    content = Client().get("/guidance/search/?q=zebra").content.decode()

    assert "Nothing was found. Try fewer or other words" in content


def test_nothing_asked_asks(guidance_page):
    response = Client().get("/guidance/search/")

    assert response.context["found"].paginator.count == 0
    assert "Type what you need, or choose a topic." in response.content.decode()


def test_what_was_typed_is_kept_and_harmless(guidance_page):
    content = Client().get("/guidance/search/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in content


@pytest.mark.parametrize("typed", BAD, ids=repr)
@pytest.mark.parametrize("field", ["q", "topic", "page"])
def test_bad_input_finds_nothing_or_something_but_never_fails(guidance_page, field, typed):
    assert Client().get("/guidance/search/", {"q": "weapons", field: typed}).status_code == 200
    assert Client().get("/guidance/changes/", {field: typed}).status_code == 200


def test_naughty_strings(guidance_page, shared_data):
    strings = json.loads(
        (shared_data / "bad-input" / "minimaxir__big-list-of-naughty-strings--blns.json").read_text()
    )
    client = Client()

    assert {client.get("/guidance/search/", {"q": typed}).status_code for typed in strings} == {200}


@pytest.mark.parametrize(
    "path",
    [
        "/documents/99999999999999999999999999/x.txt",
        "/documents/1/%00.txt",
        "/guidance/%00/",
        "/guidance/" + "a" * 3000 + "/",
        "/guidance/..%2f..%2fetc/passwd/",
    ],
)
def test_odd_addresses_are_simply_not_there(guidance_page, path):
    assert Client().get(path).status_code == 404


def test_words_are_limited():
    assert words_in("z" * 500) == ["z" * 200]
    assert len(words_in("zz " * 500)) == 12
    assert words_in('No "need" to-exclude*') == ["no", "need", "exclude"]
    assert words_in("what to do") == ["what", "to", "do"]


def test_words_are_looked_for_with_their_endings():
    assert forms_of("weapon") == ["weapon", "weaponing", "weaponed", "weapons"]
    assert forms_of("suspending") == ["suspending", "suspend", "suspended", "suspends"]
    assert forms_of("nne") == ["nne"]


def test_more_pages_than_fit(db):
    section = SectionFactory()
    for number in range(25):
        GuidancePageFactory(public=True, parent=section, title=f"Lantern {number}")

    assert len(found({"q": "lantern"})) == 20
    assert len(found({"q": "lantern", "page": 2})) == 5
