import pytest

from portal.core.request_log import RequestLogMiddleware
from portal.people.invitations import invitation_path
from tests.factories import UserFactory


def test_the_log_holds_no_query_string(as_person, caplog):
    client = as_person("dsl")

    with caplog.at_level("INFO", logger="portal.core.request_log"), caplog.at_level("INFO"):
        client.get("/cookies/", {"q": "Sam Rowan"})

    logged = " ".join(str(record.msg) for record in caplog.records)
    assert "GET /cookies/" in logged
    assert "Rowan" not in logged


def test_the_log_holds_no_link_that_lets_somebody_in(db, rf):
    invited = UserFactory(password=None)
    paths = [
        invitation_path(invited),
        "/accounts/password/reset/key/1-dihl66-5901c764ad6bb12321ada3e2018ba052/",
    ]

    logged = [RequestLogMiddleware.format_request(rf.get(path)) for path in paths]

    assert logged == ["GET /people/invitation/…/", "GET /accounts/password/reset/key/…/"]


@pytest.mark.parametrize("path", ["/concerns/%00/", "/schools/99999999999999999999/", "/guidance/%ff/"])
def test_odd_addresses_are_not_here(as_person, path):
    assert as_person("dsl").get(path).status_code == 404
