"""Who stands with a school, on its page: for everyone, in order, and plain where somebody is missing."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from portal.accounts.enums import Role
from portal.core.subjects import panels_for
from schools.links.models import Link
from schools.links.panels import persons_schools, school_people
from schools.register.enums import Status
from tests.cast import EVERYONE
from tests.factories import LinkFactory, SchoolFactory, UserFactory

AUTHORITY_SIDE = [
    "lead_social_worker",
    "deputy_social_worker",
    "head_of_service",
    "welfare_officer",
    "on_site_social_worker",
    "other_social_worker",
    "inclusion_officer",
    "virtual_school_head",
    "board_member",
    "content_editor",
    "data_protection_officer",
    "administrator",
]
OWN_SCHOOL = ["dsl", "deputy_dsl", "headteacher", "inclusion_lead", "senco", "school_staff"]


def names(cards):
    return [card["name"] for card in cards]


def test_everyone_sees_the_authoritys_people_in_order(cast):
    seen = {
        person: names(school_people(cast.people[person], cast.own)["authority_people"]) for person in EVERYONE
    }

    in_order = [
        "Lead Social Worker",
        "Deputy Social Worker",
        "Head Of Service",
        "Welfare Officer",
        "On Site Social Worker",
    ]
    assert seen == dict.fromkeys(EVERYONE, in_order)


def test_the_schools_own_people_are_for_the_school_and_the_authority(cast):
    seen = {
        person
        for person in EVERYONE
        if names(school_people(cast.people[person], cast.own)["school_people"])
        == ["Headteacher", "Dsl", "Deputy Dsl", "Inclusion Lead", "Senco"]
    }
    unseen = {p for p in EVERYONE if school_people(cast.people[p], cast.own)["school_people"] == []}

    assert seen == {*AUTHORITY_SIDE, *OWN_SCHOOL}
    assert unseen == {"other_dsl", "nobody"}


def test_a_card_says_how_to_reach_a_person_and_until_when(cast):
    day = timezone.localdate() + timedelta(days=3)
    Link.objects.filter(user=cast.lead_social_worker).update(ends_on=day)
    cast.lead_social_worker.availability = "usually answers today"
    cast.lead_social_worker.save()

    card = school_people(cast.nobody, cast.own)["authority_people"][0]

    assert card == {
        "name": "Lead Social Worker",
        "role": f"Lead social worker, until {day.day} {day:%B %Y}",
        "phone": "020 7946 0123",
        "email": "lead_social_worker@example.org",
        "availability": "usually answers today",
    }


def test_what_is_missing_is_said_in_one_sentence(cast):
    assert school_people(cast.nobody, cast.own)["gap"] == ""
    assert school_people(cast.nobody, cast.other)["gap"] == (
        "This school has no deputy social worker, no head of service and no education welfare officer."
    )


@pytest.mark.parametrize("reason", ["ended", "later", "left"])
def test_a_link_that_does_not_hold_leaves_a_gap(cast, reason):
    today = timezone.localdate()
    link = Link.objects.get(user=cast.lead_social_worker)
    if reason == "ended":
        link.ends_on = today - timedelta(days=1)
    elif reason == "later":
        link.starts_on = today + timedelta(days=1)
    else:
        cast.lead_social_worker.is_active = False
        cast.lead_social_worker.save()
    link.save()

    panel = school_people(cast.dsl, cast.own)

    assert panel["gap"] == "This school has no lead social worker."
    assert "Lead Social Worker" not in names(panel["authority_people"])
    begins = [
        f"Lead Social Worker begins as lead social worker on {link.starts_on.day} {link.starts_on:%B %Y}."
    ]
    assert panel["coming"] == (begins if reason == "later" else [])


def test_a_closed_school_lacks_nobody(db):
    school = SchoolFactory(status=Status.CLOSED)

    assert school_people(UserFactory(), school)["gap"] == ""


def test_the_head_of_the_register_fills_in_for_those_who_may_see_staff(cast):
    cast.other.head_name = "Ms Ann Doe"
    cast.own.head_name = "Mr Out Of Date"

    assert {
        person: school_people(cast.people[person], cast.other)["head_in_register"]
        for person in ("other_dsl", "dsl", "nobody", "inclusion_officer")
    } == {"other_dsl": "Ms Ann Doe", "dsl": "", "nobody": "", "inclusion_officer": "Ms Ann Doe"}
    assert school_people(cast.dsl, cast.own)["head_in_register"] == ""


def test_the_way_to_change_links_is_for_those_who_may(cast):
    offered = {p for p in EVERYONE if school_people(cast.people[p], cast.own)["manage_url"]}

    assert offered == {"administrator"}


@pytest.mark.parametrize("extra", [0, 3])
def test_the_panel_takes_three_queries_however_many_people(cast, extra, django_assert_num_queries):
    for _ in range(extra):
        LinkFactory(school=cast.own, capacity=Role.DEPUTY_SOCIAL_WORKER)
    school_people(cast.dsl, cast.own)

    with django_assert_num_queries(3):
        panel = school_people(cast.dsl, cast.own)

    assert len(panel["authority_people"]) == 5 + extra


def test_the_page_shows_the_front_door_where_somebody_is_missing(cast, as_person, settings):
    gap = as_person("dsl").get(cast.other.get_absolute_url()).content.decode()
    none = as_person("dsl").get(cast.own.get_absolute_url()).content.decode()

    link = f'href="tel:{settings.AUTHORITY["front_door_phone"].replace(" ", "")}"'
    assert "This school has no deputy social worker" in gap
    assert link in gap
    assert "This school has no" not in none
    assert 'href="tel:02079460123"' in none
    assert "lead_social_worker@example.org" in none


def test_names_are_never_markup(cast, as_person):
    cast.lead_social_worker.name = "<script>alert(1)</script>"
    cast.lead_social_worker.save()

    html = as_person("dsl").get(cast.own.get_absolute_url()).content.decode()

    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


def test_a_person_sees_their_schools_now_and_later(cast):
    today = timezone.localdate()
    LinkFactory(
        user=cast.dsl, school=cast.other, capacity=Role.SCHOOL_STAFF, starts_on=today + timedelta(days=9)
    )
    LinkFactory(user=cast.dsl, capacity=Role.SCHOOL_STAFF, ends_on=today - timedelta(days=1))

    panel = persons_schools(cast.dsl, cast.dsl)

    assert [(link.school, link.capacity) for link in panel["links"]] == [
        (cast.own, Role.DSL),
        (cast.other, Role.SCHOOL_STAFF),
    ]


def test_a_persons_schools_are_for_themselves_and_for_administrators(cast):
    shown = {p for p in EVERYONE if persons_schools(cast.people[p], cast.dsl) is not None}

    assert shown == {"dsl", "administrator"}


def test_people_of_the_authority_without_links_have_no_such_panel(cast):
    assert persons_schools(cast.administrator, cast.administrator) is None
    panel = persons_schools(cast.nobody, cast.nobody)
    assert (panel["links"], panel["is_own"], panel["may_cover"]) == ([], True, False)


@pytest.mark.parametrize(
    ("person", "words"),
    [("dsl", "Northgate High School"), ("nobody", "You are not linked to a school")],
)
def test_the_panel_of_a_person_reads_well(cast, person, words):
    request = RequestFactory().get("/")
    request.user = cast.people[person]

    assert words in "".join(panels_for(request, "person", cast.people[person]))
