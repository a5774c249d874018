"""No address inside the authority's own network is ever called, however it is written."""

import ipaddress
import socket

import pytest

from portal.api import public_addresses
from portal.api.public_addresses import NotReached, is_public, post, public_address_of, why_not_callable

INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 -- the point of the test
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_what_everybody_reaches_is(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "http://records.example/",
        "ftp://records.example/",
        "https://",
        "https:///path",
        "https://localhost/",
        "https://redis:6379/",
        "https://user:pass@records.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://records.example:99999/",
        "https://[bad/",
        "records.example",
        "",
    ],
)
def test_an_address_that_can_never_be_called_says_why(address):
    assert why_not_callable(address)
    with pytest.raises(NotReached):
        post(address, b"", {})


def test_a_good_address_may_be_called():
    assert why_not_callable("https://records.example:8443/hook?x=1") == ""


def answers(*addresses):
    return lambda *args, **kwargs: [(0, 0, 0, "", (address, 443)) for address in addresses]


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_called(monkeypatch, address):
    monkeypatch.setattr(socket, "getaddrinfo", answers(address))
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("it was called"))

    with pytest.raises(NotReached, match="private network"):
        post("https://records.example/", b"", {})


def test_one_address_inside_spoils_a_name(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answers("8.8.8.8", "10.0.0.1"))

    with pytest.raises(NotReached, match="private network"):
        public_address_of("records.example", 443)


def test_the_name_is_asked_once_and_the_answer_called(monkeypatch):
    """A name that leads elsewhere a moment later changes nothing."""
    asked, called = [], []

    def resolve(host, port, **kwargs):
        asked.append(host)
        return answers("8.8.8.8" if len(asked) == 1 else "127.0.0.1")()

    def connect(address, timeout):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotReached, match="No answer: ConnectionRefusedError"):
        post("https://records.example:8443/", b"", {})

    assert (asked, called) == (["records.example"], [("8.8.8.8", 8443)])


@pytest.mark.parametrize("host", ["nowhere.invalid", "x" * 70 + ".example", "\udcff.example"])
def test_a_name_that_is_not_known_is_told(monkeypatch, host):
    def fail(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(NotReached, match="not known"):
        public_address_of(host, 443)


def test_certificates_are_checked():
    context = public_addresses.tls_context()

    assert (context.check_hostname, context.verify_mode.name) == (True, "CERT_REQUIRED")
