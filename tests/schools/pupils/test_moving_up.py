"""A whole school moves up a year: what is shown, once only, refused where the roll has changed."""

import re

import pytest
from django.urls import reverse

from portal.audit.models import Event
from schools.pupils.models import Enrolment
from tests.factories import EnrolmentFactory


@pytest.fixture
def roll(cast):
    cast.own.high_age = 16
    cast.own.save()
    EnrolmentFactory(school=cast.other, year_group="7")
    return [EnrolmentFactory(school=cast.own, year_group=year) for year in ("7", "7", "10", "11")]


def address(cast):
    return reverse("pupils:move_up", args=[cast.own.urn])


def years(school):
    return sorted(Enrolment.objects.filter(school=school).values_list("year_group", flat=True))


def rows(page):
    cells = r'__header">([^<]+)</th><td[^>]*>([^<]+)</td><td[^>]*>(\d+)<'
    return re.findall(cells, page), re.findall(r"<li>(Year \d+: \d+ pupils?)</li>", page)


def form(page):
    return dict(re.findall(r'name="(expected|once_token)" value="([^"]+)"', page))


def test_the_page_says_who_moves_and_who_stays(cast, as_person, roll):
    page = as_person("dsl").get(address(cast)).content.decode()

    moving = [("Year 7", "Year 8", "2"), ("Year 10", "Year 11", "1")]
    assert rows(page) == (moving, ["Year 11: 1 pupil"])
    assert "Move 3 pupils up a year" in page
    assert years(cast.own) == ["10", "11", "7", "7"]


def test_everybody_moves_once_however_often_the_form_is_sent(cast, as_person, roll):
    client = as_person("dsl")
    said = form(client.get(address(cast)).content.decode())

    page = client.post(address(cast), said, follow=True).content.decode()
    again = client.post(address(cast), said, follow=True).content.decode()

    assert "3 pupils moved up a year." in page
    assert years(cast.own) == ["11", "11", "8", "8"]
    assert years(cast.other) == ["7"]
    assert Event.objects.filter(verb="pupil.change_year").count() == 3
    assert "moved up" not in again
    assert "Nobody is due to move up" in again


def test_a_roll_that_has_changed_moves_nobody_and_says_so(cast, as_person, roll):
    client = as_person("dsl")
    said = form(client.get(address(cast)).content.decode())
    EnrolmentFactory(school=cast.own, year_group="8")

    page = client.post(address(cast), said).content.decode()

    assert "The roll has changed since you opened this page." in page
    assert "Move 4 pupils up a year" in page
    assert years(cast.own) == ["10", "11", "7", "7", "8"]


@pytest.mark.parametrize("expected", ["", "many", "-1", "9" * 5000])
def test_a_form_without_the_number_moves_nobody(cast, as_person, roll, expected):
    answer = as_person("dsl").post(address(cast), {"expected": expected})

    assert answer.status_code == 200
    assert years(cast.own) == ["10", "11", "7", "7"]


def test_the_page_asks_as_often_whatever_the_roll(cast, as_person, roll, django_assert_num_queries):
    client = as_person("dsl")
    client.get(address(cast))
    for year in ("8", "9", "9"):
        with django_assert_num_queries(7):
            client.get(address(cast))
        EnrolmentFactory(school=cast.own, year_group=year)


def test_who_keeps_the_pupils_of_a_school_finds_the_page(cast, as_person):
    link = f'href="{address(cast)}"'

    assert link in as_person("dsl").get(reverse("pupils:find")).content.decode()
    assert link not in as_person("lead_social_worker").get(reverse("pupils:find")).content.decode()
