from django.urls import reverse

from portal.core import subjects


def test_everyone_has_a_page_about_themselves(as_person, cast):
    response = as_person("administrator").get(reverse("accounts:me"))

    assert response.status_code == 200
    assert cast.administrator.email in response.content.decode()
    assert "Invites people, ends their access" in response.content.decode()


def test_a_person_without_a_role_is_told_whom_to_ask(as_person, monkeypatch):
    monkeypatch.setattr(subjects, "_panels", [])

    assert "You have no role here" in as_person("nobody").get(reverse("accounts:me")).content.decode()


def test_contact_details_are_saved(as_person, cast):
    response = as_person("dsl").post(
        reverse("accounts:me"), {"phone": "020 7946 0200", "availability": "mornings"}
    )

    assert response.status_code == 302
    cast.dsl.refresh_from_db()
    assert (cast.dsl.phone, cast.dsl.availability) == ("020 7946 0200", "mornings")


def test_details_that_cannot_be_saved_are_kept_as_typed(as_person, cast):
    typed = "9" * 41

    response = as_person("dsl").post(reverse("accounts:me"), {"phone": typed, "availability": "a\x00b"})

    assert response.status_code == 200
    assert typed in response.content.decode()
    assert "There is a problem" in response.content.decode()
    cast.dsl.refresh_from_db()
    assert cast.dsl.phone == "020 7946 0123"


def test_staying_signed_in_answers_without_a_page(as_person):
    response = as_person("dsl").post(reverse("accounts:stay_signed_in"))

    assert (response.status_code, response.content) == (204, b"")


def test_staying_signed_in_is_never_a_link(as_person):
    assert as_person("dsl").get(reverse("accounts:stay_signed_in")).status_code == 405
