"""Naughty strings through what heads of service and readers of lists type: kept as typed, shown as text."""

from exclusions.concerns.models import Entry
from portal.saved.models import SavedView
from tests.factories import ConcernFactory
from tests.naughty import naughty, shows_as_text


@naughty
def test_the_note_of_a_concern_that_is_given_away(cast, as_person, text):
    concern, deputy = ConcernFactory(school=cast.own), cast.deputy_social_worker
    sent = {"concern": [f"{concern.reference}:1"], "give": "yes", "to": deputy.reference, "note": text}

    page = as_person("head_of_service").post("/inbox/team/give/", sent, follow=True)

    assert page.status_code == 200
    assert Entry.objects.get(kind="internal").body == text.strip()
    assert shows_as_text(as_person("deputy_social_worker").get(f"/inbox/{concern.reference}/").text, text)


@naughty
def test_the_name_and_the_filters_of_a_saved_view(cast, as_person, text):
    browser, name = as_person("dsl"), text[:60]
    ConcernFactory(school=cast.own)
    browser.get("/concerns/", {"state": text[:200]})

    page = browser.post("/saved/add/", {"to": "/concerns/?state=open", "name": name}, follow=True)

    assert page.status_code == 200
    assert SavedView.objects.get().name == name.strip()
    assert shows_as_text(page.text, name)
    assert shows_as_text(browser.get("/saved/").text, name)


@naughty
def test_every_filter_of_the_lists_takes_anything(cast, as_person, text):
    head, worker = as_person("head_of_service"), as_person("lead_social_worker")
    asked = text[:200]

    for name in (
        "worker",
        "school",
        "kind",
        "phase",
        "urgency",
        "age",
        "news",
        "tab",
        "per_page",
        "page",
        "sort",
    ):
        for browser, path in ((head, "/inbox/team/concerns/"), (head, "/inbox/late/"), (worker, "/inbox/")):
            assert browser.get(path, {name: asked}).status_code == 200, (path, name)
