"""The kinds of concern as the authority words them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exclusions.concerns import services
from exclusions.concerns.enums import Category
from exclusions.concerns.kinds import MOST_QUICK, choices_for, filter_choices, forget_kinds, labels_of
from exclusions.concerns.models import KindOfConcern
from portal.audit.models import Event
from portal.core.errors import Refused
from tests.factories import ConcernFactory


@pytest.fixture(autouse=True)
def _anew():
    """Each test reads them anew; what one has changed is rolled back."""
    forget_kinds()
    yield
    forget_kinds()


def said(**other):
    return {
        "kind": None,
        "label": "County lines",
        "hint": "",
        "group": "",
        "position": 5,
        "is_retired": False,
        **other,
    }


def kind(code):
    return KindOfConcern.objects.get(code=code)


def as_it_is(code, **other):
    now = kind(code)
    names = ("label", "hint", "group", "position", "is_retired")
    return {"kind": now, **{name: getattr(now, name) for name in names}, **other}


def test_the_portal_ships_with_the_kinds_that_rules_name(db):
    assert choices_for([]) == [(str(c), str(c.label)) for c in Category]


def test_a_new_label_shows_on_old_concerns_and_their_filter(cast, as_person):
    ConcernFactory(school=cast.own, categories=["online"])
    services.set_kind(**as_it_is("online", label="Online harm"), by=cast.administrator)

    page = as_person("dsl").get(reverse("concerns:list") + "?category=online").content.decode()

    assert page.count("Online harm") == 2
    assert Event.objects.filter(verb="concern_kind.set", actor=cast.administrator).count() == 1


def test_a_retired_kind_is_offered_no_more_and_keeps_its_label(cast, draft, as_person):
    services.set_kind(**as_it_is("missing", is_retired=True), by=cast.administrator)

    assert ("missing", "Missing") not in choices_for([])
    assert labels_of(["missing"]) == ["Missing"]
    assert ("missing", "Missing (no longer used)") in filter_choices()
    # A draft that has chosen it can still be sent.
    assert ("missing", "Missing") in choices_for(["missing"])
    assert services.send_concern(draft=draft, by=cast.dsl).categories == ["exploitation", "missing"]


def test_a_kind_with_a_heading_stands_under_more_kinds(cast, draft, as_person):
    services.set_kind(**said(group="Exploitation", hint="Moved to sell drugs"), by=cast.administrator)

    page = as_person("dsl").get(draft.get_absolute_url()).content.decode()

    before, more = page.split("More kinds")
    assert 'value="county_lines"' not in before
    assert 'value="county_lines"' in more
    assert "Moved to sell drugs" in more


def test_no_more_than_twelve_are_quick(cast):
    for number in range(KindOfConcern.objects.count(), MOST_QUICK):
        services.set_kind(**said(label=f"Kind {number}"), by=cast.administrator)

    with pytest.raises(Refused, match="12 quick ones"):
        services.set_kind(**said(), by=cast.administrator)
    services.set_kind(**said(group="More"), by=cast.administrator)


def test_the_last_quick_one_stays(cast):
    KindOfConcern.objects.exclude(code="other").update(is_retired=True)

    with pytest.raises(Refused, match="last one"):
        services.set_kind(**as_it_is("other", is_retired=True), by=cast.administrator)


def test_two_kinds_do_not_share_a_label(cast):
    with pytest.raises(Refused, match="already"):
        services.set_kind(**said(label="ONLINE"), by=cast.administrator)


def test_codes_stay_apart_and_never_change(cast):
    services.set_kind(**as_it_is("online", is_retired=True), by=cast.administrator)
    new = services.set_kind(**said(label="Online"), by=cast.administrator)
    again = services.set_kind(**as_it_is(new.code, label="In chats"), by=cast.administrator)
    strange = services.set_kind(**said(label="网络"), by=cast.administrator)

    assert (new.code, again.code, strange.code) == ("online_2", "online_2", "kind")


def test_the_page_saves_and_says_what_is_wrong(cast, as_person):
    administrator = as_person("administrator")
    url = reverse("concerns:kind", args=["online"])

    saved = administrator.post(url, {"label": "Online harm", "position": "60"})
    wrong = administrator.post(url, {"label": "Missing", "position": "x"})
    taken = administrator.post(url, {"label": "Missing", "position": "60"})

    assert saved.url == reverse("concerns:kinds")
    assert "Write a whole number" in wrong.content.decode()
    assert "There is a kind called “Missing” already." in taken.content.decode()
    assert kind("online").label == "Online harm"


def test_lists_read_the_kinds_once(cast, as_person):
    for _ in range(3):
        ConcernFactory(school=cast.own)
    with CaptureQueriesContext(connection) as queries:
        as_person("dsl").get(reverse("concerns:list"))

    assert sum("concerns_kindofconcern" in query["sql"] for query in queries.captured_queries) == 1
