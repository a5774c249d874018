from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.test import RequestFactory
from openpyxl import load_workbook

from exclusions.protocol import services
from exclusions.protocol.panels import pupil_open_case, school_cases
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core import navigation
from portal.core.subjects import panels_for
from schools.links.standing import forget_standing
from tests.cast import EVERYONE
from tests.exclusions.protocol.filled import put_at
from tests.exclusions.protocol.test_visibility import SEE_ALL, SEE_OTHER, SEE_OWN
from tests.factories import CaseFactory, EnrolmentFactory, LinkFactory, SchoolFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def opened(clock, on: datetime, school, **options):
    clock.move_to(on)
    case = CaseFactory(school=school, **options)
    clock.move_to(MONDAY)
    return case


@pytest.fixture
def cases(cast, clock):
    return {
        "late": opened(clock, datetime(2026, 11, 6, 9, tzinfo=UTC), cast.own),  # due Fri 20 Nov
        "soon": opened(clock, datetime(2026, 11, 11, 9, tzinfo=UTC), cast.own, lead=cast.welfare_officer),
        "plan": put_at(opened(clock, datetime(2026, 11, 12, 9, tzinfo=UTC), cast.own), "plan"),
        "other": opened(clock, datetime(2026, 11, 12, 9, tzinfo=UTC), cast.other),
        "closed": services.close_case(
            case=CaseFactory(school=cast.own),
            outcome_code="MOVED_OUT",
            note="Moved.",
            by=cast.lead_social_worker,
            seen_revision=1,
        ),
    }


def listed(browser, query: str = "") -> list[str]:
    response = browser.get(f"/cases/{query}")
    assert response.status_code == 200
    return [row.record.reference for row in response.context["table"].page.object_list]


def refs(cases, names: str) -> list[str]:
    return [cases[name].reference for name in names.split()]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "late soon plan"),
        ("?state=open", "late soon plan"),
        ("?state=closed", "closed"),
        ("?state=", "late soon plan closed"),
        ("?stage=plan", "plan"),
        ("?overdue=yes", "late"),
        ("?lead=me", "soon"),
        ("?lead=nobody", "late plan"),
        ("?school=Northgate", "late soon plan"),
        ("?school=990001", "late soon plan"),
        ("?school=990002", ""),
        ("?school=99999999999999999999", ""),
        ("?sort=-due", "plan soon late"),
        ("?sort=nonsense", "late soon plan"),
        ("?per_page=x&page=999", "late soon plan"),
        ("?state=nonsense", ""),
        ("?stage=%00", ""),
        ("?school=%00", ""),
    ],
)
def test_filters(cast, as_person, cases, query, names):
    assert listed(as_person("welfare_officer"), query) == refs(cases, names)


@pytest.mark.parametrize("name", EVERYONE)
def test_everybody_is_shown_the_cases_they_may_see(as_person, cases, name):
    if name in SEE_ALL:
        assert listed(as_person(name)) == refs(cases, "late soon plan other")
    elif name in SEE_OWN:
        assert listed(as_person(name)) == refs(cases, "late soon plan")
    elif name in SEE_OTHER:
        assert listed(as_person(name)) == refs(cases, "other")
    else:
        assert as_person(name).get("/cases/").status_code == 403


def test_a_row_says_what_is_due_in_school_days(as_person, cases):
    page = as_person("dsl").get("/cases/").content.decode()

    for words in (
        'Fri 20 Nov <strong class="govuk-tag govuk-tag--red">overdue 1 school day</strong>',
        "Wed 25 Nov (2 school days left)",
        "2 of 7: Inclusion meeting",
        "3 of 7: Plan",
        "Nobody yet",
        cases["late"].pupil.short_name,
        "Year 8",
    ):
        assert words in page


def test_an_empty_list_says_what_to_do(cast, as_person):
    page = as_person("dsl").get("/cases/").content.decode()

    assert "No case matches these filters. A case opens when a concern is triaged." in page


