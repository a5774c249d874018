import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.enums import State
from portal.dashboards.services import refresh_figures
from portal.notices.services import notify
from schools.links.models import Link
from tests.cast import EVERYONE
from tests.factories import AlertFactory, CaseFactory, ConcernFactory, RiskViewFactory
from tests.factories.protocol import stage

BLOCKS = {
    "dsl": [
        "Raise a concern",
        "Your link workers",
        "Waiting for you",
        "Your schools now",
        "Duties after suspensions and exclusions",
        "Guidance",
    ],
    "headteacher": [
        "Your link workers",
        "Your schools now",
        "Duties after suspensions and exclusions",
        "Guidance",
    ],
    "school_staff": ["Raise a concern", "Your link workers", "Guidance"],
    "lead_social_worker": ["Your inbox", "No Need to Exclude cases", "Your diary", "Guidance"],
    "head_of_service": [
        "Your schools now",
        "No Need to Exclude cases",
        "Your diary",
        "Inclusion board",
        "Guidance",
    ],
    "welfare_officer": ["No Need to Exclude cases", "Your diary", "Guidance"],
    "inclusion_officer": [
        "Duties after suspensions and exclusions",
        "No Need to Exclude cases",
        "Inclusion board",
        "Guidance",
    ],
    "board_member": ["Inclusion board", "Guidance"],
    "content_editor": ["Your guidance", "Guidance"],
    "data_protection_officer": ["Who opened a record?", "Guidance"],
    "administrator": ["People and links", "Guidance"],
    "nobody": ["You are not linked with a school yet", "Guidance"],
}


def home(client) -> str:
    response = client.get(reverse("home"))
    assert response.status_code == 200
    return response.content.decode()


def blocks_on(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main>")]
    labels = re.findall(r'aria-label="(Raise a concern)"|<h2 class="govuk-heading-m"[^>]*>([^<]+)</h2>', main)
    return [first or second for first, second in labels]


@pytest.mark.parametrize(("person", "blocks"), BLOCKS.items())
def test_each_person_sees_their_blocks(cast, as_person, person, blocks):
    assert blocks_on(home(as_person(person))) == blocks


@pytest.mark.parametrize("person", EVERYONE)
def test_counts_lead_to_lists_of_that_length(cast, as_person, person):
    for _ in range(2):
        ConcernFactory(school=cast.own)
        AlertFactory(school=cast.own)
        RiskViewFactory(school=cast.own, review_on=timezone.localdate())
    ConcernFactory(school=cast.own, state=State.DECIDED)
    ConcernFactory(school=cast.other)
    CaseFactory(school=cast.own)
    client = as_person(person)

    cards = re.findall(
        r'class="portal-count" href="([^"]+)"><span class="portal-count__number">(\d+)', home(client)
    )

    for url, count in cards:
        listed = client.get(url.replace("&amp;", "&")).content.decode()
        total = re.search(r'role="status"><strong>(\d+)</strong>', listed)
        assert total, url
        assert total.group(1) == count, url


def references_in(page: str, block: str) -> list[str]:
    """The references in one block of the page, in order."""
    found = re.search(rf'aria-labelledby="{block}">(.*?)</section>', page, re.DOTALL)
    return re.findall(r'portal-reference"[^>]*>([^<]+)<', found.group(1)) if found else []


def test_what_waits_for_the_school_is_its_own_and_only_its_own(cast, as_person):
    asked = ConcernFactory(school=cast.own, with_school=True)
    ConcernFactory(school=cast.own)
    ConcernFactory(school=cast.other, with_school=True)
    theirs = CaseFactory(school=cast.own, stage=stage("alert"))
    together = CaseFactory(school=cast.own, stage=stage("decision"), due_on=theirs.due_on + timedelta(days=1))
    CaseFactory(school=cast.own, stage=stage("meeting"))
    CaseFactory(school=cast.other, stage=stage("alert"))

    page = home(as_person("dsl"))

    assert references_in(page, "waiting") == [asked.reference, theirs.reference, together.reference]
    assert "Waiting for you (3)" in page
    assert references_in(home(as_person("headteacher")), "waiting") == []


def test_new_alerts_stand_on_the_home_page_until_they_are_read(cast, as_person):
    notify(people=[cast.nobody], kind="link.add", text="C-7K3Q9 was decided.", about="C-7K3Q9", leads_to="/")
    client = as_person("nobody")

    assert "New notices (1)" in home(client)
    client.post(reverse("notices:read_all"))
    assert "New notices" not in home(client)


def test_a_dsl_sees_who_to_ring_and_who_is_missing(cast, as_person):
    Link.objects.filter(user=cast.welfare_officer).delete()

    page = home(as_person("dsl"))

    assert "Lead Social Worker" in page
    assert "lead_social_worker@example.org" in page
    assert "Northgate High School has no education welfare officer" in page


def test_no_childs_name_stands_on_the_home_page(cast, as_person):
    concern = ConcernFactory(school=cast.own)
    CaseFactory(school=cast.own)
    surname = concern.subjects.get().pupil.surname

    assert [person for person in EVERYONE if surname in home(as_person(person))] == []


@pytest.mark.parametrize("person", ["dsl", "lead_social_worker", "head_of_service", "inclusion_officer"])
def test_the_home_page_asks_as_often_whatever_there_is(cast, as_person, person):
    refresh_figures()
    client, counts = as_person(person), []
    for number in (1, 4):
        for _ in range(number):
            ConcernFactory(school=cast.own)
            CaseFactory(school=cast.own)
        home(client)
        with CaptureQueriesContext(connection) as captured:
            home(client)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_risk_is_shown_to_those_who_judge_it_and_where_there_is_some(cast, as_person):
    assert "open rule alert" not in home(as_person("dsl"))
    AlertFactory(school=cast.own)
    RiskViewFactory(school=cast.own, review_on=timezone.localdate())

    shown = home(as_person("dsl"))

    assert "open rule alert" in shown
    assert "judgement to look at again" in shown
    for person in ("headteacher", "head_of_service", "senco", "other_dsl"):
        assert "open rule alert" not in home(as_person(person))
