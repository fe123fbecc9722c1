"""Running the application: the socket, the HTTP protocol with its limits, starting and stopping."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from csto_graph.errors import ParameterError
from csto_graph.web.edge import SECURITY

if TYPE_CHECKING:
    from starlette.types import ASGIApp

MOST_CONNECTIONS = 512
LONGEST_HEAD = 1 << 16  # bytes of the first line and the headers
HEAD_SECONDS = 10.0  # that a client may take to send them
STOP_SECONDS = 2  # that answers may take when the server is to stop


class Protocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, for clients that never finish a head, or never read."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As asyncio.Protocol."""
        super().connection_made(transport)
        link = transport.get_extra_info("socket")
        if link is not None:
            # A head and a short body are two packets; the second must not wait for the first.
            with suppress(OSError):
                link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head: int | None = None
        self._refused = 400
        self._seen: object = None
        self._look = self.loop.call_later(HEAD_SECONDS, self._check)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """As asyncio.Protocol."""
        self._look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """As asyncio.Protocol; a head that goes on for too long is refused."""
        super().data_received(data)
        if self._head is not None:
            self._head += len(data)
            if self._head > LONGEST_HEAD and not self.transport.is_closing():
                self._refused = 431
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """As the parser's."""
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """As the parser's."""
        self._head = None
        if len(self.url) + sum(len(k) + len(v) for k, v in self.headers) > LONGEST_HEAD:
            self._refused = 431
            raise ValueError("the head is too long")
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, with the headers that every answer has."""
        text = {
            400: "the request is not valid HTTP\n",
            431: f"the address and headers have more than {LONGEST_HEAD} bytes; POST the query\n",
        }[self._refused].encode()
        headers = [
            *SECURITY,
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(text)).encode()),
            (b"connection", b"close"),
        ]
        lines = [b"%s: %s\r\n" % pair for pair in headers]
        self.transport.write(b"".join([STATUS_LINE[self._refused], *lines, b"\r\n", text]))
        self.transport.close()

    def _check(self) -> None:
        """Drop a connection that has been between two requests, or been closing, for a while."""
        idle = self.cycle is None or self.cycle.response_complete
        state = (self.cycle, idle, self.transport.is_closing())
        first = self._seen is None and self.cycle is None  # HEAD_SECONDS, and not one request
        if first or self.transport.is_closing() or (idle and state == self._seen):
            self.transport.abort()
            return
        self._seen = state
        self._look = self.loop.call_later(HEAD_SECONDS, self._check)


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens at an address; ParameterError if it cannot."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=1024)
    except (OSError, UnicodeError, OverflowError) as error:
        number = getattr(error, "errno", None)
        # The text of a failed bind repeats the address.
        cause = os.strerror(number) if isinstance(number, int) and number > 0 else error
        raise ParameterError(
            f"cannot listen at {host} port {port}: {cause}; choose others with --host and --port"
        ) from None


def address(listener: socket.socket, root_path: str) -> str:
    """The address of the site that a socket serves."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{root_path}/"


def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; returns when all is stopped."""
    config = Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="on",
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )

    def interrupted(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    # uvicorn takes the signals while it runs, and gives them to these when it has stopped.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupted)
    try:
        Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        print("csto-graph: stopped", file=sys.stderr)
