"""A pupil's page: who opens it, what each part shows to whom, and what is written down."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.enums import EntryKind
from portal.audit.models import Event
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.models import PupilUpn
from schools.pupils.services import set_fact
from tests.factories import CaseFactory, ConcernFactory, EnrolmentFactory
from tests.factories.schools import upn_number

TODAY = timezone.localdate


@pytest.fixture
def pupil(cast):
    enrolment = EnrolmentFactory(school=cast.own, pupil__forename="Zara", pupil__surname="Rowan")
    return enrolment.pupil


def known(pupil, kind, value, **changes):
    said = {"starts_on": date(2025, 9, 1), "source": FactSource.SOCIAL_CARE, "as_at": date(2026, 9, 1)}
    return set_fact(pupil=pupil, kind=kind, value=value, by=None, **{**said, **changes})


def say(concern, kind, body="Words"):
    concern.entries.create(
        kind=kind, body=body, author=concern.raised_by, capacity="Somebody", at=timezone.now()
    )


def raised(cast, pupil, **changes):
    return ConcernFactory(school=cast.own, pupil=pupil, **changes)


def test_the_name_is_in_the_page_and_neither_in_its_title_nor_its_address(as_person, pupil):
    response = as_person("dsl").get(pupil.get_absolute_url())

    html = response.content.decode()
    title = html[html.index("<title>") : html.index("</title>")]
    assert "Zara Rowan" in html
    assert pupil.reference in title
    assert "Zara" not in title + pupil.get_absolute_url()


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("dsl", ["Looked after", "Child protection plan"]),
        ("senco", ["Looked after", "Has a social worker"]),
        ("welfare_officer", ["Looked after", "Has a social worker"]),
        ("administrator", []),
    ],
)
def test_flags_follow_the_tiers(cast, as_person, pupil, person, expected):
    known(pupil, FactKind.LOOKED_AFTER, "Y")
    known(pupil, FactKind.SOCIAL_WORKER, "CPP")

    flags = as_person(person).get(pupil.get_absolute_url()).context["flags"]

    assert sorted(flag.words for flag in flags) == sorted(expected)


def test_the_reason_of_a_social_worker_is_nowhere_for_those_who_see_only_that_there_is_one(as_person, pupil):
    known(pupil, FactKind.SOCIAL_WORKER, "CPP")

    for name in ("pupil", "details"):
        html = as_person("senco").get(reverse(f"pupils:{name}", args=[pupil.reference])).content.decode()
        assert "Has a social worker" in html
        assert "Child protection plan" not in html


def test_the_chronology_holds_what_each_may_see_in_the_order_of_days(cast, as_person, pupil):
    concern = raised(
        cast, pupil, happened_on=date(2026, 10, 1), what_happened="Came in hungry.", child_words=""
    )
    say(concern, EntryKind.INTERNAL, "Known to us since May.")
    CaseFactory(school=cast.own, pupil=pupil)
    known(pupil, FactKind.SEN_PROVISION, "K")

    def titles(person):
        lines = as_person(person).get(pupil.get_absolute_url()).context["lines"]
        return [line.kind for line in lines], " ".join(line.text for line in lines)

    kinds, text = titles("dsl")
    assert set(kinds) == {"Concerns", "No Need to Exclude cases", "School roll", "Details of the pupil"}
    assert "Came in hungry." in text
    assert "Known to us" not in text
    assert "Known to us" in titles("lead_social_worker")[1]
    kinds, text = titles("senco")
    assert "Concerns" not in kinds
    assert "Came in hungry." not in text
    assert set(titles("administrator")[0]) == {"School roll", "Details of the pupil"}
    lines = as_person("dsl").get(pupil.get_absolute_url()).context["lines"]
    days = [line.on for line in lines]
    assert days == sorted(days, reverse=True)


def test_the_chronology_is_filtered_by_kind_and_days(cast, as_person, pupil):
    raised(cast, pupil, happened_on=date(2026, 10, 1))
    known(pupil, FactKind.SEN_PROVISION, "K")
    client = as_person("dsl")

    def kinds(**filters):
        return [line.kind for line in client.get(pupil.get_absolute_url(), filters).context["lines"]]

    assert set(kinds(kind="facts")) == {"Details of the pupil"}
    assert kinds(kind="facts", since_0="1", since_1="1", since_2="2026") == []
    assert len(kinds(since_0="99", since_1="1", since_2="2026")) == len(kinds())
    assert kinds(order="oldest") == list(reversed(kinds(order="newest")))


def test_a_late_entry_says_so(cast, as_person, pupil):
    raised(cast, pupil, happened_on=TODAY() - timedelta(days=9))

    assert "Written down 9 days later" in as_person("dsl").get(pupil.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["pupil", "details", "people"])
def test_every_part_is_written_down(cast, as_person, pupil, name):
    as_person("dsl").get(reverse(f"pupils:{name}", args=[pupil.reference]))

    event = Event.objects.get(verb="pupil.view")
    assert (event.kind, event.actor, event.capacity) == ("view", cast.dsl, "Designated safeguarding lead")
    assert [s.reference for s in event.subjects.all()] == [pupil.reference]


def test_a_pupil_who_has_left_is_no_page_here_and_the_record_pages_stay(cast, as_person, pupil):
    concern = raised(cast, pupil)
    pupil.enrolments.update(ends_on=TODAY() - timedelta(days=1))
    EnrolmentFactory(pupil=pupil, school=cast.other, starts_on=TODAY())

    for person in ("dsl", "lead_social_worker"):
        client = as_person(person)
        assert client.get(pupil.get_absolute_url()).status_code == 404
        assert client.get(concern.get_absolute_url()).status_code == 200
    assert as_person("other_dsl").get(pupil.get_absolute_url()).status_code == 200
    assert as_person("other_dsl").get(concern.get_absolute_url()).status_code == 404


def test_the_chronology_takes_the_same_queries_for_one_and_three(
    cast, as_person, pupil, django_assert_max_num_queries
):
    client = as_person("dsl")

    def add(n):
        for _ in range(n):
            say(raised(cast, pupil), EntryKind.MESSAGE)

    def count():
        with django_assert_max_num_queries(100) as counted:
            client.get(pupil.get_absolute_url())
        return len(counted)

    add(1)
    count()
    one = count()
    add(2)

    assert count() == one


def test_people_names_who_stands_with_the_school(as_person, pupil):
    html = as_person("dsl").get(reverse("pupils:people", args=[pupil.reference])).content.decode()

    assert "Lead Social Worker" in html
    assert "Other Dsl" not in html


def test_the_tabs_of_rooms_above_show_this_pupil_only(cast, as_person, pupil):
    mine, other = raised(cast, pupil), ConcernFactory(school=cast.own)
    case = CaseFactory(school=cast.own, pupil=pupil)

    client = as_person("dsl")
    concerns = client.get(reverse("pupils:tab", args=[pupil.reference, "concerns"])).content.decode()
    cases = client.get(reverse("pupils:tab", args=[pupil.reference, "cases"])).content.decode()

    assert (mine.reference in concerns, other.reference in concerns) == (True, False)
    assert case.reference in cases
    assert (
        as_person("senco").get(reverse("pupils:tab", args=[pupil.reference, "concerns"])).status_code == 404
    )


def test_a_former_upn_finds_the_pupil(cast, as_person, pupil):
    PupilUpn.objects.create(pupil=pupil, upn=upn_number(77), reason="Temporary", ended_on=date(2026, 1, 1))

    response = as_person("dsl").post(reverse("pupils:find"), {"words": upn_number(77)})

    assert [found.pk for found in response.context["found"]] == [pupil.pk]
    assert (
        as_person("other_dsl").post(reverse("pupils:find"), {"words": upn_number(77)}).context["found"] == []
    )


def test_finding_is_written_down_without_the_words(cast, as_person, pupil):
    as_person("dsl").post(reverse("pupils:find"), {"words": "zara"})

    event = Event.objects.get(verb="pupil.search")
    assert (event.kind, event.detail) == ("search", {"found": 1})
    assert [s.reference for s in event.subjects.all()] == [pupil.reference]


def test_finding_takes_the_same_queries_for_one_and_three(
    cast, as_person, pupil, django_assert_max_num_queries
):
    client = as_person("dsl")

    def count():
        with django_assert_max_num_queries(100) as counted:
            client.post(reverse("pupils:find"), {"words": "zara"})
        return len(counted)

    count()
    one = count()
    EnrolmentFactory.create_batch(2, school=cast.own, pupil__forename="Zara")

    assert count() == one


def test_printing_asks_for_a_purpose_and_writes_it_down(cast, as_person, pupil):
    raised(cast, pupil, what_happened="Came in hungry.")
    url = reverse("pupils:print", args=[pupil.reference])
    client = as_person("dsl")

    asked = client.post(url, {"purpose": " "})
    assert "Say what the print is for" in asked.content.decode()
    assert not Event.objects.filter(verb="pupil.print").exists()

    printed = client.post(url, {"purpose": "Conference on 2 December"})
    assert printed["Content-Type"] == "application/pdf"
    assert printed["Content-Disposition"] == f'attachment; filename="{pupil.reference}-chronology.pdf"'
    assert printed.content.startswith(b"%PDF-")
    event = Event.objects.get(verb="pupil.print")
    assert (event.kind, event.reason) == ("export", "Conference on 2 December")
