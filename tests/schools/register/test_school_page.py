"""A school's own page: what the register says, in words."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from portal.accounts.enums import Role
from schools.calendars.changing import add_closures
from schools.calendars.models import Closure
from schools.headcounts.census_day import census_day, last_census_day
from schools.headcounts.enums import Source
from schools.headcounts.models import Census, CensusCount
from schools.headcounts.services import take_census
from schools.register.enums import REGIME_WORDS, Regime, Status
from schools.register.models import School, SchoolSuccession, Trust
from tests.factories import EnrolmentFactory, LinkFactory, SchoolFactory, UserFactory


@pytest.fixture
def browser(as_person):
    return as_person("nobody")


def fact(html, name):
    """The value beside a name in the summary list, as text."""
    value = html.split(f">{name}</dt>")[1].split("</dd>")[0]
    return " ".join(strip_tags(value.replace("<br>", " ")).split())


def test_the_registers_facts_are_shown(browser, cast):
    trust = Trust.objects.create(uid=5001, name="Lantern & Trust")
    school = SchoolFactory(
        urn=991000,
        name="Quay Academy",
        establishment_number=4002,
        street="2 Quay Road",
        town="Northmere",
        postcode="NM2 2BB",
        phone="020 7946 0102",
        website="http://www.quay.example.org",
        low_age=11,
        high_age=18,
        capacity=1200,
        headcount=1143,
        trust=trust,
        regime=Regime.ACADEMY,
        opened_on=date(2014, 9, 1),
    )

    html = browser.get(school.get_absolute_url()).content.decode()

    names = (
        "Status",
        "Phone",
        "Address",
        "Website",
        "Ages",
        "Pupils",
        "Trust",
        "Which exclusion rules apply",
        "DfE number",
        "URN",
        "Local authority",
    )
    assert {name: fact(html, name) for name in names} == {
        "Status": "Open Opened 1 September 2014",
        "Phone": "020 7946 0102",
        "Address": "2 Quay Road, Northmere, NM2 2BB",
        "Website": "http://www.quay.example.org",
        "Ages": "11 to 18",
        "Pupils": "1,143, room for 1,200",
        "Trust": "Lantern &amp; Trust",
        "Which exclusion rules apply": REGIME_WORDS[Regime.ACADEMY],
        "DfE number": "999/4002",
        "URN": "991000",
        "Local authority": "Northmere",
    }
    assert 'href="tel:02079460102"' in html
    assert 'rel="noopener' in html
    assert 'href="/schools/trusts/5001/"' in html
    assert "<title>Quay Academy" in html


def test_what_the_register_does_not_know_is_left_out(browser, cast):
    html = browser.get(cast.own.get_absolute_url()).content.decode()

    assert [name for name in ("Phone", "Website", "Ages", "Pupils", "Trust") if f">{name}</dt>" in html] == []


@pytest.mark.parametrize("regime", Regime)
def test_every_regime_is_said_in_words(browser, cast, regime):
    School.objects.filter(pk=cast.own.pk).update(regime=regime)

    words = fact(browser.get(cast.own.get_absolute_url()).content.decode(), "Which exclusion rules apply")

    assert words.endswith(".")
    assert regime not in words


def test_before_and_after_are_linked(browser, cast):
    before = SchoolFactory(name="Northgate Comprehensive", status=Status.CLOSED, closed_on=date(2015, 8, 31))
    SchoolSuccession.objects.create(predecessor=before, successor=cast.own, linked_on=date(2015, 9, 1))
    SchoolSuccession.objects.create(predecessor=cast.own, successor=cast.other)

    now = browser.get(cast.own.get_absolute_url()).content.decode()
    then = browser.get(before.get_absolute_url()).content.decode()

    assert fact(now, "Came after") == "Northgate Comprehensive, 1 September 2015"
    assert fact(now, "Followed by") == "St Oswin&#x27;s Primary School"
    assert fact(then, "Followed by") == "Northgate High School, 1 September 2015"
    assert fact(then, "Status") == "Closed Closed 31 August 2015"
    assert f'href="{before.get_absolute_url()}"' in now


def test_a_school_that_will_close_says_when(browser, cast):
    School.objects.filter(pk=cast.own.pk).update(status=Status.CLOSING, closed_on=date(2027, 8, 31))

    html = browser.get(cast.own.get_absolute_url()).content.decode()

    assert fact(html, "Status") == "Open, but proposed to close Closes 31 August 2027"


def test_a_place_on_the_grid_leads_to_a_map(browser, cast):
    School.objects.filter(pk=cast.own.pk).update(easting=530_034, northing=180_381)

    html = browser.get(cast.own.get_absolute_url()).content.decode()

    place = "?mlat=51.50741&amp;mlon=-0.12772#map=17/51.50741/-0.12772"
    assert f'href="https://www.openstreetmap.org/{place}" rel="noopener noreferrer external"' in html


@pytest.mark.parametrize(
    ("easting", "northing"), [(None, None), (0, 0), (530_034, None), (2_147_483_647, 2_147_483_647)]
)
def test_a_place_that_is_not_known_leads_nowhere(browser, cast, easting, northing):
    School.objects.filter(pk=cast.own.pk).update(easting=easting, northing=northing)

    assert "openstreetmap" not in browser.get(cast.own.get_absolute_url()).content.decode()


@pytest.mark.parametrize("urn", ["1", "0", "9" * 30])
def test_a_school_that_is_not_there_is_not_found(browser, cast, urn):
    assert browser.get(f"/schools/{urn}/").status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client, cast):
    for url in ("/schools/", cast.own.get_absolute_url()):
        response = client.get(url)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("person", ["dsl", "head_of_service", "board_member"])
def test_the_page_costs_the_same_however_much_belongs_to_the_school(as_person, cast, person):
    browser, url = as_person(person), cast.own.get_absolute_url()
    _grow(cast.own)
    browser.get(url)  # what is remembered of the calendar
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for _ in range(3):
        _grow(cast.own)

    with CaptureQueriesContext(connection) as many:
        html = browser.get(url).content.decode()

    assert html.count("Invented School") >= 4
    assert len(many) == len(few)


def _grow(school):
    """One more of everything the page has many of."""
    LinkFactory(school=school, user=UserFactory(), capacity=Role.ON_SITE_SOCIAL_WORKER)
    SchoolSuccession.objects.create(predecessor=SchoolFactory(), successor=school)
    EnrolmentFactory(school=school)
    later = timezone.localdate() + timedelta(days=Closure.objects.count() + 1)
    Closure.objects.create(school=school, on=later, reason="INSET day")
    day = census_day(2015 + Census.objects.filter(school=school).count())
    census = Census.objects.create(school=school, on=day, source=Source.COUNTED)
    for year in ("7", "8", ""):
        CensusCount.objects.create(census=census, characteristic="total", year_group=year, number=8)
    take_census(on=last_census_day(timezone.localdate()), by=None, school_ids=[school.pk])


def test_a_new_closure_stands_on_the_page_at_once(as_person, cast):
    browser, url = as_person("dsl"), cast.own.get_absolute_url()
    tomorrow = timezone.localdate() + timedelta(days=1)
    while tomorrow.weekday() > 4:
        tomorrow += timedelta(days=1)
    before = browser.get(url).content.decode()

    add_closures(first=tomorrow, last=tomorrow, reason="Burst pipe", school=cast.own, by=cast.dsl)

    assert "Burst pipe" not in before
    assert "Burst pipe" in browser.get(url).content.decode()
