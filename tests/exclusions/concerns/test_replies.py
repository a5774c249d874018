"""The texts with which replies to schools begin."""

import pytest
from django.db import Error, transaction
from django.urls import reverse

from exclusions.concerns import services
from exclusions.concerns.enums import Route
from exclusions.concerns.models import ReplyText
from exclusions.concerns.replies import begun, gaps, problems_with, shipped_text, texts_in_force
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from tests.factories import ConcernFactory
from tests.linkworkers.inbox.test_pages import text_of

GOOD = "Dear {to},\n\nAbout {reference}: [what to do].\n\n{sender}"


@pytest.mark.parametrize("route", Route)
def test_what_ships_has_what_it_needs(route):
    assert problems_with(shipped_text(route)) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Dear {to}, {sender}", "{reference} is missing"),
        ("{reference}", "{sender} is missing"),
        (f"{GOOD} {{child}}", "{child} is no place"),
        (f"{GOOD} {{}}", "{} is no place"),
        (" ", "Write the text"),
        (shipped_text(Route.ADVISE), "Nothing has changed"),
    ],
)
def test_a_text_that_does_not_do_is_refused(cast, text, problem):
    with pytest.raises(Refused, match="(?s)" + problem.replace("{", r"\{").replace("}", r"\}")):
        services.set_reply_text(route=Route.ADVISE, text=text, seen_number=0, by=cast.administrator)

    assert not ReplyText.objects.exists()


def test_an_edition_takes_the_place_of_the_one_before_and_both_stay(cast):
    first = services.set_reply_text(route=Route.ADVISE, text=GOOD, seen_number=0, by=cast.administrator)
    second = f"{GOOD}\nRing me."
    services.set_reply_text(route=Route.ADVISE, text=second, seen_number=1, by=cast.inclusion_officer)

    texts = texts_in_force()
    assert (texts[Route.ADVISE], texts[Route.CLOSE]) == (second, shipped_text(Route.CLOSE))
    assert list(ReplyText.objects.values_list("number", "text")) == [(2, second), (1, GOOD)]
    assert Event.objects.filter(verb="reply_text.set").count() == 2
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        ReplyText.objects.filter(pk=first.pk).update(text="Another")


def test_who_saves_second_reads_first_what_was_saved(cast, as_person):
    url = reverse("concerns:reply", args=["advise"])
    services.set_reply_text(route=Route.ADVISE, text=GOOD, seen_number=0, by=cast.inclusion_officer)
    mine = f"{GOOD}\nMine."

    page = as_person("administrator").post(url, {"text": mine, "seen_number": "0"})

    said = text_of(page)
    assert "Inclusion Officer has saved another text since you opened this" in said
    assert "Mine." in said
    assert 'name="seen_number" value="1"' in said
    with pytest.raises(WrongState):
        services.set_reply_text(route=Route.ADVISE, text=mine, seen_number=0, by=cast.administrator)
    as_person("administrator").post(url, {"text": mine, "seen_number": "1"})
    assert ReplyText.objects.first().text == mine


def test_a_preview_shows_an_example_and_saves_nothing(cast, as_person):
    url = reverse("concerns:reply", args=["close"])

    page = text_of(as_person("administrator").post(url, {"text": GOOD, "preview": "1", "seen_number": "0"}))

    assert "Dear Ms Example, About C-7K3Q9: [what to do]. Administrator, 020 7946 0123" in page
    assert not ReplyText.objects.exists()
    assert as_person("administrator").get(reverse("concerns:reply", args=["nonsense"])).status_code == 404


def test_a_reply_begins_with_the_authority_s_own_text(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    services.set_reply_text(route=Route.CLOSE, text=GOOD, seen_number=0, by=cast.administrator)

    page = as_person("lead_social_worker").get(reverse("inbox:concern", args=[concern.reference]))

    text = dict(page.context["starting_texts"])[Route.CLOSE]
    assert text == begun(GOOD, concern, cast.lead_social_worker)
    assert f"About {concern.reference}" in text
    assert gaps(text) == ["[what to do]"]
