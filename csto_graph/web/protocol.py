"""The SPARQL 1.1 Protocol: what a request asks, https://www.w3.org/TR/sparql11-protocol/."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from csto_graph.errors import CstoGraphError
from csto_graph.web.formats import FORMATS, choose, named
from csto_graph.web.wire import Job

if TYPE_CHECKING:
    from csto_graph.web.formats import Choice

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_PARAMETERS = 1000
_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")


class RequestError(CstoGraphError):
    """A request that the endpoint does not take; ``status`` is of HTTP."""

    def __init__(self, status: int, message: str) -> None:
        """``message`` says what to send instead."""
        super().__init__(message)
        self.status = status


def requested(
    method: str, query_string: bytes, content_type: str, body: bytes, accept: str | None
) -> Job | None:
    """The job that a request sets; ``None`` for one that asks for the service description.

    ``method`` is GET or POST. Raises RequestError.
    """
    parameters = parameters_of(query_string, "the URL")
    direct: str | None = None
    if method == "POST":
        media_type, charset = media_type_of(content_type)
        if media_type == UPDATE:
            raise RequestError(403, _READ_ONLY)
        if media_type not in (FORM, DIRECT):
            raise RequestError(
                415, f"POST the query as {DIRECT}, or as the parameter query of {FORM}"
            )
        if charset not in ("", "utf-8", "utf8", "us-ascii"):
            raise RequestError(415, f"the body is in {charset}; write it in UTF-8")
        if media_type == FORM:
            parameters += parameters_of(body, "the body")
        else:
            direct = _text(body, "the body")
    if any(name in _UPDATES for name, _ in parameters):
        raise RequestError(403, _READ_ONLY)
    queries = [value for name, value in parameters if name == "query"]
    queries += [] if direct is None else [direct]
    if len(queries) > 1:
        raise RequestError(400, f"the request has {len(queries)} queries; send one")
    if not queries and method == "POST":
        raise RequestError(400, "the form has no parameter query")
    if not queries:
        return None
    values: Callable[[str], tuple[str, ...]] = lambda wanted: tuple(  # noqa: E731
        value for name, value in parameters if name == wanted
    )
    return Job(
        queries[0],
        values("default-graph-uri"),
        values("named-graph-uri"),
        _choices(accept, values("format")),
    )


_READ_ONLY = "the graph is read-only: no updates; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"


def _choices(accept: str | None, formats: tuple[str, ...]) -> dict[str, tuple[str, str] | None]:
    """The format for each kind of answer; the parameter ``format`` counts for more than Accept."""
    name = formats[-1] if formats else None
    if name is not None and not any(name in known for known in FORMATS.values()):
        known = dict.fromkeys(name for names in FORMATS.values() for name in names)
        raise RequestError(400, f"format={name[:40]!r} is not known; use {', '.join(known)}")
    found: dict[str, Choice | None] = {
        kind: choose(accept, kind) if name is None else named(name, kind) for kind in FORMATS
    }
    if not any(found.values()):
        raise RequestError(406, f"nothing to accept in {(accept or '')[:100]!r}; {_OFFERED}")
    return {
        kind: None if choice is None else (choice.name, choice.media_type)
        for kind, choice in found.items()
    }


_OFFERED = "there is " + ", ".join(
    dict.fromkeys(types[0] for known in FORMATS.values() for types in known.values())
)


def media_type_of(header: str) -> tuple[str, str]:
    """The media type and the charset of a header Content-Type, in lower case."""
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    charsets = [p[8:].strip("\"' ") for p in parameters if p.startswith("charset=")]
    return media_type, charsets[0] if charsets else ""


def parameters_of(encoded: bytes, place: str) -> list[tuple[str, str]]:
    """The parameters of a query string or of a form; RequestError names the ``place``."""
    text = _text(encoded, place)
    try:
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise RequestError(400, f"{place} has a parameter that is not UTF-8") from None
    except ValueError:
        raise RequestError(400, f"{place} has more than {MOST_PARAMETERS} parameters") from None


def _text(encoded: bytes, place: str) -> str:
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(400, f"{place}: byte {error.start} is not UTF-8") from None
