"""``/sparql``: the endpoint, as an ASGI application."""

from __future__ import annotations

import asyncio
import os
from typing import IO, TYPE_CHECKING
from uuid import uuid4

from csto_graph.web.answers import Answers, Kept, key_of, tag_of
from csto_graph.web.description import counted, description
from csto_graph.web.formats import FORMATS, best, labelled
from csto_graph.web.process import Body
from csto_graph.web.protocol import RequestError, requested
from csto_graph.web.sending import (
    ClientGoneError,
    Headers,
    header,
    origin,
    read_body,
    send_bytes,
    send_file,
    send_text,
)
from csto_graph.web.wire import Job, Reply

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from csto_graph.web.metrics import Metrics
    from csto_graph.web.site import Site

METHODS = b"GET, HEAD, POST, OPTIONS"
RETRY_AFTER = (b"retry-after", b"5")
VARY = (b"vary", b"accept")
_PREFLIGHT = [
    (b"access-control-allow-methods", METHODS),
    (b"access-control-allow-headers", b"accept, content-type, if-none-match"),
    (b"access-control-max-age", b"86400"),
]


class Endpoint:
    """Answers the SPARQL 1.1 Protocol, read-only, from the workers of a site."""

    def __init__(self, site: Site, metrics: Metrics) -> None:
        """The pool of the site answers; ``metrics`` counts."""
        self._pool, self._metrics = site.pool, metrics
        self._answers = Answers(site.pool.limits.cache)
        folder = getattr(site.graph, "folder", None)
        # The name of a published graph's folder is the hash of what it was built from.
        self._identity = f"{folder.name}" if folder is not None else str(uuid4())
        self._root_path = site.root_path
        self._spooled = 0
        self._counts: dict[str, int] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI; ``scope`` is of http."""
        method = scope["method"]
        if method == "OPTIONS":
            await send_bytes(send, 204, b"", [(b"allow", METHODS), *_PREFLIGHT])
            return
        if method not in ("GET", "HEAD", "POST"):
            message = f"{method} is not for this endpoint; use GET or POST"
            await send_text(send, 405, message, [(b"allow", METHODS)])
            return
        accept = header(scope, b"accept")
        try:
            body = await read_body(scope, receive) if method == "POST" else b""
            kind = header(scope, b"content-type") or ""
            job = requested(
                "POST" if method == "POST" else "GET", scope["query_string"], kind, body, accept
            )
            if job is None:
                await self._describe(scope, send, accept)
            else:
                await self._answer(job, scope, receive, send)
        except RequestError as error:
            await send_text(send, error.status, str(error), [VARY])
        except ClientGoneError:
            pass  # nobody is there to be told

    async def _describe(self, scope: Scope, send: Send, accept: str | None) -> None:
        choice = best(accept, {**FORMATS["triples"], "page": ("text/html",)})
        if choice is not None and choice.name == "page":
            # A browser; the page where a person can write a query.
            where = (b"location", f"{self._root_path}/query".encode())
            await send_text(send, 303, "see the query page", [where, VARY])
            return
        if choice is None:
            types = ", ".join(known[0] for known in FORMATS["triples"].values())
            raise RequestError(406, f"the description of the endpoint comes as {types}")
        if self._counts is None:
            found = await counted(self._pool)
            if isinstance(found, Reply):
                await send_text(send, found.status, found.message, [RETRY_AFTER])
                return
            self._counts = found
        body = description(f"{origin(scope)}{scope['path']}", self._counts, choice.name)
        headers = [(b"content-type", labelled(choice.media_type).encode())]
        await send_bytes(
            send, 200, body, [*headers, (b"vary", b"accept, host"), (b"cache-control", b"no-cache")]
        )

    async def _answer(self, job: Job, scope: Scope, receive: Receive, send: Send) -> None:
        key = key_of(job)
        tag = tag_of(self._identity, key)
        kept = self._answers.find(key)
        if kept is not None:
            self._metrics.kept.inc()
            if tag in (header(scope, b"if-none-match") or ""):
                await send_bytes(send, 304, b"", _headers(kept.media_type, tag))
            else:
                await send_bytes(send, 200, kept.body, _headers(kept.media_type, tag))
            return
        reply, body = await self._asked(job, receive)
        if reply.status != 200:
            busy = [RETRY_AFTER] if reply.status == 503 else []
            await send_text(send, reply.status, reply.message, [VARY, *busy])
        elif isinstance(body, bytes):
            lasting = reply.lasting
            if lasting:
                self._answers.keep(key, job.query, Kept(body, reply.media_type, tag))
            await send_bytes(send, 200, body, _headers(reply.media_type, tag if lasting else None))
        else:
            await self._send_file(send, body, _headers(reply.media_type, None))

    async def _asked(self, job: Job, receive: Receive) -> tuple[Reply, Body]:
        """The reply of a worker; ClientGoneError, with the worker freed, if nobody waits."""
        task = asyncio.current_task()
        assert task is not None
        gone = False

        async def watch() -> None:
            nonlocal gone
            while (await receive())["type"] != "http.disconnect":
                pass
            gone = True
            task.cancel()

        watcher = asyncio.create_task(watch())
        try:
            return await self._pool.answer(job)
        except asyncio.CancelledError:
            if gone:
                task.uncancel()
                raise ClientGoneError from None
            raise
        finally:
            watcher.cancel()

    async def _send_file(self, send: Send, file: IO[bytes], headers: Headers) -> None:
        length = file.seek(0, os.SEEK_END)
        with file:
            if self._spooled + length > self._pool.limits.spool:
                message = "too many large answers are being sent; try again in a few seconds"
                await send_text(send, 503, message, [VARY, RETRY_AFTER])
                return
            self._spooled += length
            try:
                await send_file(send, file, length, headers)
            finally:
                self._spooled -= length


def _headers(media_type: str, tag: str | None) -> list[tuple[bytes, bytes]]:
    """The headers of an answer; one with a tag may be kept, and asked after by the tag."""
    caching = (
        [(b"cache-control", b"no-store")]
        if tag is None
        else [(b"cache-control", b"no-cache"), (b"etag", tag.encode())]
    )
    return [(b"content-type", labelled(media_type).encode()), VARY, *caching]
