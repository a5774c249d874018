"""Who is let in, what they get, what is refused in words, and that each call is written down."""

import json
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.api.answers import ENDPOINTS
from portal.api.models import Token
from portal.api.services import revoke_token
from portal.audit.models import Event
from schools.calendars.services import forget_calendars
from tests.factories import CaseFactory, ConcernFactory, EnrolmentFactory, SchoolFactory

PATHS = {endpoint.name: "/" + endpoint.path.replace("<int:urn>", "990001") for endpoint in ENDPOINTS}
CALENDAR = PATHS["calendar"]


def refusal(response):
    return response.status_code, response.json()["error"]["code"]


@pytest.mark.parametrize("path", PATHS.values())
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer inclusion_x"}, {"Authorization": "x"}])
def test_without_a_token_in_use_nothing_is_answered(db, path, header):
    response = Client().get(f"/api/v1{path}", headers=header)

    assert refusal(response) == (401, "no_token")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", PATHS.values())
def test_a_session_opens_nothing(as_person, path):
    assert as_person("administrator").get(f"/api/v1{path}").status_code == 401


def test_a_token_ends_with_its_last_day(let_in, call):
    _, words = let_in(days=2)

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert call("/schools/", words).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert refusal(call("/schools/", words)) == (401, "no_token")


def test_a_revoked_token_opens_nothing_at_once(let_in, call, cast):
    token, words = let_in()
    assert call("/schools/", words).status_code == 200
    revoke_token(token=token, by=cast.administrator)

    assert refusal(call("/schools/", words)) == (401, "no_token")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_a_token_reads_what_its_scopes_name_and_no_more(endpoint, let_in, call):
    _, other = let_in(*[e.scope for e in ENDPOINTS if e.scope != endpoint.scope])
    _, words = let_in(endpoint.scope)

    assert refusal(call(PATHS[endpoint.name], other)) == (403, "scope_missing")
    assert call(PATHS[endpoint.name], words).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(call, method):
    response = call("/schools/", method=method)

    assert refusal(response) == (405, "method_not_allowed")


def test_a_school(call, cast):
    cast.own.opened_on = date(2010, 9, 1)
    cast.own.save()

    assert call("/schools/990001/").json() == {
        "urn": 990001,
        "dfe_number": cast.own.laestab,
        "name": "Northgate High School",
        "status": "Open",
        "phase": "Secondary",
        "type": "Community school",
        "regime": "maintained",
        "opened_on": "2010-09-01",
        "closed_on": None,
        "trust": None,
        "postcode": "",
        "updated_at": cast.own.updated_at.isoformat(),
    }


def test_the_register_page_by_page(call, cast):
    SchoolFactory.create_batch(100)
    first = call("/schools/").json()
    path, _, query = first["next"].partition("?")

    assert (first["count"], len(first["results"]), query) == (102, 100, "page=2")
    second = call("/schools/", page=2).json()
    assert (len(second["results"]), second["next"]) == (2, None)
    urns = [row["urn"] for row in first["results"] + second["results"]]
    assert urns == sorted(set(urns))
    assert path.endswith("/api/v1/schools/")


def test_people_by_capacity(call, cast):
    rows = call("/schools/990001/people/").json()["results"]

    found = {row["capacity"]: row["name"] for row in rows}
    assert found["lead_social_worker"] == "Lead Social Worker"
    assert found["dsl"] == "Dsl"
    assert "Other Dsl" not in found.values()


def test_school_days(call, cast):
    cast.own.terms.create(name="Autumn", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 18))
    cast.own.closures.create(on=date(2026, 11, 24), reason="INSET day")
    forget_calendars()
    given = {"from": "2026-11-20", "to": "2026-11-25"}

    rows = call("/schools/990001/calendar/", **given).json()["results"]
    days = [(row["date"][-2:], row["is_school_day"]) for row in rows]
    assert days == [("20", True), ("21", False), ("22", False), ("23", True), ("24", False), ("25", True)]


def test_concerns_and_cases_by_reference(call, cast):
    concern = ConcernFactory(school=cast.own)
    case = CaseFactory(school=cast.own)

    (row,) = call("/concerns/", school=990001, status="sent").json()["results"]
    assert row == {
        "reference": concern.reference,
        "school": 990001,
        "status": "sent",
        "raised_at": concern.raised_at.isoformat(),
        "decide_by": concern.decide_by.isoformat(),
        "changed_at": concern.changed_at.isoformat(),
    }
    (row,) = call("/cases/", status="open").json()["results"]
    assert (row["reference"], row["school"], row["stage"]) == (case.reference, 990001, case.stage.code)
    counted = call("/concerns/counts/").json()["results"]
    assert {"school": 990001, "status": "sent", "count": 1} in counted
    assert call("/cases/counts/").json()["results"] == [{"school": 990001, "status": "open", "count": 1}]


def test_filters_leave_out_what_does_not_fit(call, cast):
    ConcernFactory(school=cast.own)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    for given in ({"school": 990002}, {"status": "decided"}, {"changed_since": tomorrow}):
        assert call("/concerns/", **given).json()["results"] == []
    assert call("/schools/", changed_since=tomorrow).json()["count"] == 0


def test_no_answer_says_who_a_child_is_or_what_was_written(call, cast):
    pupil = EnrolmentFactory(school=cast.own).pupil
    concern = ConcernFactory(school=cast.own, what_happened="Seen at the gate with a knife")
    concern.subjects.create(pupil=pupil)
    CaseFactory(school=cast.own, pupil=pupil)

    said = " ".join(json.dumps(call(path).json()) for path in PATHS.values())
    assert concern.reference in said
    secret = [
        pupil.surname,
        pupil.forename,
        pupil.upn or "-none-",
        pupil.reference,
        "knife",
        *concern.categories,
    ]
    assert [word for word in secret if word in said] == []


