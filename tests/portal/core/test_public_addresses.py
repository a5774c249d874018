"""No address inside the authority's own network is ever called, however it is written."""

import io
import ipaddress
import socket

import pytest

from portal.core import public_addresses
from portal.core.public_addresses import (
    NotReached,
    fetch,
    is_public,
    post,
    public_address_of,
    why_not_callable,
)

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


class Answer:
    """What a server says over a socket that was never opened."""

    def __init__(self, said):
        self.said = said

    def makefile(self, *args, **kwargs):
        return io.BytesIO(self.said)

    def sendall(self, content):
        pass

    def close(self):
        pass


@pytest.fixture
def says(monkeypatch):
    """Let the next call be answered with these bytes."""

    def says(*lines):
        answer = Answer(b"\r\n".join(lines))
        monkeypatch.setattr(public_addresses, "public_address_of", lambda host, port: "8.8.8.8")
        monkeypatch.setattr(
            public_addresses._Connection, "connect", lambda self: setattr(self, "sock", answer)
        )

    return says


def fetched(most_bytes=1000):
    target = io.BytesIO()
    status = fetch("https://register.example/file.csv", target, most_bytes=most_bytes)
    return status, target.getvalue()


def test_a_file_is_fetched_as_it_is(says):
    says(b"HTTP/1.1 200 OK", b"Content-Length: 4", b"", b"URN\n")

    assert fetched() == (200, b"URN\n")


def test_of_an_answer_that_is_no_file_nothing_is_kept(says):
    says(b"HTTP/1.1 302 Found", b"Location: https://127.0.0.1/", b"Content-Length: 4", b"", b"gone")

    assert fetched() == (302, b"")


@pytest.mark.parametrize(
    "lines",
    [
        (b"Content-Length: 9", b"", b"URN\n"),
        (b"Transfer-Encoding: chunked", b"", b"9", b"URN\n"),
    ],
)
def test_half_a_file_is_none(says, lines):
    says(b"HTTP/1.1 200 OK", *lines)

    with pytest.raises(NotReached, match="broke off"):
        fetched()


def test_a_file_that_is_too_large_is_not_read_to_its_end(says):
    says(b"HTTP/1.1 200 OK", b"Content-Length: 5000000", b"", b"x" * 3_000_000)

    with pytest.raises(NotReached, match="larger than 1 MB"):
        fetched(most_bytes=1024 * 1024)


def test_a_file_that_trickles_for_hours_is_left(says, monkeypatch):
    says(b"HTTP/1.1 200 OK", b"Content-Length: 4", b"", b"URN\n")
    monkeypatch.setattr(public_addresses, "MOST_SECONDS", -1)

    with pytest.raises(NotReached, match="15 minutes"):
        fetched()
