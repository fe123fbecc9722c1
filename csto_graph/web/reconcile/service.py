"""The endpoint of the service: manifest, batches of queries, and data extension."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from csto_graph.errors import EndpointError
from csto_graph.web.problems import problem
from csto_graph.web.protocol import FORM, RequestError, media_type_of, parameters_of
from csto_graph.web.reconcile.asked import read_batch, read_extension
from csto_graph.web.reconcile.extending import extended
from csto_graph.web.reconcile.manifest import manifest
from csto_graph.web.reconcile.matching import reconciled
from csto_graph.web.sending import ClientGoneError, origin, read_body

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.web.reconcile.known import Catalogue
    from csto_graph.web.reconcile.suggesting import Answer, Asked
    from csto_graph.web.site import Site

# The name of a function, or of one in an object: nothing that could be a program.
_CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*(?:\.[A-Za-z_$][A-Za-z0-9_$]*)*")
LONGEST_CALLBACK = 100  # characters
PREFLIGHT = {
    "Allow": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "accept, content-type",
    "Access-Control-Max-Age": "86400",
}


def service(site: Site, catalogue: Catalogue) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint ``/reconcile``."""

    async def answer(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import Response

        if request.method == "OPTIONS":
            return Response(status_code=204, headers=PREFLIGHT)
        try:
            asked = await _asked(request)
        except RequestError as error:
            return refused(error)
        except ClientGoneError:
            return Response(status_code=400)  # nobody is there to be told
        address = f"{origin(request.scope)}{site.root_path}"
        return await run_in_threadpool(
            _answered, lambda given: _answer(catalogue, given, address), asked
        )

    return answer


def answering(answer: Answer) -> Callable[[Request], Response]:
    """The endpoint that answers the parameters of an address with JSON, or JSONP."""

    def endpoint(request: Request) -> Response:
        try:
            pairs = parameters_of(request.scope["query_string"], "the URL")
            return _answered(answer, _single(pairs))
        except RequestError as error:
            return refused(error)

    return endpoint


def refused(error: RequestError) -> Response:
    """What is wrong, and what to send instead, as problem+json."""
    headers = {"Retry-After": "5"} if error.status == 503 else {}
    # Edge says so for every answer; without it, clients elsewhere do not see the message.
    return problem(error.status, str(error), {"Access-Control-Allow-Origin": "*", **headers})


async def _asked(request: Request) -> dict[str, str]:
    pairs = parameters_of(request.scope["query_string"], "the URL")
    if request.method == "POST":
        kind, charset = media_type_of(request.headers.get("content-type", ""))
        if kind != FORM:
            raise RequestError(415, f"POST the parameter queries or extend as {FORM}")
        if charset not in ("", "utf-8", "utf8", "us-ascii"):
            raise RequestError(415, f"the form is in {charset[:40]}; write it in UTF-8")
        form = parameters_of(await read_body(request.scope, request.receive), "the form")
        if not {name for name, _ in form} & {"queries", "extend"}:
            raise RequestError(400, "the form has neither queries nor extend; give one of them")
        pairs += form
    return _single(pairs)


def _single(pairs: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise RequestError(400, f"{name[:40]} is given twice; give it once")
        found[name] = value
    return found


def _answer(catalogue: Catalogue, asked: Asked, address: str) -> dict[str, Any]:
    if "queries" in asked and "extend" in asked:
        raise RequestError(400, "queries and extend cannot be asked at once; send one of them")
    if "queries" in asked:
        return reconciled(catalogue, read_batch(asked["queries"], catalogue))
    if "extend" in asked:
        extension = read_extension(asked["extend"], catalogue)
        return extended(catalogue, extension, f"{address}/reconcile")
    return manifest(catalogue, address)


def _answered(answer: Answer, asked: Asked) -> Response:
    from starlette.responses import Response

    callback = asked.get("callback")
    try:
        if callback is not None and (
            len(callback) > LONGEST_CALLBACK or not _CALLBACK.fullmatch(callback)
        ):
            raise RequestError(400, "callback is no name of a function in JavaScript")
        body = json.dumps(answer(asked), separators=(",", ":"))
    except RequestError as error:
        return refused(error)
    except EndpointError as error:
        return refused(RequestError(502, str(error)))
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache", "Vary": "Host"}
    if callback is None:
        return Response(body, media_type="application/json", headers=headers)
    # The comment keeps the answer from beginning with what the client chose.
    return Response(f"/**/{callback}({body});", media_type="text/javascript", headers=headers)
