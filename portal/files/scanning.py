"""Asks the authority's virus scanner, a ClamAV daemon, about one file: its INSTREAM command, and no more.

Off unless `CLAMD` says where it listens: `host:port`, or the path of a socket (decision 53).
"""

import socket
import struct
from dataclasses import dataclass
from typing import Any

from django.conf import settings

PIECE = 64 * 1024
LONGEST_ANSWER = 4096
CLEAN = "stream: OK"
FOUND = " FOUND"


class ScannerDown(Exception):
    """The scanner does not answer, or answers with something that is no verdict."""


@dataclass(frozen=True)
class Verdict:
    """`found` names what the scanner knows it as; nothing where the file is clean."""

    found: str = ""


def is_on() -> bool:
    """Whether the authority has a scanner."""
    return bool(settings.CLAMD)


def scan(content: Any) -> Verdict:
    """The scanner’s verdict on a binary file, read from its beginning and left there. Raises ScannerDown."""
    content.seek(0)
    try:
        with _connected() as scanner:
            scanner.sendall(b"zINSTREAM\0")
            while piece := content.read(PIECE):
                scanner.sendall(struct.pack("!I", len(piece)) + piece)
            scanner.sendall(struct.pack("!I", 0))
            answer = _answer(scanner)
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error
    finally:
        content.seek(0)
    return _verdict(answer)


def _connected() -> socket.socket:
    where, seconds = settings.CLAMD, settings.CLAMD_SECONDS
    if where.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(seconds)
        scanner.connect(where)
        return scanner
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=seconds)


def _answer(scanner: socket.socket) -> str:
    """Up to the zero byte with which it ends."""
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        piece = scanner.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Verdict:
    if answer == CLEAN:
        return Verdict()
    if answer.startswith("stream: ") and answer.endswith(FOUND):
        return Verdict(answer.removeprefix("stream: ").removesuffix(FOUND)[:100] or "unknown")
    # "INSTREAM size limit exceeded. ERROR", or nothing: no verdict is no clean bill.
    raise ScannerDown(answer[:100] or "no answer")
