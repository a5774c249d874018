"""A virus scanner that is none: it speaks clamd's INSTREAM command and finds what it is told to."""

import socketserver
import struct
import threading
from contextlib import contextmanager

# What the fake takes for harmful.
HARMFUL = b"X5O!-NOT-REALLY-HARMFUL"


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        assert self._exactly(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self._exactly(4))[0]:
            content += self._exactly(length)
        self.server.seen.append(content)
        answer = self.server.answer or ("stream: Test.Harm FOUND" if HARMFUL in content else "stream: OK")
        self.request.sendall(answer.encode() + b"\0")

    def _exactly(self, count: int) -> bytes:
        got = b""
        while len(got) < count:
            piece = self.request.recv(count - len(got))
            if not piece:
                raise ConnectionError
            got += piece
        return got


class FakeScanner(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[bytes] = []
        self.answer = ""

    @property
    def where(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class FakeSocketScanner(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    answer = ""

    def __init__(self, path: str) -> None:
        super().__init__(path, _Handler)
        self.seen: list[bytes] = []


@contextmanager
def listening(server):
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
