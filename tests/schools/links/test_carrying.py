"""A school becomes an academy: its people follow in one step, from the opening day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.errors import Refused
from schools.links.carrying import carry_over, successions_to_carry
from schools.links.models import Link
from schools.register.enums import Status
from schools.register.models import SchoolSuccession
from tests.factories import LinkFactory, SchoolFactory

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def succession(cast, today):
    academy = SchoolFactory(name="Northgate Academy", opened_on=today - 2 * DAY)
    return SchoolSuccession.objects.create(predecessor=cast.own, successor=academy)


def at(school):
    return set(school.links.values_list("user__name", "capacity", "starts_on", "ends_on"))


def test_everybody_follows_from_the_opening_day(cast, succession, today):
    first = today - 2 * DAY
    before = at(cast.own)
    LinkFactory(school=cast.own, capacity=Role.DEPUTY_DSL, user__is_active=False)

    made = carry_over(succession=succession, by=cast.administrator)

    assert at(succession.successor) == {(name, capacity, first, None) for name, capacity, _, _ in before}
    ended = {(name, capacity, start, first - DAY) for name, capacity, start, _ in before}
    assert at(cast.own) >= ended
    assert len(made) == len(before)
    event = Event.objects.get(verb="link.carry_over")
    assert {s.reference for s in event.subjects.all()} == {
        str(cast.own.urn),
        str(succession.successor.urn),
    }
    with pytest.raises(Refused, match="no link left"):
        carry_over(succession=succession, by=cast.administrator)


def test_days_are_kept_and_who_is_there_stays(cast, succession, today):
    academy = succession.successor
    LinkFactory(school=academy, capacity=Role.LEAD_SOCIAL_WORKER, user__name="There First")
    Link.objects.filter(user=cast.deputy_social_worker).update(ends_on=today + 9 * DAY)
    later = LinkFactory(school=cast.own, capacity=Role.WELFARE_OFFICER, starts_on=today + 5 * DAY)

    carry_over(succession=succession, by=cast.administrator)

    leads = academy.links.filter(capacity=Role.LEAD_SOCIAL_WORKER)
    assert list(leads.values_list("user__name", flat=True)) == ["There First"]
    assert academy.links.get(capacity=Role.DEPUTY_SOCIAL_WORKER).ends_on == today + 9 * DAY
    assert academy.links.get(user=later.user).starts_on == today + 5 * DAY
    assert not Link.objects.filter(pk=later.pk).exists()


def test_a_successor_that_opens_later(cast, succession, today):
    type(cast.own).objects.filter(pk=succession.successor_id).update(opened_on=today + 30 * DAY)
    succession = SchoolSuccession.objects.get()

    carry_over(succession=succession, by=cast.administrator)

    link = Link.objects.get(user=cast.dsl, school=cast.own)
    assert link.ends_on == today + 29 * DAY
    assert Link.objects.get(user=cast.dsl, school=succession.successor).starts_on == today + 30 * DAY


def test_it_is_offered_until_it_is_done(cast, succession, as_person):
    admin, url = (
        as_person("administrator"),
        reverse("links:carry", args=[succession.successor.urn, cast.own.urn]),
    )
    pages = (reverse("allocation:coverage"), reverse("links:manage", args=[succession.successor.urn]))
    assert [url in admin.get(page).content.decode() for page in pages] == [True, True]
    assert url not in as_person("head_of_service").get(pages[0]).content.decode()
    assert "Lead Social Worker" in admin.get(url).content.decode()

    done = admin.post(url, follow=True).content.decode()

    assert "links are carried over from Northgate High School" in done
    assert [url in admin.get(page).content.decode() for page in pages] == [False, False]


def test_nothing_is_offered_for_a_successor_that_is_closed(cast, succession):
    type(cast.own).objects.filter(pk=succession.successor_id).update(status=Status.CLOSED)
    assert not successions_to_carry().exists()
