"""What holds for every request and every answer, whatever the route."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from csto_graph.web.sending import HOST, header, send_text

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from csto_graph.web.metrics import Metrics

GONE = 499  # the status, of nobody's standard, in the log where a client did not wait
MOST_REQUESTS = 256  # at once
SECURITY = [
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        b"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        b"frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    # The data is public, and there are no cookies or credentials.
    (b"access-control-allow-origin", b"*"),
]


class Edge:
    """An ASGI application around another one: headers, limits, path prefix, log and counts."""

    def __init__(
        self, app: ASGIApp, root_path: str, metrics: Metrics, log: Callable[[str], None] | None
    ) -> None:
        """``root_path`` is that of the site; ``log`` is given a line for each request."""
        self._app, self._root, self._metrics, self._log = app, root_path, metrics, log
        self._active = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        began = time.perf_counter()
        self._active += 1
        try:
            await self._handle(scope, exchange)
        except Exception as error:
            self._report(error)
            if exchange.status == 0:
                await send_text(exchange.send, 500, "the server failed on this request")
        finally:
            self._active -= 1
            exchange.status = exchange.status or GONE
            self._finished(scope, exchange, time.perf_counter() - began)

    async def _handle(self, scope: Scope, exchange: _Exchange) -> None:
        host = header(scope, b"host")
        if self._active > MOST_REQUESTS:
            busy = [(b"retry-after", b"5")]
            message = "the server is busy; try again in a few seconds"
            await send_text(exchange.send, 503, message, busy)
        elif host is None or not HOST.fullmatch(host):
            await send_text(exchange.send, 400, "the header Host is missing or malformed")
        else:
            await self._app(self._below_root(scope), exchange.receive, exchange.send)

    def _below_root(self, scope: Scope) -> Scope:
        """The scope with the path prefix, whether or not a proxy took it off."""
        if not self._root:
            return scope
        path = scope["path"]
        whole = path if f"{path}/".startswith(f"{self._root}/") else self._root + path
        return {**scope, "root_path": self._root, "path": whole}

    def _report(self, error: Exception) -> None:
        import sys
        import traceback

        traceback.print_exception(error, file=sys.stderr)

    def _finished(self, scope: Scope, exchange: _Exchange, seconds: float) -> None:
        self._metrics.requests.labels(str(exchange.status)).inc()
        self._metrics.seconds.observe(seconds)
        self._metrics.sent.inc(exchange.sent)
        if self._log is not None:
            client = (scope.get("client") or ("-",))[0]
            # ascii() leaves no control character that could forge a line.
            path = ascii(scope["path"][:200])[1:-1]
            self._log(
                f"{client} {scope['method']} {path} {exchange.status} "
                f"{exchange.sent} bytes {1000 * seconds:.1f} ms"
            )


class _Exchange:
    """A request and its answer, as they go by."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self.status = 0
        self.sent = 0
        length = header(scope, b"content-length")
        chunked = header(scope, b"transfer-encoding") is not None
        self._body_left = chunked or (length is not None and length != "0")

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            self._body_left = False
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            names = {name.lower() for name, _ in message["headers"]}
            if b"content-security-policy" in names:
                names.add(b"x-frame-options")  # the policy says who may put the page in a frame
            more = [pair for pair in SECURITY if pair[0] not in names]
            if self._body_left:
                more.append((b"connection", b"close"))  # nobody will read the rest of it
            message = {**message, "headers": [*message["headers"], *more]}
        else:
            self.sent += len(message.get("body", b""))
        await self._send(message)
