"""Cover for absence: who may stand in, when it holds, and what it gives and shows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.audience import readers_at
from exclusions.concerns.models import Concern
from portal.accounts.enums import Power, Role
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from portal.notices.models import Notice
from schools.links.covering import arrange_cover, end_cover
from schools.links.models import Cover, Link
from schools.links.panels import school_people
from schools.links.services import cancel_link, end_link
from schools.links.standing import people_standing_as, people_with, standing_of
from tests.factories import ConcernFactory, CoverFactory, LinkFactory, SchoolFactory, UserFactory

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def stand_in(db):
    """Works for the authority at a school of their own."""
    return LinkFactory(user=UserFactory(name="Jon Reid"), capacity=Role.DEPUTY_SOCIAL_WORKER).user


def arrange(cast, stand_in, **more):
    today = timezone.localdate()
    person = more.pop("person", cast.lead_social_worker)
    asked = {
        "person": person,
        "links": list(person.links.all()),
        "stand_in": stand_in,
        "starts_on": today,
        "ends_on": today + 7 * DAY,
        "by": cast.administrator,
    }
    return arrange_cover(**{**asked, **more})


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def test_the_stand_in_stands_with_the_schools_in_the_same_capacity(cast, stand_in):
    other = LinkFactory(user=cast.lead_social_worker, capacity=Role.LEAD_SOCIAL_WORKER)
    ConcernFactory(school=cast.own)
    own_before = standing_of(stand_in).school_roles

    covers = arrange(cast, stand_in, reason="leave")

    here = {(Role.LEAD_SOCIAL_WORKER, cast.own.pk), (Role.LEAD_SOCIAL_WORKER, other.school_id)}
    assert standing_of(fresh(stand_in)).school_roles == own_before | here
    assert Concern.objects.for_triage_by(fresh(stand_in)).count() == 1
    assert set(people_with(Power.TRIAGE, cast.own.pk)) == {
        cast.lead_social_worker,
        cast.deputy_social_worker,
        stand_in,
    }
    assert set(people_standing_as(Role.LEAD_SOCIAL_WORKER, cast.own.pk)) == {
        cast.lead_social_worker,
        stand_in,
    }
    assert stand_in in dict(readers_at(cast.own.pk))["Lead social worker"]
    assert len(covers) == 2
    event = Event.objects.get(verb="cover.add")
    assert {s.reference for s in event.subjects.all()} == {
        cast.lead_social_worker.reference,
        stand_in.reference,
        str(cast.own.urn),
        str(other.school.urn),
    }
    days = f"from {plain_date(covers[0].starts_on)} until {plain_date(covers[0].ends_on)}"
    assert dict(Notice.objects.values_list("user__name", "text")) == {
        "Jon Reid": f"You stand in for Lead Social Worker at 2 schools {days}.",
        "Lead Social Worker": f"Jon Reid stands in for you at 2 schools {days}.",
    }


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "holds"),
    [(0, 0, True), (-3, 0, True), (1, 4, False), (-4, -1, False), (-4, 4, True)],
    ids=["only day", "last day", "begins tomorrow", "over since yesterday", "in between"],
)
def test_cover_holds_from_its_first_day_to_its_last(db, today, starts_in, ends_in, holds):
    cover = CoverFactory(starts_on=today + starts_in * DAY, ends_on=today + ends_in * DAY)

    expected = {(Role.LEAD_SOCIAL_WORKER, cover.link.school_id)} if holds else set()
    assert standing_of(cover.user).school_roles == expected
    assert list(
        people_standing_as(Role.LEAD_SOCIAL_WORKER, cover.link.school_id).filter(pk=cover.user_id)
    ) == ([cover.user] if holds else [])


@pytest.mark.parametrize("change", [{"ends_on": -1}, {"starts_on": 1}])
def test_cover_holds_no_longer_than_its_link(db, today, change):
    cover = CoverFactory()
    for name, days in change.items():
        setattr(cover.link, name, today + days * DAY)
    cover.link.save()

    assert standing_of(cover.user).school_roles == set()
    assert cover.user not in people_with(Power.TRIAGE, cover.link.school_id)


def test_an_inactive_stand_in_stands_nowhere(db):
    cover = CoverFactory(user__is_active=False)

    assert standing_of(cover.user).school_roles == set()
    assert cover.user not in people_with(Power.TRIAGE, cover.link.school_id)


def test_reading_where_a_stand_in_stands_takes_no_more_queries(db, django_assert_num_queries):
    cover = CoverFactory()
    CoverFactory(user=cover.user)
    with django_assert_num_queries(2):
        standing_of(cover.user)


def test_who_may_not_stand_in(cast, stand_in):
    nobody_of_the_authority = [cast.dsl, cast.headteacher, cast.board_member, cast.nobody]
    stand_in.is_active = False
    stand_in.save()
    for person in [cast.lead_social_worker, stand_in, *nobody_of_the_authority]:
        with pytest.raises(Refused):
            arrange(cast, person)
    assert not Cover.objects.exists()


def test_nobody_arranges_cover_beyond_their_reach(cast, stand_in):
    elsewhere = LinkFactory(user=cast.lead_social_worker, capacity=Role.LEAD_SOCIAL_WORKER)
    own = list(cast.lead_social_worker.links.filter(school=cast.own))

    for by, links in (
        (cast.head_of_service, [elsewhere]),
        (cast.deputy_social_worker, own),
        (cast.dsl, own),
        (cast.administrator, [cast.dsl.links.get()]),
        (cast.administrator, []),
    ):
        with pytest.raises(Refused, match="Choose at least one school"):
            arrange(cast, stand_in, by=by, links=links)
    assert len(arrange(cast, stand_in, by=cast.head_of_service, links=own)) == 1


def test_the_worker_names_a_stand_in_themselves(cast, stand_in):
    assert len(arrange(cast, stand_in, by=cast.lead_social_worker)) == 1


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "says"),
    [(0, -1, "on or after"), (-5, -1, "are over"), (0, 366, "a year at most")],
)
def test_days_that_cannot_be(cast, stand_in, today, starts_in, ends_in, says):
    with pytest.raises(Refused, match=says):
        arrange(cast, stand_in, starts_on=today + starts_in * DAY, ends_on=today + ends_in * DAY)


def test_a_link_is_covered_once_at_a_time(cast, stand_in, today):
    arrange(cast, stand_in)
    with pytest.raises(Refused, match="Jon Reid covers Northgate High School already"):
        arrange(cast, cast.deputy_social_worker, starts_on=today + 7 * DAY, ends_on=today + 9 * DAY)

    arrange(cast, cast.deputy_social_worker, starts_on=today + 8 * DAY, ends_on=today + 9 * DAY)

    assert Cover.objects.count() == 2


def test_somebody_away_stands_in_for_nobody(cast, stand_in, today):
    arrange(cast, stand_in)

    with pytest.raises(Refused, match="Lead Social Worker is away"):
        arrange(cast, cast.lead_social_worker, person=cast.deputy_social_worker, starts_on=today + 7 * DAY)


def test_cover_is_ended_early_or_taken_back(cast, stand_in, today):
    (now,) = arrange(cast, stand_in)
    (later,) = arrange(cast, stand_in, starts_on=today + 10 * DAY, ends_on=today + 12 * DAY)

    with pytest.raises(Refused, match="To make it longer"):
        end_cover(cover=now, ends_on=today + 8 * DAY, by=cast.administrator)
    end_cover(cover=now, ends_on=today, by=cast.administrator)
    end_cover(cover=later, ends_on=today, by=cast.administrator)

    assert list(Cover.objects.values_list("pk", "ends_on")) == [(now.pk, today)]
    verbs = Event.objects.filter(verb__startswith="cover.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "cover.add",
        "cover.add",
        "cover.end",
        "cover.cancel",
    ]


def test_what_is_over_is_not_changed(cast, today):
    cover = CoverFactory(starts_on=today - 5 * DAY, ends_on=today - DAY)
    with pytest.raises(WrongState, match="ended on"):
        end_cover(cover=cover, ends_on=today, by=cast.administrator)


def test_a_cancelled_link_takes_its_cover_with_it(cast, stand_in, today):
    link = LinkFactory(user=cast.lead_social_worker, capacity=Role.LEAD_SOCIAL_WORKER, starts_on=today + DAY)
    arrange(cast, stand_in, links=[link])

    cancel_link(link=link, by=cast.administrator)

    assert not Cover.objects.exists()


def test_an_ended_link_ends_its_cover(cast, stand_in, today):
    (cover,) = arrange(cast, stand_in)

    end_link(link=cover.link, ends_on=today - DAY, by=cast.administrator)

    assert cast.own.pk not in standing_of(fresh(stand_in)).scope(Power.TRIAGE)


def test_the_schools_page_names_the_stand_in_beside_the_absent(cast, stand_in, today):
    (cover,) = arrange(cast, stand_in)

    cards = school_people(cast.dsl, cast.own)["authority_people"]

    assert [(card["name"], card["role"]) for card in cards[:2]] == [
        ("Lead Social Worker", "Lead social worker"),
        ("Jon Reid", f"Lead social worker, covering Lead Social Worker until {plain_date(cover.ends_on)}"),
    ]


def typed(day, name):
    return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}


def test_cover_is_arranged_on_the_page(cast, stand_in, as_person, today):
    browser = as_person("lead_social_worker")
    link = Link.objects.get(user=cast.lead_social_worker)
    url = reverse("links:cover", args=[cast.lead_social_worker.reference])
    me = browser.get(reverse("accounts:me")).content.decode()
    assert url in me

    assert "Deputy Social Worker" in browser.get(url).content.decode()
    found = browser.get(url, {"q": "reid"}).content.decode()
    assert f"?stand_in={stand_in.reference}" in found
    assert "DSL" not in browser.get(url, {"q": "dsl"}).content.decode().split("<main")[1].split("called")[0]
    answer = browser.post(
        f"{url}?stand_in={stand_in.reference}",
        {
            **typed(today, "starts_on"),
            **typed(today + DAY, "ends_on"),
            "links": [link.pk],
            "reason": "training",
        },
        follow=True,
    )

    cover = Cover.objects.get()
    assert (cover.user, cover.link, cover.reason) == (stand_in, link, "training")
    assert "Jon Reid for Lead Social Worker" in answer.content.decode()
    end = browser.post(reverse("links:end_cover", args=[cover.pk]), typed(today, "ends_on"))
    assert end.status_code == 302
    cover.refresh_from_db()
    assert cover.ends_on == today


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"ends_on_0": "31", "ends_on_1": "2", "ends_on_2": "2027"},
        {"links": ["999999"]},
        {"links": ["x"]},
        {"reason": "flu"},
    ],
)
def test_mistakes_keep_what_was_typed(cast, stand_in, as_person, today, wrong):
    link = Link.objects.get(user=cast.lead_social_worker)
    good = {**typed(today, "starts_on"), **typed(today, "ends_on"), "links": [link.pk], "reason": "away"}
    url = reverse("links:cover", args=[cast.lead_social_worker.reference])

    answer = as_person("administrator").post(
        f"{url}?stand_in={stand_in.reference}", {**good, **wrong} if wrong else {"reason": "away"}
    )

    assert (answer.status_code, Cover.objects.count()) == (200, 0)
    assert "There is a problem" in answer.content.decode()


def test_a_stand_in_that_may_not_is_not_found(cast, as_person):
    url = reverse("links:cover", args=[cast.lead_social_worker.reference])

    answers = {
        who: as_person("administrator").get(url, {"stand_in": who}).status_code
        for who in (cast.dsl.reference, cast.lead_social_worker.reference, "\0", "nobody")
    }

    assert set(answers.values()) == {404}


def test_a_school_elsewhere_is_not_offered(cast, as_person, stand_in):
    LinkFactory(
        user=cast.lead_social_worker, capacity=Role.LEAD_SOCIAL_WORKER, school=SchoolFactory(name="Far Away")
    )
    url = reverse("links:cover", args=[cast.lead_social_worker.reference])

    page = as_person("head_of_service").get(url, {"stand_in": stand_in.reference}).content.decode()

    assert "Northgate High School" in page
    assert "Far Away" not in page


def test_home_says_who_covers_whom(cast, stand_in, as_person, client, today):
    LinkFactory(user=cast.lead_social_worker, capacity=Role.LEAD_SOCIAL_WORKER)
    arrange(cast, stand_in)
    until = plain_date(today + 7 * DAY)
    client.force_login(stand_in, backend="django.contrib.auth.backends.ModelBackend")

    assert f"Jon Reid stands in for you at 2 schools until {until}" in home(as_person("lead_social_worker"))
    assert f"You stand in for Lead Social Worker at 2 schools until {until}" in home(client)
    assert "Covering" not in home(as_person("deputy_social_worker"))


def home(browser):
    return browser.get(reverse("home")).content.decode()
