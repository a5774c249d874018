"""Open work follows the link: handed over in one step, never left with somebody who is gone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.enums import EntryKind, State
from exclusions.concerns.models import Concern, Entry
from exclusions.protocol.models import Case
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.errors import Refused
from portal.notices.models import Notice
from portal.people.services import end_access
from schools.links.models import Cover, Handover, Link
from schools.links.services import add_link, end_link
from schools.links.standing import standing_of
from schools.links.work import hand_over, in_words, kinds, work_held, work_without_owner
from tests.factories import (
    CaseFactory,
    ConcernFactory,
    CoverFactory,
    LinkFactory,
    RoleGrantFactory,
    UserFactory,
)

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def lead(cast):
    return cast.lead_social_worker


@pytest.fixture
def work(cast, lead):
    """What the lead holds here, and what nobody may take from others."""
    concern = ConcernFactory(school=cast.own, in_triage=True, taken_by=lead)
    case = CaseFactory(school=cast.own, lead=lead)
    others = {
        "decided": ConcernFactory(school=cast.own, state=State.DECIDED, taken_by=lead),
        "deputys": ConcernFactory(school=cast.own, in_triage=True, taken_by=cast.deputy_social_worker),
        "elsewhere": ConcernFactory(school=cast.other, in_triage=True, taken_by=lead),
        "nobodys": CaseFactory(school=cast.own, lead=None),
    }
    return concern, case, others


def holders():
    taken = dict(Concern.objects.values_list("reference", "taken_by__name"))
    return {**taken, **dict(Case.objects.values_list("reference", "lead__name"))}


def words(held):
    return {(some.user_id, some.school_id, some.kind.code): (some.count, some.late) for some in held}


def test_what_people_hold_is_counted_by_kind_person_and_school(cast, lead, work, django_assert_num_queries):
    with django_assert_num_queries(len(kinds())):
        held = work_held(schools=[cast.own.pk, cast.other.pk])

    assert words(held) == {
        (lead.pk, cast.own.pk, "concerns"): (1, 0),
        (cast.deputy_social_worker.pk, cast.own.pk, "concerns"): (1, 0),
        (lead.pk, cast.other.pk, "concerns"): (1, 0),
        (lead.pk, cast.own.pk, "cases"): (1, 0),
    }
    assert in_words(work_held(people=[lead.pk], schools=[cast.own.pk])) == "1 open concern and 1 open case"


def test_what_is_late_is_counted_apart(cast, lead, today):
    ConcernFactory(
        school=cast.own, in_triage=True, taken_by=lead, acknowledge_by=today - 3 * DAY, decide_by=today - DAY
    )
    CaseFactory(school=cast.own, lead=lead, due_on=today - DAY)

    assert [(some.count, some.late) for some in work_held(people=[lead.pk])] == [(1, 1), (1, 1)]


def test_everything_open_goes_over_at_once_and_is_written_down(cast, lead, work):
    concern, case, _ = work
    before, deputy = holders(), cast.deputy_social_worker

    handover = hand_over(
        school=cast.own, person=lead, to=deputy, note="Ring the school first.", by=cast.administrator
    )

    assert holders() == {**before, concern.reference: deputy.name, case.reference: deputy.name}
    references = [concern.reference, case.reference]
    assert [reference for reference, _ in handover.records] == references
    events = Event.objects.filter(verb__in=("concern.hand_over", "case.set_lead", "work.hand_over"))
    assert {event.verb for event in events} == {"concern.hand_over", "case.set_lead", "work.hand_over"}
    assert {event.actor for event in events} == {cast.administrator}
    assert not any("Ring" in str(event.detail) for event in events)
    entry = Entry.objects.get(concern=concern, verb="hand_over")
    assert (entry.kind, entry.author, entry.body) == (
        EntryKind.STATUS,
        cast.administrator,
        "Deputy Social Worker has it now.",
    )
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.text) == (
        deputy,
        f"Open work is handed over to you: {', '.join(references)}.",
    )
    assert notice.leads_to == reverse("links:handover", args=[handover.reference])


def test_a_notice_names_no_more_than_it_can_hold(cast, lead):
    for _ in range(12):
        ConcernFactory(school=cast.own, in_triage=True, taken_by=lead)

    hand_over(school=cast.own, person=lead, to=cast.deputy_social_worker, by=cast.administrator)

    assert Notice.objects.get().text.endswith("and 4 more.")


def test_only_who_may_do_all_of_it_receives(cast, lead, work):
    before = holders()
    for to in (cast.welfare_officer, cast.inclusion_officer, cast.dsl, cast.other_social_worker, lead):
        with pytest.raises(Refused, match="may not do this work"):
            hand_over(school=cast.own, person=lead, to=to, by=cast.administrator)
    assert (holders(), Handover.objects.count()) == (before, 0)


def test_cases_alone_may_go_to_an_inclusion_officer(cast):
    case = CaseFactory(school=cast.own, lead=cast.welfare_officer)

    hand_over(school=cast.own, person=cast.welfare_officer, to=cast.inclusion_officer, by=cast.administrator)

    case.refresh_from_db()
    assert case.lead == cast.inclusion_officer


def test_a_replaced_worker_hands_everything_over_in_the_same_step(cast, lead, work, today):
    concern, case, _ = work
    successor = UserFactory(name="Noor Begum")

    add_link(
        user=successor,
        school=cast.own,
        capacity=Role.LEAD_SOCIAL_WORKER,
        starts_on=today,
        replaces=True,
        hands_over=True,
        handover_note="All is in the records.",
        by=cast.administrator,
    )

    assert Link.objects.get(user=lead, school=cast.own).ends_on == today - DAY
    assert {holders()[concern.reference], holders()[case.reference]} == {"Noor Begum"}
    assert Handover.objects.get().note == "All is in the records."


def test_work_stays_until_a_later_link_begins(cast, lead, work, today):
    before = holders()

    add_link(
        user=UserFactory(),
        school=cast.own,
        capacity=Role.LEAD_SOCIAL_WORKER,
        starts_on=today + DAY,
        replaces=True,
        hands_over=True,
        by=cast.administrator,
    )

    assert holders() == before


def test_a_refused_handover_leaves_the_link_as_it_was(cast, lead, work, today):
    link = Link.objects.get(user=lead, school=cast.own)

    with pytest.raises(Refused):
        end_link(link=link, ends_on=today, hand_to=cast.dsl, by=cast.administrator)

    link.refresh_from_db()
    assert link.ends_on is None


def test_whoever_leaves_loses_links_covers_and_scope_at_once(cast, lead, today):
    later = LinkFactory(user=lead, capacity=Role.LEAD_SOCIAL_WORKER, starts_on=today + 3 * DAY)
    standing_in = CoverFactory(user=lead)
    to_come = CoverFactory(user=lead, starts_on=today + DAY)
    over = LinkFactory(user=lead, capacity=Role.DEPUTY_SOCIAL_WORKER, ends_on=today - 9 * DAY)
    assert standing_of(lead).school_roles

    end_access(user=lead, reason="has left", by=cast.administrator)

    assert standing_of(type(lead).objects.get(pk=lead.pk)).school_roles == set()
    assert not Link.objects.filter(pk=later.pk).exists()
    assert not Cover.objects.filter(pk=to_come.pk).exists()
    assert Cover.objects.get(pk=standing_in.pk).ends_on == today
    assert dict(Link.objects.filter(user=lead).values_list("school", "ends_on")) == {
        cast.own.pk: today,
        over.school_id: today - 9 * DAY,
    }


def test_work_of_who_may_no_longer_do_it_is_without_an_owner(cast, lead, work, today):
    """The concern elsewhere is theirs no longer: they never stood with that school."""
    stranger = (lead.pk, cast.other.pk, "concerns")
    assert set(words(work_without_owner())) == {stranger}

    end_access(user=lead, reason="has left", by=cast.administrator)

    assert words(work_without_owner([cast.own.pk])) == {
        (lead.pk, cast.own.pk, "concerns"): (1, 0),
        (lead.pk, cast.own.pk, "cases"): (1, 0),
    }


@pytest.mark.parametrize("by", ["link", "cover", "grant"])
def test_work_has_an_owner_who_stands_there_in_any_way(cast, by):
    case = CaseFactory(school=cast.other, lead=UserFactory())
    assert len(work_without_owner()) == 1

    if by == "link":
        LinkFactory(user=case.lead, school=cast.other, capacity=Role.WELFARE_OFFICER)
    elif by == "cover":
        CoverFactory(user=case.lead, link=Link.objects.get(user=cast.other_social_worker))
    else:
        RoleGrantFactory(user=case.lead, role=Role.INCLUSION_OFFICER)

    assert work_without_owner() == []


def typed(day, name):
    return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}


def test_ending_a_link_asks_who_gets_the_open_work(cast, lead, work, as_person, today):
    concern, case, _ = work
    url = reverse("links:end", args=[Link.objects.get(user=lead, school=cast.own).pk])
    admin = as_person("administrator")

    page = admin.get(url).content.decode()
    assert "Lead Social Worker has 1 open concern and 1 open case" in page
    assert "Welfare Officer" not in page
    admin.post(
        url,
        {**typed(today, "ends_on"), "hand_to": cast.deputy_social_worker.reference, "handover_note": "Soon"},
    )

    assert {holders()[concern.reference], holders()[case.reference]} == {"Deputy Social Worker"}


def test_work_without_an_owner_is_given_away(cast, lead, work, as_person):
    concern, _, _ = work
    end_access(user=lead, reason="has left", by=cast.administrator)
    url = reverse("links:hand_over", args=[cast.own.urn, lead.reference])
    head = as_person("head_of_service")

    assert head.post(url, {"hand_to": cast.dsl.reference}).status_code == 200
    assert holders()[concern.reference] == "Lead Social Worker"
    answer = head.post(url, {"hand_to": cast.deputy_social_worker.reference}, follow=True)

    assert "handed over to Deputy Social Worker" in answer.content.decode()
    assert holders()[concern.reference] == "Deputy Social Worker"
    told = as_person("deputy_social_worker").get(Notice.objects.latest("pk").leads_to).content.decode()
    assert concern.get_absolute_url() in told
    assert "holds no open work" in head.get(url).content.decode()
