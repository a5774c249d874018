"""A session ends after its idle minutes and after its hours, and no page view writes to say so."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

ME = "/account/"


@pytest.fixture
def clock(settings):
    settings.SESSION_IDLE_MINUTES = 15
    settings.SESSION_ABSOLUTE_HOURS = 10
    with time_machine.travel(timezone.now(), tick=False) as moment:
        yield moment


def test_a_person_who_keeps_working_stays_signed_in(as_person, clock):
    client = as_person("dsl")

    answers = []
    for _ in range(4):
        clock.shift(timedelta(minutes=14))
        answers.append(client.get(ME).status_code)

    assert answers == [200, 200, 200, 200]


def test_idle_time_ends_the_session_and_says_why(as_person, clock):
    client = as_person("dsl")
    client.get(ME)
    clock.shift(timedelta(minutes=15, seconds=1))

    response = client.get(f"{ME}?a=b", follow=True)

    assert response.redirect_chain == [("/accounts/login/?next=%2Faccount%2F%3Fa%3Db", 302)]
    assert "did not use the portal for 15 minutes" in response.content.decode()
    assert Session.objects.count() == 0


def test_the_first_page_after_a_long_look_at_nothing_ends_the_session(as_person, clock):
    client = as_person("dsl")
    clock.shift(timedelta(minutes=16))

    assert client.get(ME).status_code == 302


def test_the_button_of_the_warning_keeps_the_session(as_person, clock):
    client = as_person("dsl")
    client.get(ME)
    clock.shift(timedelta(minutes=14))
    client.post(reverse("accounts:stay_signed_in"))
    clock.shift(timedelta(minutes=14))

    assert client.get(ME).status_code == 200


def test_ten_hours_end_the_session_of_the_busiest(as_person, clock):
    client = as_person("dsl")
    Session.objects.update(expire_date=timezone.now() + timedelta(days=1))
    for _ in range(59):
        clock.shift(timedelta(minutes=10))
        assert client.get(ME).status_code == 200
    clock.shift(timedelta(minutes=10, seconds=1))

    response = client.get(ME, follow=True)

    assert "signed in more than 10 hours ago" in response.content.decode()


def test_a_forged_or_borrowed_cookie_does_not_lengthen_a_session(as_person, clock):
    client, another = as_person("dsl"), as_person("dsl")
    clock.shift(timedelta(minutes=14))
    another.get(ME)
    client.cookies["portal_seen"] = another.cookies["portal_seen"].value
    clock.shift(timedelta(minutes=2))

    assert client.get(ME).status_code == 302
    assert another.get(ME).status_code == 200


def test_a_page_view_writes_nothing(as_person, clock):
    client = as_person("dsl")
    client.get(ME)
    clock.shift(timedelta(minutes=5))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(ME)

    assert "portal_seen" in response.cookies
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []


def test_the_cookie_is_kept_from_scripts_and_sent_once_a_minute(as_person, clock):
    client = as_person("dsl")
    cookie = client.get(ME).cookies["portal_seen"]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    clock.shift(timedelta(seconds=30))
    assert "portal_seen" not in client.get(ME).cookies
    clock.shift(timedelta(seconds=31))
    assert "portal_seen" in client.get(ME).cookies


def test_a_form_sent_too_late_says_that_drafts_are_saved(as_person, clock):
    client = as_person("dsl")
    clock.shift(timedelta(minutes=16))

    response = client.post(ME, {"phone": "1"}, headers={"referer": f"http://testserver{ME}"}, follow=True)

    assert response.redirect_chain == [("/accounts/login/?next=%2Faccount%2F", 302)]
    assert "typed into a draft is saved" in response.content.decode()


def test_a_foreign_referer_is_no_way_back(as_person, clock):
    client = as_person("dsl")
    clock.shift(timedelta(minutes=16))

    response = client.post(ME, headers={"referer": "https://elsewhere.example/account/"})

    assert response["Location"] == "/accounts/login/"


def test_htmx_leaves_the_whole_page(as_person, clock):
    client = as_person("dsl")
    clock.shift(timedelta(minutes=16))

    response = client.get(ME, headers={"hx-request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (200, "/accounts/login/")


@pytest.mark.parametrize("headers", [{"accept": "application/json"}, {"x-requested-with": "fetch"}])
def test_a_script_is_told_by_status(as_person, clock, headers):
    client = as_person("dsl")
    clock.shift(timedelta(minutes=16))

    assert client.get(ME, headers=headers).status_code == 401


def test_a_public_page_is_shown_all_the_same(as_person, clock):
    client = as_person("dsl")
    clock.shift(timedelta(minutes=16))

    response = client.get(reverse("core:cookies"))

    assert response.status_code == 200
    assert not response.context["user"].is_authenticated
