"""Adding, handing over, ending and cancelling links."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from schools.links.models import ONE_AT_A_TIME, Link
from schools.links.services import Occupied, add_link, cancel_link, end_link
from schools.links.standing import standing_of
from tests.factories import LinkFactory, RoleGrantFactory, SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def by():
    return RoleGrantFactory(role=Role.ADMINISTRATOR, user__name="Ada Min").user


@pytest.fixture
def school():
    return SchoolFactory(urn=990001)


def add(school, by, user=None, capacity=Role.LEAD_SOCIAL_WORKER, starts_on=SEPTEMBER, **more):
    return add_link(
        user=user or UserFactory(), school=school, capacity=capacity, starts_on=starts_on, by=by, **more
    )


def test_a_link_is_added_written_down_and_told(school, by):
    user = UserFactory(name="Amara Osei")
    before = standing_of(user)

    link = add(school, by, user, ends_on=NOVEMBER, note="Cover")

    assert (link.user, link.school, link.capacity, link.starts_on, link.ends_on, link.note) == (
        user,
        school,
        Role.LEAD_SOCIAL_WORKER,
        SEPTEMBER,
        NOVEMBER,
        "Cover",
    )
    event = Event.objects.get()
    assert (event.actor, event.verb, event.kind, event.capacity) == (
        by,
        "link.add",
        "change",
        "Administrator",
    )
    assert {subject.reference for subject in event.subjects.all()} == {user.reference, "990001"}
    assert event.detail == {
        "capacity": "lead_social_worker",
        "first_day": "2026-09-01",
        "last_day": "2026-11-01",
    }
    notice = Notice.objects.get()
    assert (notice.user, notice.leads_to) == (user, "/schools/990001/")
    assert notice.text == (
        "You stand with a school as lead social worker from 1 September 2026 until 1 November 2026."
    )
    assert before.school_roles == frozenset()


def test_what_the_person_may_do_changes_at_once(school, by):
    user = UserFactory()
    standing_of(user)

    link = add(school, by, user, starts_on=timezone.localdate())
    assert standing_of(user).school_roles == {(Role.LEAD_SOCIAL_WORKER, school.pk)}

    link.refresh_from_db()
    end_link(link=link, ends_on=timezone.localdate(), by=by)
    assert Link.objects.active(timezone.localdate() + timedelta(days=1)).count() == 0


@pytest.mark.parametrize(
    ("held", "wanted", "clash"),
    [
        ((SEPTEMBER, None), (OCTOBER, None), True),
        ((SEPTEMBER, OCTOBER), (OCTOBER, None), True),
        ((SEPTEMBER, OCTOBER), (date(2026, 10, 2), None), False),
        ((OCTOBER, None), (SEPTEMBER, None), True),
        ((OCTOBER, None), (SEPTEMBER, OCTOBER), True),
        ((OCTOBER, None), (SEPTEMBER, date(2026, 9, 30)), False),
        ((SEPTEMBER, NOVEMBER), (OCTOBER, OCTOBER), True),
    ],
)
@pytest.mark.parametrize("capacity", [Role.LEAD_SOCIAL_WORKER, Role.DSL])
def test_a_sole_capacity_has_one_holder_on_any_day(school, by, capacity, held, wanted, clash):
    add(school, by, capacity=capacity, starts_on=held[0], ends_on=held[1])

    if clash:
        with pytest.raises(Occupied):
            add(school, by, capacity=capacity, starts_on=wanted[0], ends_on=wanted[1])
    else:
        add(school, by, capacity=capacity, starts_on=wanted[0], ends_on=wanted[1])

    assert Link.objects.count() == (1 if clash else 2)


def test_the_refusal_names_who_holds_it_and_until_when(school, by):
    add(school, by, UserFactory(name="Amara Osei"), ends_on=NOVEMBER)

    with pytest.raises(Occupied) as refusal:
        add(school, by, starts_on=OCTOBER)

    assert str(refusal.value) == (
        "Amara Osei is already lead social worker of this school, "
        "from 1 September 2026 until 1 November 2026."
    )


def test_the_refusal_of_an_open_link_says_so(school, by):
    add(school, by, UserFactory(name="Amara Osei"))

    with pytest.raises(Occupied, match="from 1 September 2026 with no last day"):
        add(school, by, starts_on=OCTOBER)


def test_the_same_capacity_at_another_school_is_free(school, by):
    add(school, by)
    add(SchoolFactory(), by)

    assert Link.objects.count() == 2


@pytest.mark.parametrize(
    "capacity", [Role.DEPUTY_DSL, Role.SCHOOL_STAFF, Role.DEPUTY_SOCIAL_WORKER, Role.WELFARE_OFFICER]
)
def test_other_capacities_have_several_holders_but_no_person_twice(school, by, capacity):
    assert capacity not in ONE_AT_A_TIME
    first = add(school, by, capacity=capacity)
    add(school, by, capacity=capacity)

    with pytest.raises(Occupied):
        add(school, by, first.user, capacity=capacity, starts_on=OCTOBER, replaces=True)

    assert Link.objects.count() == 2


def test_a_handover_ends_the_old_link_the_day_before(school, by):
    old = add(school, by)

    new = add(school, by, starts_on=OCTOBER, replaces=True)

    old.refresh_from_db()
    assert (old.ends_on, new.starts_on, new.ends_on) == (date(2026, 9, 30), OCTOBER, None)
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "link.add",
        "link.end",
        "link.add",
    ]


def test_a_handover_does_not_push_out_who_begins_later(school, by):
    later = add(school, by, UserFactory(name="Jon Reid"), starts_on=NOVEMBER)

    with pytest.raises(Occupied, match="Jon Reid"):
        add(school, by, starts_on=OCTOBER, replaces=True)

    later.refresh_from_db()
    assert later.ends_on is None
    assert Link.objects.count() == 1


def test_a_refused_handover_changes_nothing(school, by):
    now = add(school, by, ends_on=OCTOBER)
    add(school, by, starts_on=NOVEMBER)

    with pytest.raises(Occupied):
        add(school, by, starts_on=date(2026, 9, 15), replaces=True)

    now.refresh_from_db()
    assert now.ends_on == OCTOBER
    assert Event.objects.count() == 2


def test_a_handover_reads_an_ended_holders_standing_afresh(school, by):
    holder = UserFactory()
    link = add(school, by, holder, starts_on=timezone.localdate() - timedelta(days=9))
    standing_of(holder)

    link.refresh_from_db()
    add(school, by, starts_on=timezone.localdate(), replaces=True)

    holder = type(holder).objects.get(pk=holder.pk)
    assert standing_of(holder).school_roles == frozenset()


@pytest.mark.parametrize("capacity", ["wizard", "administrator", ""])
def test_only_school_roles_can_be_held(school, by, capacity):
    with pytest.raises(Refused, match="in this capacity"):
        add(school, by, capacity=capacity)


def test_people_who_cannot_sign_in_are_not_linked(school, by):
    with pytest.raises(Refused, match="can no longer sign in"):
        add(school, by, UserFactory(is_active=False))


def test_a_link_ends_on_or_after_its_first_day(school, by):
    with pytest.raises(Refused, match="on or after the first day"):
        add(school, by, ends_on=date(2026, 8, 31))
    link = add(school, by, ends_on=SEPTEMBER + timedelta(days=400))
    with pytest.raises(Refused, match="on or after the first day, 1 September 2026"):
        end_link(link=link, ends_on=date(2026, 8, 31), by=by)

    assert Link.objects.get().ends_on == SEPTEMBER + timedelta(days=400)


def test_ending_sets_the_last_day_and_is_written_down(school, by):
    link = add(school, by)

    ended = end_link(link=link, ends_on=NOVEMBER, by=by)

    assert (ended.ends_on, Link.objects.get().ends_on) == (NOVEMBER, NOVEMBER)
    event = Event.objects.latest("pk")
    assert (event.verb, event.detail["last_day"]) == ("link.end", "2026-11-01")


def test_a_link_that_is_over_is_not_changed(school, by):
    link = LinkFactory(school=school, starts_on=date(2024, 9, 1), ends_on=date(2025, 8, 31))

    with pytest.raises(WrongState, match="ended on 31 August 2025"):
        end_link(link=link, ends_on=timezone.localdate(), by=by)

    assert not Event.objects.exists()


def test_a_last_day_to_come_can_be_moved_but_not_into_the_next_holder(school, by):
    today = timezone.localdate()
    link = add(school, by, starts_on=today, ends_on=today + timedelta(days=10))
    add(school, by, starts_on=today + timedelta(days=20))

    assert end_link(link=link, ends_on=today + timedelta(days=19), by=by).ends_on == today + timedelta(
        days=19
    )
    with pytest.raises(Occupied):
        end_link(link=link, ends_on=today + timedelta(days=20), by=by)


def test_a_link_that_has_not_begun_is_taken_back(school, by):
    link = add(school, by, starts_on=timezone.localdate() + timedelta(days=1))

    cancel_link(link=link, by=by)

    assert not Link.objects.exists()
    assert Event.objects.latest("pk").verb == "link.cancel"


def test_a_link_that_has_begun_is_not_taken_back(school, by):
    link = add(school, by, starts_on=timezone.localdate())

    with pytest.raises(WrongState, match="has begun"):
        cancel_link(link=link, by=by)

    assert Link.objects.get() == link


def test_the_database_refuses_two_open_holders_of_a_sole_capacity(school):
    LinkFactory(school=school, capacity=Role.LEAD_SOCIAL_WORKER)

    with pytest.raises(IntegrityError), transaction.atomic():
        LinkFactory(school=school, capacity=Role.LEAD_SOCIAL_WORKER)
