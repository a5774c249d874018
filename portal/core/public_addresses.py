"""Calling addresses that people typed, and never one inside the authority's own network.

The host is resolved once, every address it has must be public, and the connection goes to one of these: a
name that answers differently a moment later changes nothing. Redirects are not followed.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from time import monotonic
from typing import IO
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10
HTTPS = 443
PIECE, MEGABYTE = 64 * 1024, 1024 * 1024
# What trickles for longer than this is no download.
MOST_SECONDS = 15 * 60
# Leads to IPv4 addresses, private ones among them, through a translator.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class NotReached(Exception):
    """The call failed, or was not made; `str()` says why."""


def why_not_callable(address: str) -> str:
    """Why an address can never be called, as far as its words show; empty where it may be."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "This is no address."
    if parts.scheme != "https" or not parts.hostname:
        return "The address must begin with https://"
    if parts.username or parts.password:
        return "The address must not hold a name or password."
    if port == 0:
        return "This is no address."
    host = parts.hostname.rstrip(".")
    if "." not in host and ":" not in host:
        return "Give the full name of the host: the portal calls no address inside its own network."
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        return ""
    return "" if is_public(literal) else "The portal calls no address inside its own network."


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Reachable by everybody: not private, loopback, link-local, multicast, or wrapping such a one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if inner is not None:
            return is_public(inner)
        if address.sixtofour or address.teredo or address in TRANSLATED:
            return False
    return address.is_global and not address.is_multicast


def public_address_of(host: str, port: int) -> str:
    """An IP address of the host. Raises NotReached where it has none, or any that is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReached("The name of the host is not known.") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(ipaddress.ip_address(one.partition("%")[0])) for one in addresses):
        raise NotReached("The host lies inside a private network; it is not called.")
    return addresses[0]


class _Connection(http.client.HTTPSConnection):
    """To an address that has been looked at, with the certificate of the name."""

    def __init__(self, host: str, port: int, ip: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self.ip, self.tls = ip, tls_context()

    def connect(self) -> None:
        plain = socket.create_connection((self.ip, self.port), TIMEOUT_SECONDS)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)


def tls_context() -> ssl.SSLContext:
    return ssl.create_default_context()


def post(address: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a body and give back the status of the answer, whose content is not read.

    Raises NotReached where there is no answer, or the address may not be called.
    """
    with _answer("POST", address, body, headers) as answer:
        return answer.status


def fetch(address: str, target: IO[bytes], *, most_bytes: int) -> int:
    """Write what an address holds into `target`, piece by piece; gives back the status.

    Nothing is written for any status but 200. Raises NotReached where there is no answer, where it is
    larger than `most_bytes`, breaks off before its end or takes longer than a quarter of an hour.
    """
    until = monotonic() + MOST_SECONDS
    with _answer("GET", address, None, {"Accept-Encoding": "identity"}) as answer:
        if answer.status != HTTPStatus.OK:
            return answer.status
        promised, held = answer.getheader("Content-Length", ""), 0
        while piece := answer.read(PIECE):
            held += len(piece)
            if held > most_bytes:
                raise NotReached(f"The file is larger than {most_bytes // MEGABYTE} MB; it was not taken.")
            if monotonic() > until:
                raise NotReached("The file took longer than 15 minutes; it was not taken.")
            target.write(piece)
        if promised.isdecimal() and int(promised) != held:
            raise NotReached("The file broke off before its end.")
        return answer.status


@contextmanager
def _answer(
    verb: str, address: str, body: bytes | None, headers: Mapping[str, str]
) -> Iterator[http.client.HTTPResponse]:
    why_not = why_not_callable(address)
    if why_not:
        raise NotReached(why_not)
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or HTTPS
    connection = _Connection(host, port, public_address_of(host, port))
    path = parts.path or "/"
    try:
        connection.request(verb, f"{path}?{parts.query}" if parts.query else path, body, dict(headers))
        yield connection.getresponse()
    except http.client.IncompleteRead:
        raise NotReached("The file broke off before its end.") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotReached(f"No answer: {type(error).__name__}") from error
    finally:
        connection.close()
