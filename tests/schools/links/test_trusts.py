"""A trust's page: its open schools with who stands with them, for everybody."""

import pytest
from django.urls import reverse

from portal.accounts.enums import Role
from schools.links.models import Link
from schools.links.panels import trust_people
from schools.register.enums import Status
from schools.register.models import Trust
from tests.factories import CoverFactory, LinkFactory, SchoolFactory


@pytest.fixture
def trust(cast):
    trust = Trust.objects.create(uid=5001, name="Harbour Learning Trust")
    type(cast.own).objects.filter(pk=cast.own.pk).update(trust=trust)
    return trust


def test_the_schools_of_a_trust_with_their_people(cast, trust):
    cover = CoverFactory(link=Link.objects.get(user=cast.welfare_officer), user__name="Jon Reid")
    bare = SchoolFactory(name="A Bare School", trust=trust)
    SchoolFactory(trust=trust, status=Status.CLOSED)
    LinkFactory(school=bare, capacity=Role.LEAD_SOCIAL_WORKER, user__is_active=False)

    rows = trust_people(cast.nobody, trust)["rows"]

    until = f"{cover.ends_on.day} {cover.ends_on:%B %Y}"
    assert rows == [
        (bare, [[], [], [], []]),
        (
            cast.own,
            [
                ["Lead Social Worker"],
                ["Deputy Social Worker"],
                ["Head Of Service"],
                ["Welfare Officer", f"Jon Reid, covering until {until}"],
            ],
        ),
    ]


def test_the_page_is_linked_from_the_school_and_names_who_is_missing(cast, trust, as_person):
    SchoolFactory(name="A Bare School", trust=trust)
    browser = as_person("dsl")
    url = reverse("register:trust", args=[trust.uid])

    assert url in browser.get(cast.own.get_absolute_url()).content.decode()
    page = browser.get(url).content.decode()

    assert "Harbour Learning Trust" in page
    assert "2 schools and who stands with them" in page
    assert page.count("Nobody</strong>") == 4
    assert "St Oswin" not in page


@pytest.mark.parametrize("more", [0, 4])
def test_the_list_takes_three_queries(cast, trust, more, django_assert_num_queries):
    for _ in range(more):
        LinkFactory(school=SchoolFactory(trust=trust), capacity=Role.LEAD_SOCIAL_WORKER)
    with django_assert_num_queries(3):
        rows = trust_people(cast.nobody, trust)["rows"]
    assert len(rows) == 1 + more


def test_an_unknown_trust_is_not_found(as_person):
    assert as_person("dsl").get(reverse("register:trust", args=[99])).status_code == 404
