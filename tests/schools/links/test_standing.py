"""Where a person stands: what links and grants give, on which days, and what they never give."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.accounts.authority import authority_roles
from portal.accounts.enums import Power, Role
from schools.links.models import Link
from schools.links.standing import (
    NOWHERE,
    Scope,
    Standing,
    forget_standing,
    people_across_authority_with,
    people_standing_as,
    people_with,
    standing_of,
)
from schools.register.models import School
from tests.factories import LinkFactory, RoleGrantFactory, SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def fresh(user):
    """The same person at the next request."""
    return type(user).objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "holds"),
    [
        (0, None, True),
        (0, 0, True),
        (-5, 0, True),
        (1, None, False),
        (-5, -1, False),
        (-5, 5, True),
    ],
    ids=["first day", "only day", "last day", "begins tomorrow", "ended yesterday", "in between"],
)
def test_a_link_holds_from_its_first_day_to_its_last(starts_in, ends_in, holds):
    today = timezone.localdate()
    link = LinkFactory(
        capacity=Role.DSL,
        starts_on=today + starts_in * ONE_DAY,
        ends_on=None if ends_in is None else today + ends_in * ONE_DAY,
    )

    assert standing_of(link.user).scope(Power.SEE_CONCERNS) == Scope(
        False, frozenset({link.school_id} if holds else ())
    )


def test_the_day_is_the_local_one(time_machine):
    """At half past midnight in British Summer Time it is still yesterday in UTC."""
    link = LinkFactory(starts_on=date(2026, 6, 10))
    time_machine.move_to("2026-06-09T23:30:00+00:00")

    assert standing_of(link.user).scope(Power.SEE_CONCERNS).school_ids == {link.school_id}


def test_anonymous_and_inactive_people_stand_nowhere():
    link = LinkFactory(user__is_active=False)
    RoleGrantFactory(user=link.user, role=Role.ADMINISTRATOR)

    assert standing_of(AnonymousUser()) == NOWHERE
    assert standing_of(link.user) == NOWHERE


def test_a_person_without_links_or_grants_holds_nothing_anywhere():
    standing = standing_of(UserFactory())

    assert [power for power in Power if standing.scope(power)] == []


def store_capacity(link, capacity):
    """Write what the database would refuse: a code from before, or from a mistake outside the portal."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE links_link DROP CONSTRAINT link_capacity_is_a_school_role")
        cursor.execute("UPDATE links_link SET capacity = %s WHERE id = %s", [capacity, link.pk])
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.parametrize("capacity", ["wizard", "", "administrator", "inclusion_officer"])
def test_a_stored_code_that_is_no_school_role_gives_nothing(capacity):
    link = LinkFactory()
    store_capacity(link, capacity)

    assert Link.objects.get().capacity == capacity
    assert standing_of(link.user) == NOWHERE


def test_an_authority_role_holds_everywhere_until_it_ends():
    grant = RoleGrantFactory(role=Role.INCLUSION_OFFICER)
    assert standing_of(grant.user).scope(Power.SEE_CASES) == Scope(True, frozenset())

    grant.ended_at = timezone.now()
    grant.save()

    assert standing_of(fresh(grant.user)) == NOWHERE


def test_powers_are_counted_school_by_school():
    """A safeguarding lead at one school who is staff at another raises there and reads nothing back."""
    lead = LinkFactory(capacity=Role.DSL)
    staff = LinkFactory(user=lead.user, capacity=Role.SCHOOL_STAFF)
    standing = standing_of(lead.user)

    assert standing.school_roles == {(Role.DSL, lead.school_id), (Role.SCHOOL_STAFF, staff.school_id)}
    assert {power for power in Power if staff.school_id in standing.scope(power)} == {Power.RAISE_CONCERN}
    assert lead.school_id in standing.scope(Power.SEE_CONCERNS)


def test_roles_at_one_school_add_up():
    school = SchoolFactory()
    head = LinkFactory(school=school, capacity=Role.HEADTEACHER)
    LinkFactory(user=head.user, school=school, capacity=Role.DSL)

    assert school.pk in standing_of(head.user).scope(Power.RAISE_CONCERN)
    assert standing_of(head.user).capacity(school.pk) == "Designated safeguarding lead, Headteacher"


def test_a_capacity_in_words_names_the_school_asked_about():
    lead = LinkFactory(capacity=Role.DSL)
    staff = LinkFactory(user=lead.user, capacity=Role.SCHOOL_STAFF)

    assert standing_of(lead.user).capacity(staff.school_id) == "School staff"
    assert standing_of(lead.user).capacity() == "Designated safeguarding lead, School staff"


def test_standing_is_read_once_until_it_is_forgotten(django_assert_num_queries):
    user = UserFactory()
    with django_assert_num_queries(2):
        standing_of(user)
        standing_of(user)
    link = LinkFactory(user=user)
    assert standing_of(user) == NOWHERE

    forget_standing(user)

    assert standing_of(user).school_roles == {(Role.DSL, link.school_id)}


def test_the_lazy_person_of_a_request_and_the_person_are_one(django_assert_num_queries):
    user = UserFactory()
    lazy = SimpleLazyObject(lambda: user)
    with django_assert_num_queries(2):
        standing_of(lazy)
        standing_of(user)
        authority_roles(lazy)
        authority_roles(user)
    grant = RoleGrantFactory(user=user)

    forget_standing(lazy)

    assert standing_of(user).authority_roles == authority_roles(lazy) == {grant.role}


def test_a_scope_limits_rows():
    here, there = SchoolFactory(), SchoolFactory()
    rows = School.objects.order_by("pk")

    assert list(Scope(True, frozenset()).limit(rows, "pk")) == [here, there]
    assert list(Scope(False, frozenset({there.pk})).limit(rows, "pk")) == [there]
    assert list(Scope(False, frozenset()).limit(rows, "pk")) == []


def test_the_people_whom_a_notice_goes_to():
    lead = LinkFactory(capacity=Role.LEAD_SOCIAL_WORKER)
    school = lead.school
    LinkFactory(capacity=Role.LEAD_SOCIAL_WORKER)
    LinkFactory(school=school, capacity=Role.DEPUTY_SOCIAL_WORKER, user__is_active=False)
    LinkFactory(school=school, capacity=Role.DEPUTY_SOCIAL_WORKER, ends_on=date(2025, 1, 1))
    LinkFactory(school=school, capacity=Role.DSL)
    officer = RoleGrantFactory(role=Role.INCLUSION_OFFICER).user
    RoleGrantFactory(role=Role.INCLUSION_OFFICER, ended_at=timezone.now())

    assert list(people_with(Power.TRIAGE, school.pk)) == [lead.user]
    assert list(people_standing_as(Role.LEAD_SOCIAL_WORKER, school.pk)) == [lead.user]
    assert list(people_across_authority_with(Power.SEE_CASES)) == [officer]


def test_nowhere_is_falsy_about_every_power():
    assert Standing(frozenset(), frozenset()) == NOWHERE
    assert not any(NOWHERE.scope(power) for power in Power)
