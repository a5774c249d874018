"""An administrator lets a system in and shuts it out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.api.models import Token
from portal.api.services import PREFIX, make_token, revoke_token
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState


def form(days=30, **changed):
    last = timezone.localdate() + timedelta(days=days)
    return {
        "system": "Records",
        "contact": "IT desk",
        "scopes": ["schools", "cases"],
        "expires_on_0": last.day,
        "expires_on_1": last.month,
        "expires_on_2": last.year,
        **changed,
    }


def test_the_token_is_shown_once_and_never_again(as_person):
    browser = as_person("administrator")
    sent = form(once_token="t")
    page = browser.post(reverse("systems:make"), sent).content.decode()

    token = Token.objects.get()
    assert PREFIX in page
    assert (token.system, token.scopes) == ("Records", ["cases", "schools"])
    words = page.split(PREFIX)[1].split("<")[0]
    again = browser.post(reverse("systems:make"), sent, follow=True).content.decode()
    assert Token.objects.count() == 1
    assert words not in again
    assert words not in browser.get(reverse("systems:list")).content.decode()
    (event,) = Event.objects.filter(verb="token.make")
    assert event.detail["scopes"] == ["cases", "schools"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"system": ""}, "Enter the name of the system"),
        ({"contact": " "}, "Enter who looks after the system"),
        ({"scopes": []}, "Choose what it may read"),
        ({"scopes": ["everything"]}, "Select a valid choice"),
        ({"days": 400}, "from today to a year from now"),
        ({"days": -1}, "from today to a year from now"),
        ({"expires_on_1": "13"}, "real"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(as_person, changed, words):
    page = as_person("administrator").post(reverse("systems:make"), form(**changed)).content.decode()

    assert words in page
    assert changed.get("contact") or "IT desk" in page
    assert not Token.objects.exists()


def test_revoked_it_stays_in_the_list_and_cannot_be_revoked_again(as_person, let_in, cast):
    token, _ = let_in()
    browser = as_person("administrator")
    page = browser.post(reverse("systems:revoke", args=[token.reference]), follow=True).content.decode()

    assert "can no longer read anything" in page
    assert "Revoked" in page
    assert Event.objects.filter(verb="token.revoke").count() == 1
    token.refresh_from_db()
    with pytest.raises(WrongState):
        revoke_token(token=token, by=cast.administrator)


def test_the_service_too_refuses_a_token_for_ever(cast):
    with pytest.raises(Refused):
        make_token(
            system="x",
            contact="y",
            scopes=["schools"],
            expires_on=timezone.localdate() + timedelta(days=367),
            by=cast.administrator,
        )
    assert not Token.objects.exists()