def test_the_list_asks_the_database_as_often_for_three_rows_as_for_one(
    cast, as_person, cases, django_assert_num_queries
):
    browser = as_person("inclusion_officer")
    counts = []
    for query in ("?overdue=yes&state=open", ""):
        with django_assert_num_queries(99, exact=False) as seen:
            rows = listed(browser, query)
        counts.append((len(rows), len(seen)))
    for _ in range(3):  # at three schools whose calendars nobody has read yet
        CaseFactory(school=SchoolFactory())
    with django_assert_num_queries(99, exact=False) as seen:
        rows = listed(browser)
    counts.append((len(rows), len(seen)))

    assert [rows for rows, _ in counts] == [1, 4, 7]
    assert len({queries for _, queries in counts[1:]}) == 1


def test_shown_and_exported_rows_are_written_down(as_person, cases):
    browser = as_person("dsl")
    browser.get("/cases/?overdue=yes")
    export = browser.get("/cases/?overdue=yes&export=xlsx")

    shown = Event.objects.get(verb="case.list")
    assert [s.reference for s in shown.subjects.all()] == refs(cases, "late")
    exported = Event.objects.get(verb="case.export")
    assert exported.detail == {"format": "xlsx", "filters": ["overdue"], "rows": 1}
    rows = list(load_workbook(BytesIO(b"".join(export.streaming_content))).active.values)
    case = cases["late"]
    assert rows[0] == ("Case", "Due", "Pupil", "Year", "School", "Stage", "Lead")
    assert rows[1] == (
        case.reference,
        datetime(2026, 11, 20),  # noqa: DTZ001 -- a workbook knows no time zones
        case.pupil.short_name,
        "Year 8",
        "Northgate High School",
        "Inclusion meeting",
        None,
    )


def test_htmx_gets_the_results_alone(as_person, cases):
    page = as_person("dsl").get("/cases/?stage=plan", headers={"HX-Request": "true", "HX-Target": "results"})

    assert page.content.decode().strip().startswith('<div id="results">')


@pytest.mark.parametrize("name", EVERYONE)
def test_cases_stand_in_the_menu_of_those_who_may_see_any(cast, name):
    labels = [item.label for item in navigation.for_user(cast.people[name])]

    assert ("Cases" in labels) == (name in SEE_OWN | SEE_OTHER | SEE_ALL)


def test_the_count_on_a_schools_page_is_the_length_of_the_list_it_leads_to(cast, as_person, cases):
    card = school_cases(cast.dsl, cast.own)

    assert card["label"] == "open No Need to Exclude cases"
    response = as_person("dsl").get(card["cases_url"])
    assert response.context["total"] == card["open_cases"] == 3


def test_nobody_without_the_power_is_shown_the_panels(cast, cases):
    for name in ("school_staff", "other_dsl", "board_member", "administrator", "nobody"):
        assert school_cases(cast.people[name], cast.own) is None
        assert pupil_open_case(cast.people[name], cases["late"].pupil) is None


def test_raising_a_concern_tells_of_the_pupils_open_case(cast, cases):
    request = RequestFactory().get("/")
    request.user = cast.dsl

    told = panels_for(request, "pupil_open", cases["late"].pupil)
    untold = panels_for(request, "pupil_open", cases["closed"].pupil)

    assert cases["late"].reference in " ".join(told)
    assert cases["closed"].reference not in " ".join(untold)


def test_the_year_is_the_one_at_the_cases_school(cast, as_person):
    case = CaseFactory(school=cast.own)
    EnrolmentFactory(pupil=case.pupil, school=cast.other, year_group="11", starts_on=date(2026, 9, 1))

    page = as_person("dsl").get("/cases/").content.decode()

    assert "Year 8" in page
    assert "Year 11" not in page


def test_a_link_that_has_ended_shows_nothing_more(cast, as_person, cases):
    cast.dsl.links.update(ends_on=date(2026, 11, 22))
    forget_standing(cast.dsl)
    LinkFactory(user=cast.dsl, school=cast.other, capacity=Role.DEPUTY_DSL)

    assert listed(as_person("dsl")) == refs(cases, "other")


def test_a_list_that_is_longer_than_its_pages_says_so(cast, as_person, monkeypatch):
    monkeypatch.setattr("portal.core.listing.LISTED", 30)
    for _ in range(31):
        CaseFactory(school=cast.own)

    page = as_person("dsl").get("/cases/?page=2").content.decode()

    assert "More than <strong>30</strong> cases. The pages show the first of them" in page
    assert "Page 2 of 2" in page
