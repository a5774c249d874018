"""The search page: what each person finds, where a reference leads, and what stays out of addresses."""

import pytest

from linkworkers.diary.enums import Audience
from linkworkers.diary.models import DiaryLine
from portal.audit.enums import Kind
from portal.audit.models import Event
from tests.factories import CaseFactory, DiaryEntryFactory, EnrolmentFactory, PupilFactory

WORDS = "Wren Ashgrove"


@pytest.fixture
def pupil(cast):
    wren = PupilFactory(forename="Wren", surname="Ashgrove")
    EnrolmentFactory(school=cast.own, pupil=wren)
    EnrolmentFactory(school=cast.other, pupil=PupilFactory(forename="Wren", surname="Ashgrove"))
    return wren


def look_for(client, typed: str):
    return client.post("/search/", {"typed": typed}, follow=True)


def test_finds_pupils_and_cases_of_ones_own_schools_only(cast, as_person, pupil):
    case = CaseFactory(school=cast.own, pupil=pupil)

    page = look_for(as_person("dsl"), WORDS)

    assert [(hits.source.code, [hit.reference for hit in hits.found]) for hits in page.context["hits"]] == [
        ("pupils", [pupil.reference]),
        ("cases", [case.reference]),
    ]


@pytest.mark.parametrize("name", ["board_member", "school_staff", "other_dsl"])
def test_who_may_not_see_the_pupil_finds_nothing_of_theirs(cast, as_person, pupil, name):
    CaseFactory(school=cast.own, pupil=pupil)

    assert pupil.reference not in look_for(as_person(name), WORDS).text


def test_the_address_holds_no_word_and_the_trail_none_either(cast, as_person, pupil):
    page = look_for(as_person("dsl"), WORDS)

    assert "wren" not in page.redirect_chain[0][0].lower()
    event = Event.objects.get(kind=Kind.SEARCH)
    assert "Wren" not in str(event.detail)
    assert (event.verb, [s.reference for s in event.subjects.all()]) == ("portal.search", [pupil.reference])


def test_a_reference_leads_to_its_record(cast, as_person):
    case = CaseFactory(school=cast.own)

    page = as_person("dsl").post("/search/", {"typed": case.reference.lower()}, follow=True)

    assert page.redirect_chain[-1] == (case.get_absolute_url(), 302)


def test_what_is_not_shared_in_the_diary_is_not_found_by_the_school(cast, as_person):
    for audience in (Audience.SHARED, Audience.LINK_WORKERS):
        entry = DiaryEntryFactory(school=cast.own, worker=cast.lead_social_worker, audience=audience)
        DiaryLine.objects.create(entry=entry, part="addition", body="Zeppelin", author=entry.worker)

    def found(name):
        return sum(len(hits.found) for hits in look_for(as_person(name), "zeppelin").context["hits"])

    assert (found("lead_social_worker"), found("dsl"), found("other_social_worker")) == (2, 1, 0)


def test_more_of_one_kind_on_a_page_of_its_own(cast, as_person):
    for _ in range(7):
        EnrolmentFactory(school=cast.own, pupil=PupilFactory(surname="Quillfeather"))
    client = as_person("dsl")

    page = look_for(client, "Quillfeather")
    more = client.get(page.redirect_chain[0][0] + "?kind=pupils")

    assert (len(page.context["hits"][0].found), page.context["hits"][0].is_more) == (5, True)
    assert (len(more.context["hits"][0].found), more.context["hits"][0].is_more) == (7, False)


def test_a_forgotten_search_asks_again(as_person):
    page = as_person("dsl").get("/search/gone/", follow=True)

    assert page.status_code == 200
    assert "Enter it again" in page.text


@pytest.mark.parametrize(
    ("typed", "says"), [("", "Enter what you are looking for"), ("x" * 201, "Use 200 characters or fewer")]
)
def test_bad_input_is_named_and_kept(as_person, typed, says):
    page = as_person("dsl").post("/search/", {"typed": typed})

    assert page.status_code == 200
    assert says in page.text
    assert typed in page.text


@pytest.mark.parametrize("typed", ["\x00", "'; DROP TABLE x; --", '"', "𝕎ren", "‮", "a\x00b", "* OR *"])
def test_nothing_typed_breaks_it(as_person, typed):
    assert look_for(as_person("dsl"), typed).status_code == 200


def test_costs_the_same_however_much_is_found(cast, as_person, pupil, django_assert_max_num_queries):
    client = as_person("dsl")

    def asked() -> int:
        look_for(client, WORDS)
        with django_assert_max_num_queries(100) as queries:
            look_for(client, WORDS)
        return len(queries)

    CaseFactory(school=cast.own, pupil=pupil)
    before = asked()
    for _ in range(3):
        namesake = PupilFactory(forename="Wren", surname="Ashgrove")
        CaseFactory(school=cast.own, pupil=EnrolmentFactory(school=cast.own, pupil=namesake).pupil)

    assert asked() == before
