"""Reading bodies of requests and sending answers, within limits of size and time."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from csto_graph.web.protocol import RequestError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

LARGEST_BODY = 1 << 20  # bytes of a request
DISCARDED = 1 << 25  # bytes of a too large one that are read for nothing
BODY_SECONDS = 10.0  # that a client may take to send one
CHUNK = 1 << 18  # bytes of an answer that are sent at once
CHUNK_SECONDS = 30.0  # that a client may take to read them

HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253})?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")

Headers = Iterable[tuple[bytes, bytes]]


class ClientGoneError(Exception):
    """Whoever asked is not there any more, or does not read."""


def header(scope: Scope, name: bytes) -> str | None:
    """A header of a request as text, several joined as one; ``None`` without it."""
    found = [value for key, value in scope["headers"] if key == name]
    return b", ".join(found).decode("latin-1") if found else None


def origin(scope: Scope) -> str:
    """Scheme and authority that a client used, such as http://localhost:8000.

    Only a plain name or address with a port is believed; another Host gives localhost.
    """
    host = header(scope, b"host") or ""
    return f"{scope['scheme']}://{host if HOST.fullmatch(host) else 'localhost'}"


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The body of a request; RequestError if it is too large, too slow or compressed."""
    if header(scope, b"content-encoding") not in (None, "identity"):
        raise RequestError(415, "the body is compressed; send it as it is")
    declared = header(scope, b"content-length") or ""
    too_large = declared.isdigit() and int(declared) > LARGEST_BODY
    if too_large and (header(scope, b"expect") or "").lower() == "100-continue":
        raise RequestError(413, _TOO_LARGE)
    parts, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGoneError
                part = message.get("body", b"")
                size += len(part)
                too_large = too_large or size > LARGEST_BODY
                # Most clients hear of an error only when they have sent all they have.
                if size > DISCARDED or (too_large and not message.get("more_body", False)):
                    raise RequestError(413, _TOO_LARGE)
                if not too_large:
                    parts.append(part)
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        if too_large:
            raise RequestError(413, _TOO_LARGE) from None
        raise RequestError(
            408, f"the body did not come within {BODY_SECONDS:g} seconds; send it at once"
        ) from None


_TOO_LARGE = f"the body has more than {LARGEST_BODY} bytes, the limit of this server"


async def send_text(send: Send, status: int, text: str, headers: Headers = ()) -> None:
    """Send a message for a person."""
    body = f"{text}\n".encode("utf-8", "backslashreplace")
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send_bytes(send, status, body, [kind, (b"cache-control", b"no-store"), *headers])


async def send_bytes(send: Send, status: int, body: bytes, headers: Headers = ()) -> None:
    """Send an answer that is in memory."""
    length = (b"content-length", str(len(body)).encode())
    start = {"type": "http.response.start", "status": status, "headers": [*headers, length]}
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def send_file(send: Send, file: IO[bytes], length: int, headers: Headers) -> None:
    """Send an answer that is in a file; ClientGoneError if the client does not read."""
    size = (b"content-length", str(length).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, size]})
    file.seek(0)
    sent = 0
    while sent < length:
        part = file.read(CHUNK)
        sent += len(part)
        try:
            async with asyncio.timeout(CHUNK_SECONDS):
                await send({"type": "http.response.body", "body": part, "more_body": sent < length})
        except TimeoutError:
            raise ClientGoneError from None
