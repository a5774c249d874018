"""The administrators' pages: current, future and past links; adding and ending them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from schools.links.models import Link
from tests.cast import EVERYONE
from tests.factories import LinkFactory, UserFactory


@pytest.fixture
def admin(as_person):
    return as_person("administrator")


def typed(day, name):
    return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}


def add_url(school, user=None):
    url = reverse("links:add", args=[school.urn])
    return f"{url}?person={user.reference}" if user else url


def rows(html, heading):
    """The text of one group of links, between its heading and the next."""
    return html.split(f">{heading}</h2>")[1].split("</h2>")[0]


def test_links_are_shown_as_current_future_and_past(admin, cast):
    today = timezone.localdate()
    for name, starts, ends in (("Old Hand", -900, -800), ("New Hand", 5, None), ("Here Now", -5, 0)):
        LinkFactory(
            user=UserFactory(name=name),
            school=cast.own,
            capacity=Role.DEPUTY_DSL,
            starts_on=today + timedelta(days=starts),
            ends_on=ends if ends is None else today + timedelta(days=ends),
        )

    html = admin.get(reverse("links:manage", args=[cast.own.urn])).content.decode()

    where = {
        name: [heading for heading in ("Now", "Later", "Before") if name in rows(html, heading)]
        for name in ("Old Hand", "New Hand", "Here Now", "Lead Social Worker", "Other Dsl")
    }
    assert where == {
        "Old Hand": ["Before"],
        "New Hand": ["Later"],
        "Here Now": ["Now"],
        "Lead Social Worker": ["Now"],
        "Other Dsl": [],
    }
    past = Link.objects.get(user__name="Old Hand")
    assert reverse("links:end", args=[past.pk]) not in html


def test_a_school_without_links_says_what_to_do(admin, cast):
    Link.objects.filter(school=cast.other).delete()

    html = admin.get(reverse("links:manage", args=[cast.other.urn])).content.decode()

    assert "Nobody stands with this school now. Add a person." in html


def test_the_page_takes_the_same_queries_however_many_links(admin, cast):
    url = reverse("links:manage", args=[cast.own.urn])
    admin.get(url)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            admin.get(url)
        counts.append(len(queries))
        for _ in range(3):
            LinkFactory(school=cast.own, capacity=Role.SCHOOL_STAFF)

    assert counts[0] == counts[1]


def test_a_person_is_found_by_any_part_of_name_or_address(admin, cast):
    UserFactory(name="Zoë Quill", email="zq@example.org")
    UserFactory(name="Zoë Gone", is_active=False)

    found = {
        sought: [person.name for person in admin.get(add_url(cast.own), {"q": sought}).context["found"]]
        for sought in ("quill", "zo quil", "zq@", "gone", "", "nobody at all")
    }

    assert found == {
        "quill": ["Zoë Quill"],
        "zo quil": ["Zoë Quill"],
        "zq@": ["Zoë Quill"],
        "gone": [],
        "": [],
        "nobody at all": [],
    }


def test_a_link_is_added_from_the_page(admin, cast):
    user, today = UserFactory(name="Zoë Quill"), timezone.localdate()

    response = admin.post(
        add_url(cast.own, user),
        {"capacity": Role.DEPUTY_DSL, "note": "From September", **typed(today, "starts_on")},
        follow=True,
    )

    link = Link.objects.get(user=user)
    assert (link.school, link.capacity, link.starts_on, link.ends_on, link.note) == (
        cast.own,
        Role.DEPUTY_DSL,
        today,
        None,
        "From September",
    )
    assert "Zoë Quill now stands with Northgate High School." in response.content.decode()


def test_a_double_click_adds_once(admin, cast):
    user = UserFactory()
    data = {"capacity": Role.SCHOOL_STAFF, "once_token": "abc", **typed(timezone.localdate(), "starts_on")}

    answers = [admin.post(add_url(cast.own, user), data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Link.objects.filter(user=user).count() == 1


def test_a_clash_names_the_holder_beside_the_field_and_keeps_what_was_typed(admin, cast):
    data = {
        "capacity": Role.LEAD_SOCIAL_WORKER,
        "note": "Kept as typed",
        **typed(timezone.localdate(), "starts_on"),
    }

    response = admin.post(add_url(cast.own, UserFactory()), data)

    assert response.context["form"].errors == {
        "capacity": [
            "Lead Social Worker is already lead social worker of this school, "
            "from 1 September 2024 with no last day."
        ]
    }
    assert "Kept as typed" in response.content.decode()


def test_a_ticked_handover_ends_the_holders_link(admin, cast):
    user, today = UserFactory(), timezone.localdate()
    data = {"capacity": Role.LEAD_SOCIAL_WORKER, "replaces": "on", **typed(today, "starts_on")}

    admin.post(add_url(cast.own, user), data)

    holders = Link.objects.filter(school=cast.own, capacity=Role.LEAD_SOCIAL_WORKER).order_by("starts_on")
    assert list(holders.values_list("user", "ends_on")) == [
        (cast.lead_social_worker.pk, today - timedelta(days=1)),
        (user.pk, None),
    ]


def test_mistakes_are_named_field_by_field(admin, cast):
    today = timezone.localdate()
    data = {**typed(today, "starts_on"), **typed(today - timedelta(days=1), "ends_on")}

    response = admin.post(add_url(cast.own, UserFactory()), data)

    assert response.context["form"].errors == {
        "capacity": ["Select what this person does for the school"],
        "ends_on": ["The last day must be on or after the first day"],
    }


def test_a_link_is_ended_from_the_page(admin, cast):
    link = Link.objects.get(user=cast.dsl)
    today = timezone.localdate()

    response = admin.post(reverse("links:end", args=[link.pk]), typed(today, "ends_on"), follow=True)

    link.refresh_from_db()
    assert link.ends_on == today
    assert "Dsl’s link is ended." in response.content.decode()


def test_a_last_day_before_the_first_is_named(admin, cast):
    link = Link.objects.get(user=cast.dsl)

    response = admin.post(
        reverse("links:end", args=[link.pk]), typed(link.starts_on - timedelta(days=1), "ends_on")
    )

    assert response.context["form"].errors == {
        "ends_on": ["The last day must be on or after the first day, 1 September 2024"]
    }


def test_a_link_that_has_not_begun_is_cancelled_on_its_page(admin, cast):
    link = LinkFactory(
        school=cast.own, capacity=Role.SCHOOL_STAFF, starts_on=timezone.localdate() + timedelta(days=1)
    )
    url = reverse("links:end", args=[link.pk])
    assert "Cancel the link" in admin.get(url).content.decode()

    admin.post(url)

    assert not Link.objects.filter(pk=link.pk).exists()


def test_what_has_changed_meanwhile_is_told(admin, cast):
    link = LinkFactory(
        school=cast.own, capacity=Role.SCHOOL_STAFF, ends_on=timezone.localdate() - timedelta(days=9)
    )

    response = admin.post(
        reverse("links:end", args=[link.pk]), typed(timezone.localdate(), "ends_on"), follow=True
    )

    assert "This link ended on" in response.content.decode()


def test_only_administrators_come_in(as_person, cast):
    link = Link.objects.get(user=cast.dsl)
    urls = [
        reverse("links:manage", args=[cast.own.urn]),
        add_url(cast.own),
        add_url(cast.own, cast.nobody),
        reverse("links:end", args=[link.pk]),
    ]
    for person in EVERYONE:
        client = as_person(person)
        expected = {200} if person == "administrator" else {403}
        assert {client.get(url).status_code for url in urls} == expected, person
        if person != "administrator":
            assert {client.post(url).status_code for url in urls[1:]} == {403}, person


def test_reading_the_pages_changes_nothing(admin, cast):
    before = list(Link.objects.order_by("pk").values())
    link = Link.objects.get(user=cast.dsl)

    for url in (add_url(cast.own, cast.nobody), reverse("links:end", args=[link.pk])):
        admin.get(url)

    assert list(Link.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "path",
    [
        "/links/schools/99999999999999999999999/",
        "/links/schools/1/add/",
        "/links/99999999999999999999999/end/",
        "/links/schools/990001/add/?person=U-NOONE",
        "/links/schools/990001/add/?person=",
        "/links/schools/990001/add/?person=%00",
    ],
)
def test_what_is_not_there_is_not_found(admin, path):
    assert admin.get(path).status_code == 404


@pytest.mark.parametrize("sought", ["\x00", "%", "'; DROP TABLE", "💥" * 200, "a " * 500])
def test_strange_searches_find_nobody(admin, cast, sought):
    response = admin.get(add_url(cast.own), {"q": sought})

    assert response.status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        {"starts_on_0": "99999999999999999999", "starts_on_1": "1", "starts_on_2": "2026"},
        {"starts_on_0": "1", "starts_on_1": "1", "starts_on_2": "0"},
        {"starts_on_0": "x\x00", "starts_on_1": "1", "starts_on_2": "2026"},
        {"starts_on_0": "1", "starts_on_1": "1", "starts_on_2": "1", "note": "\x00"},
    ],
)
def test_strange_dates_are_a_mistake_and_no_crash(admin, cast, data):
    response = admin.post(add_url(cast.own, UserFactory()), {"capacity": Role.SCHOOL_STAFF, **data})

    assert response.status_code == 200
    assert response.context["form"].errors
