"""A school keeps its own people current: who may name whom, who is told, and what stays the authority's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.models import Event
from portal.core.errors import Refused
from portal.notices.models import Notice
from schools.links.contacts import (
    STALE_AFTER,
    add_contact,
    capacities_named_by,
    confirm_contacts,
    end_contact,
    is_stale,
    last_check,
)
from schools.links.models import ContactCheck, Link
from tests.factories import LinkFactory, UserFactory

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def add(cast, by, **changes):
    wanted = {
        "school": cast.own,
        "capacity": Role.DEPUTY_DSL,
        "email": "New.Person@example.org",
        "name": "New Person",
        "starts_on": timezone.localdate(),
    }
    return add_contact(**{**wanted, **changes}, by=by)


@pytest.mark.parametrize(
    ("name", "capacities"),
    [
        ("headteacher", ["dsl", "deputy_dsl", "inclusion_lead", "senco", "school_staff"]),
        ("dsl", ["deputy_dsl", "inclusion_lead", "senco", "school_staff"]),
        ("deputy_dsl", []),
        ("inclusion_lead", []),
        ("senco", []),
        ("lead_social_worker", []),
        ("head_of_service", []),
        ("administrator", []),
        ("other_dsl", []),
        ("nobody", []),
    ],
)
def test_who_names_whom(cast, name, capacities):
    assert capacities_named_by(cast.people[name], cast.own) == capacities


def test_somebody_new_is_invited_and_the_head_is_told(cast, today):
    link, invited = add(cast, cast.dsl)

    person = User.objects.get(email="new.person@example.org")
    assert (link.user, link.capacity, link.starts_on, invited) == (person, Role.DEPUTY_DSL, today, True)
    assert (person.name, person.agency, person.has_usable_password()) == ("New Person", cast.own.name, False)
    assert [n.user for n in Notice.objects.filter(kind="link.contact")] == [cast.headteacher]
    assert Event.objects.filter(verb="link.add", actor=cast.dsl).count() == 1


def test_somebody_known_keeps_their_name_and_gets_no_invitation(cast):
    known = UserFactory(email="known@example.org", name="Known Name")

    link, invited = add(cast, cast.dsl, email="KNOWN@example.org", name="Another Name")

    assert (link.user, link.user.name, invited) == (known, "Known Name", False)


def test_a_new_safeguarding_lead_takes_over_from_the_first_day(cast, today):
    add(cast, cast.headteacher, capacity=Role.DSL, starts_on=today + 7 * DAY)

    assert cast.own.links.get(user=cast.dsl).ends_on == today + 6 * DAY


@pytest.mark.parametrize(
    ("by", "changes", "says"),
    [
        ("dsl", {"capacity": Role.DSL}, "not yours to say"),
        ("headteacher", {"capacity": Role.HEADTEACHER}, "not yours to say"),
        ("headteacher", {"capacity": Role.LEAD_SOCIAL_WORKER}, "not yours to say"),
        ("deputy_dsl", {}, "not yours to say"),
        ("other_dsl", {}, "not yours to say"),
        ("dsl", {"name": " "}, "Enter their full name"),
        ("dsl", {"email": "gone@example.org"}, "access has ended"),
    ],
)
def test_what_is_not_theirs_or_cannot_be_is_refused_and_leaves_nothing(cast, by, changes, says):
    UserFactory(email="gone@example.org", is_active=False)
    before = (Link.objects.count(), User.objects.count())

    with pytest.raises(Refused, match=says):
        add(cast, cast.people[by], **changes)
    assert (Link.objects.count(), User.objects.count()) == before


def test_a_contact_ends_and_with_it_what_they_see(cast, today):
    link = cast.own.links.get(user=cast.senco)
    end_contact(link=link, ends_on=today - DAY, by=cast.dsl)

    link.refresh_from_db()
    assert link.ends_on == today - DAY
    assert not cast.senco.has_perm("protocol.see_cases", cast.own)


def test_one_who_has_not_begun_is_taken_back(cast, today):
    link, _ = add(cast, cast.dsl, starts_on=today + 30 * DAY)
    end_contact(link=link, ends_on=today, by=cast.dsl)

    assert not Link.objects.filter(pk=link.pk).exists()


@pytest.mark.parametrize(("name", "by"), [("dsl", "headteacher"), ("headteacher", "headteacher")])
def test_a_school_is_never_left_without_a_lead_or_a_head(cast, today, name, by):
    link = cast.own.links.get(user=cast.people[name])

    with pytest.raises(Refused):
        end_contact(link=link, ends_on=today, by=cast.people[by])


def test_contacts_are_checked_and_grow_stale(cast):
    assert is_stale(last_check(cast.own))
    confirm_contacts(school=cast.own, by=cast.dsl)

    check = last_check(cast.own)
    assert (check.checked_by, is_stale(check), is_stale(last_check(cast.other))) == (cast.dsl, False, True)
    ContactCheck.objects.update(checked_at=timezone.now() - STALE_AFTER - DAY)
    assert is_stale(last_check(cast.own))


def test_the_page_adds_a_person_once_and_keeps_what_was_typed(cast, as_person, today):
    client, address = as_person("dsl"), f"/links/schools/{cast.own.urn}/contacts/add/"
    day = {"starts_on_0": today.day, "starts_on_1": today.month, "starts_on_2": today.year}
    typed = {"capacity": "senco", "email": "sen@example.org", "name": "Sen Co", "once_token": "x", **day}

    wrong = client.post(address, {**typed, "email": "no address", "once_token": "y"})
    assert "Enter an email address in the form" in wrong.text
    assert "no address" in wrong.text
    for _ in range(2):
        page = client.post(address, typed, follow=True)
    assert "Sen Co" in page.text
    assert Link.objects.filter(user__email="sen@example.org").count() == 1


def test_the_page_offers_only_what_is_theirs(cast, as_person):
    address = f"/links/schools/{cast.own.urn}/contacts/"
    lead, staff = cast.own.links.get(user=cast.dsl), LinkFactory(school=cast.own, capacity=Role.SCHOOL_STAFF)

    page = as_person("headteacher").get(address).text

    assert f"/links/contacts/{staff.pk}/end/" in page
    assert f"/links/contacts/{lead.pk}/end/" not in page
    assert cast.lead_social_worker.email not in page


def test_a_link_of_the_authority_is_not_found_here(cast, as_person):
    link = cast.own.links.get(user=cast.lead_social_worker)

    assert as_person("headteacher").get(f"/links/contacts/{link.pk}/end/").status_code == 404


def test_the_schools_page_asks_its_keepers_to_check(cast, as_person):
    address = f"/schools/{cast.own.urn}/"
    assert "Please check them" in as_person("dsl").get(address).text
    as_person("dsl").post(f"/links/schools/{cast.own.urn}/contacts/checked/")

    assert "Please check them" not in as_person("dsl").get(address).text
    assert "Keep your school" not in as_person("lead_social_worker").get(address).text