@pytest.mark.parametrize(
    ("path", "given", "words"),
    [
        ("/schools/", {"page": "0"}, "page must be a whole number from 1."),
        ("/schools/", {"page": "9"}, "page must be at most 1."),
        ("/schools/", {"page": "9" * 40}, "page must be a whole number from 1."),
        ("/schools/", {"changed_since": "23/11/2026"}, "changed_since must be a day such as 2026-11-23."),
        ("/schools/", {"changed_since": "2026-02-31"}, "changed_since must be a day such as 2026-11-23."),
        ("/concerns/", {"status": "nice"}, "status must be one of sent, in_triage, with_school, decided."),
        ("/concerns/", {"school": "²"}, "school must be a whole number from 1."),
        ("/concerns/", {"name": "Smith"}, "There is no such parameter here. Known: page, school, status,"),
        (
            "/schools/990001/calendar/",
            {"from": "2026-01-01", "to": "2030-01-01"},
            "to must be on or after from",
        ),
        (
            "/schools/990001/calendar/",
            {"from": "9999-12-31", "to": "0001-01-01"},
            "to must be on or after from",
        ),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(call, path, given, words):
    response = call(path, **given)

    assert refusal(response) == (400, "bad_parameter")
    assert response.json()["error"]["message"].startswith(words)


@pytest.mark.parametrize("urn", ["5", "9" * 30, "2147483648"])
def test_an_unknown_school_is_no_fault(call, urn):
    for rest in ("", "people/", "calendar/"):
        assert refusal(call(f"/schools/{urn}/{rest}")) == (404, "not_found")


def test_the_last_days_there_are(call):
    given = {"from": "9999-12-01", "to": "9999-12-31"}

    assert len(call("/schools/990001/calendar/", **given).json()["results"]) == 31


def test_each_call_is_written_down_with_the_system(let_in, call, cast, as_person):
    token, words = let_in("concerns")
    concern = ConcernFactory(school=cast.own)
    call("/concerns/", words, school=990001)
    call("/cases/", words)

    read, refused = Event.objects.filter(verb__startswith="api.").order_by("pk")
    assert (read.verb, read.capacity, read.actor) == ("api.concerns", "System: Records", None)
    assert read.detail == {"parameters": ["school"], "rows": 1}
    assert [subject.reference for subject in read.subjects.order_by("pk")] == [
        token.reference,
        concern.reference,
    ]
    assert refused.detail == {"refused": "cases"}
    page = as_person("data_protection_officer").get("/audit/", {"about": concern.reference})
    assert "System: Records" in page.content.decode()


def test_the_last_use_is_noted(let_in, call):
    token, words = let_in()
    call("/schools/", words)
    token.refresh_from_db()

    assert (token.last_used_from, token.state) == ("127.0.0.1", ("In use", "green"))


def test_too_many_calls_wait(let_in, call, settings):
    settings.API_CALLS_A_MINUTE = 2
    _, words = let_in()
    with time_machine.travel("2026-11-23 12:00:10", tick=False):
        _, words = let_in()
        answers = [call("/schools/", words).status_code for _ in range(3)]
        assert answers == [200, 200, 429]
        assert call("/schools/", words)["Retry-After"] == "50"
        assert call("/schools/", let_in()[1]).status_code == 200
    with time_machine.travel("2026-11-23 12:01:00", tick=False):
        assert call("/schools/", words).status_code == 200


@pytest.mark.parametrize("name", ["schools", "people", "concerns", "cases", "concern_counts", "case_counts"])
def test_three_rows_cost_as_much_as_one(let_in, call, cast, name):
    _, words = let_in()

    def cost():
        with CaptureQueriesContext(connection) as captured:
            call(PATHS[name], words)
        return len(captured)

    ConcernFactory(school=cast.own), CaseFactory(school=cast.own)
    call(PATHS[name], words)
    one = cost()
    for _ in range(2):
        ConcernFactory(school=cast.own), CaseFactory(school=cast.own)
    assert cost() == one


def test_the_description_fits_what_is_answered(call, cast):
    ConcernFactory(school=cast.own), CaseFactory(school=cast.own)
    stated = Client().get("/api/v1/openapi.json").json()

    assert stated["openapi"] == "3.1.0"
    assert set(stated["paths"]) == {"/" + e.path.replace("<int:urn>", "{urn}") for e in ENDPOINTS}
    for endpoint in ENDPOINTS:
        path = stated["paths"]["/" + endpoint.path.replace("<int:urn>", "{urn}")]["get"]
        schema = path["responses"]["200"]["content"]["application/json"]["schema"]
        body = call(PATHS[endpoint.name]).json()
        assert set(body) == set(schema["properties"]) == set(schema["required"])
        rows = body["results"] if endpoint.is_list else [body]
        row_schema = schema["properties"]["results"]["items"] if endpoint.is_list else schema
        assert rows
        for row in rows:
            assert {name: fits(value, row_schema["properties"][name]) for name, value in row.items()} == (
                dict.fromkeys(row_schema["required"], True)
            )


def fits(value, schema):
    kinds = {"integer": int, "string": str, "boolean": bool, "array": list, "null": type(None)}
    stated = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return type(value) in [kinds[kind] for kind in stated]


def test_only_a_digest_is_kept(let_in):
    token, words = let_in()

    assert words.startswith("inclusion_")
    assert words not in json.dumps(Token.objects.values().get(), default=str)
    assert len(token.digest) == 64
