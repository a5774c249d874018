"""A worker's schools in one go: checked first, then all or none."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from linkworkers.allocation.services import allocate, plan
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.errors import Refused
from portal.notices.models import Notice
from schools.links import work
from schools.links.models import Link
from tests.factories import ConcernFactory, LinkFactory, SchoolFactory, UserFactory

DAY = timedelta(days=1)
URL = "/allocation/assign/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def worker(db):
    return UserFactory(name="Noor Begum", email="noor@example.org")


def give(worker, schools, by, **more):
    asked = {
        "worker": worker,
        "capacity": Role.LEAD_SOCIAL_WORKER,
        "starts_on": timezone.localdate(),
        "schools": schools,
        "hands_over": True,
        "by": by,
    }
    return allocate(**{**asked, **more})


def held_by(worker):
    return set(Link.objects.filter(user=worker, ends_on=None).values_list("school__name", "capacity"))


def typed(day):
    return {"starts_on_0": day.day, "starts_on_1": day.month, "starts_on_2": day.year}


def test_whoever_is_replaced_ends_the_day_before_and_hands_over(cast, worker, today):
    bare = SchoolFactory(name="Bare School")
    concern = ConcernFactory(school=cast.own, in_triage=True, taken_by=cast.lead_social_worker)

    give(worker, [cast.own, cast.other, bare], cast.administrator, handover_note="See you")

    lead = Role.LEAD_SOCIAL_WORKER
    assert held_by(worker) == {(cast.own.name, lead), (cast.other.name, lead), ("Bare School", lead)}
    ended = Link.objects.filter(ends_on=today - DAY).values_list("user__name", flat=True)
    assert set(ended) == {"Lead Social Worker", "Other Social Worker"}
    concern.refresh_from_db()
    assert concern.taken_by == worker
    told = list(Notice.objects.filter(user=worker, kind="link.add").values_list("text", flat=True))
    assert len(told) == 1
    assert told[0].startswith("You stand with 3 schools as lead social worker from ")
    assert Event.objects.get(verb="allocation.apply").detail["schools"] == 3


def test_all_or_none(cast, worker, today):
    """At the second school somebody begins later, whom nobody replaces unasked."""
    LinkFactory(school=cast.other, capacity=Role.HEAD_OF_SERVICE, starts_on=today + 9 * DAY)
    links, events = Link.objects.count(), Event.objects.count()

    with pytest.raises(Refused, match=f"{cast.other.name}: .* Nothing has been changed"):
        give(worker, [cast.own, cast.other], cast.administrator, capacity=Role.HEAD_OF_SERVICE)

    assert (Link.objects.count(), Event.objects.count()) == (links, events)
    assert not Link.objects.filter(user=worker).exists()
    assert not Notice.objects.exists()


def test_nobody_allocates_beyond_their_reach(cast, worker):
    for by, more in (
        (cast.head_of_service, {"schools": [cast.own, cast.other]}),
        (cast.head_of_service, {"schools": [cast.own], "capacity": Role.HEAD_OF_SERVICE}),
        (cast.administrator, {"schools": [cast.own], "capacity": Role.DSL}),
        (cast.lead_social_worker, {"schools": [cast.own]}),
        (cast.administrator, {"schools": []}),
    ):
        with pytest.raises(Refused):
            give(worker, more.pop("schools"), by, **more)
    assert not Link.objects.filter(user=worker).exists()


def test_the_plan_says_who_is_replaced_and_what_they_hold(cast, worker, today, django_assert_num_queries):
    ConcernFactory(school=cast.own, in_triage=True, taken_by=cast.lead_social_worker)
    asked = {"worker": worker, "capacity": Role.LEAD_SOCIAL_WORKER, "starts_on": today}

    # The links with their people, and one query for each kind of work.
    with django_assert_num_queries(1 + len(work.kinds())):
        steps = plan(schools=[cast.other, cast.own], **asked)

    said = [(s.school, [h.user.name for h in s.holders], [str(w) for w in s.held], s.already) for s in steps]
    assert said == [
        (cast.own, ["Lead Social Worker"], ["1 open concern"], False),
        (cast.other, ["Other Social Worker"], [], False),
    ]
    again = plan(schools=[cast.own], **{**asked, "worker": cast.lead_social_worker})
    assert [step.already for step in again] == [True]


def test_find_tick_check_apply(cast, worker, as_person, today):
    admin = as_person("administrator")
    concern = ConcernFactory(school=cast.own, in_triage=True, taken_by=cast.lead_social_worker)
    assert f"?person={worker.reference}" in admin.get(URL, {"q": "noor"}).content.decode()
    url = f"{URL}?person={worker.reference}"
    page = unescape(admin.get(url).content.decode())
    assert "Northgate High School (lead: Lead Social Worker)" in page
    assert "Northgate" not in admin.get(f"{url}&school=oswin").content.decode()

    answers = {
        "capacity": Role.LEAD_SOCIAL_WORKER,
        **typed(today),
        "schools": [cast.own.urn, cast.other.urn],
    }
    check = unescape(admin.post(url, answers).content.decode())
    assert "Replaces Lead Social Worker" in check
    assert "1 open concern" in check
    assert held_by(worker) == set()
    assert check.count('name="schools"') == 2

    done = admin.post(url, {**answers, "apply": "yes", "hands_over": "on"}, follow=True)

    assert "Noor Begum is linked to 2 schools" in done.content.decode()
    concern.refresh_from_db()
    assert (len(held_by(worker)), concern.taken_by) == (2, worker)


def test_what_became_impossible_is_said_on_the_page(cast, as_person, today):
    url = f"{URL}?person={cast.lead_social_worker.reference}"
    answers = {"capacity": Role.LEAD_SOCIAL_WORKER, **typed(today), "schools": [cast.own.urn]}
    admin = as_person("administrator")

    assert "stands already with Northgate High School" in admin.post(url, answers).content.decode()
    refused = admin.post(url, {**answers, "apply": "yes"})

    assert refused.status_code == 200
    assert "Nothing has been changed" in refused.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"schools": []},
        {"schools": ["x"]},
        {"schools": ["9" * 30]},
        {"schools": ["990002"]},
        {"capacity": "dsl"},
        {"capacity": "head_of_service"},
        {"starts_on_1": "13"},
    ],
)
def test_a_head_of_service_gets_their_mistakes_back(cast, as_person, today, wrong):
    url = f"{URL}?person={cast.deputy_social_worker.reference}"
    good = {"capacity": Role.LEAD_SOCIAL_WORKER, **typed(today), "schools": ["990001"], "apply": "yes"}
    links = Link.objects.count()

    answer = as_person("head_of_service").post(url, {**good, **wrong})

    assert (answer.status_code, Link.objects.count()) == (200, links)
    assert "There is a problem" in answer.content.decode()


def test_whom_one_may_allocate(cast, as_person, worker):
    codes = {
        (by, who): as_person(by).get(URL, {"person": getattr(cast, who).reference}).status_code
        for by in ("administrator", "head_of_service")
        for who in ("dsl", "deputy_social_worker")
    }

    assert codes == {
        ("administrator", "dsl"): 200,
        ("administrator", "deputy_social_worker"): 200,
        ("head_of_service", "dsl"): 404,
        ("head_of_service", "deputy_social_worker"): 200,
    }
    assert reverse("allocation:assign") == URL
