"""The pages of administrators, and the page an invitation leads to."""

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.roles import ROLES
from portal.people import services
from portal.people.invitations import invitation_path
from tests.cast import EVERYONE
from tests.factories import RoleGrantFactory, UserFactory

LIST = "/people/"


def page_of(person, name="people:person", *more):
    return reverse(name, args=[person.reference, *more])


@pytest.mark.parametrize("name", [p for p in EVERYONE if p != "administrator"])
def test_only_administrators_manage_people(as_person, cast, name):
    client = as_person(name)
    addresses = [
        LIST,
        "/people/invite/",
        "/people/roles/",
        page_of(cast.dsl),
        page_of(cast.dsl, "people:end_access"),
    ]

    assert [client.get(address).status_code for address in addresses] == [403] * 5


def test_the_list_searches_by_name_and_address(as_person, cast):
    client = as_person("administrator")

    assert client.get(LIST, {"q": "deputy_dsl@"}).context["total"] == 1
    assert client.get(LIST, {"q": "Deputy"}).context["total"] == 2
    assert client.get(LIST, {"role": Role.BOARD_MEMBER.value}).context["total"] == 1
    assert client.get(LIST, {"role": "rubbish", "page": "x"}).status_code == 200


def test_the_list_asks_as_many_questions_for_many_people(as_person, django_assert_num_queries):
    client = as_person("administrator")
    client.get(LIST)

    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(3):
        RoleGrantFactory(user=UserFactory(), role=Role.BOARD_MEMBER)
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_a_person_is_invited_once_however_often_one_clicks(as_person):
    client = as_person("administrator")
    typed = {"name": "Jo New", "email": "jo.new@example.org", "once_token": "abc123"}

    first = client.post("/people/invite/", typed)
    second = client.post("/people/invite/", typed)

    jo = User.objects.get(email="jo.new@example.org")
    assert first["Location"] == second["Location"] == page_of(jo)


@pytest.mark.parametrize("email", ["dsl@example.org", "not an address", "", "a\x00@example.org"])
def test_a_mistake_keeps_what_was_typed(as_person, email):
    before = User.objects.count()
    typed = {"name": "Jo <New>", "email": email, "roles": ["board_member"], "once_token": "abc123"}

    page = as_person("administrator").post("/people/invite/", typed)

    assert page.status_code == 200
    assert "Jo &lt;New&gt;" in page.content.decode()
    assert page.context["form"]["roles"].value() == ["board_member"]
    assert page.context["form"].errors.keys() == {"email"}
    assert User.objects.count() == before


def test_after_a_mistake_the_same_form_may_be_sent_again(as_person):
    client = as_person("administrator")
    client.post("/people/invite/", {"name": "Jo", "email": "wrong", "once_token": "abc123"})
    client.post("/people/invite/", {"name": "Jo", "email": "jo@example.org", "once_token": "abc123"})

    assert User.objects.filter(email="jo@example.org").count() == 1


def test_an_invited_person_chooses_a_password_and_is_led_to_the_second_step(cast):
    jo = services.invite_person(email="jo@example.org", name="Jo", by=cast.administrator)
    path, client = invitation_path(jo), Client()

    assert client.get(path).status_code == 200
    weak = client.post(path, {"password": "short"})
    assert "at least 12 characters" in weak.content.decode()
    response = client.post(path, {"password": "purple lanterns over Whitby"})

    assert response["Location"] == reverse("mfa_index")
    assert client.get("/account/").status_code == 200
    assert Client().get(path).status_code == 410


@pytest.mark.parametrize("token", ["x", "1.abc:def:ghi", "%00", "9" * 150])
def test_a_link_that_invites_nobody_says_so(db, token):
    response = Client().get(f"/people/invitation/{token}/")

    assert response.status_code == 410
    assert "can no longer be used" in response.content.decode()


def test_roles_are_given_and_ended_on_the_persons_page(as_person, cast):
    client = as_person("administrator")

    client.post(page_of(cast.nobody, "people:grant_role"), {"role": "board_member"})
    assert "Reads the board" in client.get(page_of(cast.nobody)).content.decode()
    empty = client.post(page_of(cast.nobody, "people:grant_role"), {"role": ""})
    assert "Choose a role" in str(empty.context["form"].errors)
    client.post(page_of(cast.nobody, "people:end_role", "board_member"))

    assert not cast.nobody.role_grants.active().exists()
    assert client.post(page_of(cast.nobody, "people:end_role", "rubbish")).status_code == 404


def test_access_ends_only_with_a_reason(as_person, cast):
    client = as_person("administrator")
    address = page_of(cast.dsl, "people:end_access")

    assert "Say why the access ends" in client.post(address).content.decode()
    client.post(address, {"reason": "has left"})

    cast.dsl.refresh_from_db()
    assert not cast.dsl.is_active


def test_one_is_told_that_one_cannot_end_ones_own_access(as_person, cast):
    address = page_of(cast.administrator, "people:end_access")

    response = as_person("administrator").post(address, {"reason": "tired"}, follow=True)

    assert "You cannot end your own access" in response.content.decode()


def test_the_roles_page_lists_every_role(as_person):
    page = unescape(as_person("administrator").get("/people/roles/").content.decode())

    missing = [role for role in Role if role.label not in page or ROLES[role].description not in page]
    assert missing == []


def test_an_unknown_person_is_no_page(as_person):
    assert as_person("administrator").get("/people/U-ZZZZZ/").status_code == 404
