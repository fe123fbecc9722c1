"""One canned query: its form with the answer, or the answer in a format for machines."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from csto_graph.errors import CstoGraphError, EndpointError, ParameterError, UnknownQueryError
from csto_graph.queries import find_query, similar_names
from csto_graph.web.formats import FORMATS, best, labelled
from csto_graph.web.pages.reader import Link, Reader
from csto_graph.web.pages.rendering import page
from csto_graph.web.problems import plain, printable, problem
from csto_graph.web.questions.cells import Cell, shown_rows
from csto_graph.web.questions.form import Choices, chooser, fields

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.queries import Query
    from csto_graph.web.site import Site

# The page first: it is what a client gets that takes anything.
MEDIA = {
    "html": ("text/html",),
    **FORMATS["solutions"],
    "rq": ("application/sparql-query",),
}
SUFFIXES = [name for name in MEDIA if name != "html"]
SHOWN = 2000  # rows of the table on a page; the other formats have all
LONGEST = 2000  # characters of the value of a parameter
VARY = {"Vary": "Accept"}


@dataclass(frozen=True)
class Asked:
    """A request for a canned query, and the site that it came to."""

    site: Site
    query: Query
    request: Request
    choices: Choices

    @cached_property
    def given(self) -> dict[str, str]:
        """The values given for parameters; a field left empty in a form gives none.

        Raises ParameterError for one that is given twice or is too long.
        """
        pairs = self.request.query_params.multi_items()
        found = {name: value for name, value in pairs if value.strip()}
        for name, value in found.items():
            if sum(other == name for other, _ in pairs) > 1:
                raise ParameterError(f"{name[:100]} is given twice; give it once")
            if len(value) > LONGEST:
                raise ParameterError(f"{name[:100]} has more than {LONGEST} characters")
        return found

    def filled(self) -> str:
        """The SPARQL with the parameters put in; raises ParameterError."""
        return self.site.graph.filled(self.query, self.given)

    def solutions(self) -> Any:
        """The answer; raises ParameterError."""
        return self.site.graph.ask(self.query, self.given)

    def address(self, suffix: str = "", given: Mapping[str, str] | None = None) -> str:
        """The address of the answer in a format, with its parameters or with others."""
        parameters = urlencode(self.given if given is None else given)
        path = f"{self.site.root_path}/queries/{self.query.name}{suffix}"
        return f"{path}?{parameters}" if parameters else path


def endpoint(site: Site) -> Callable[[Request], Response]:
    """The endpoint of ``/queries/{name}``, with or without the suffix of a format."""
    choices = chooser(site.graph)

    def answer(request: Request) -> Response:
        name, dot, suffix = request.path_params["name"].partition(".")
        chosen = best(request.headers.get("accept"), MEDIA)
        if dot:
            form, media_type = (suffix, MEDIA[suffix][0]) if suffix in SUFFIXES else ("", "")
        elif chosen is None:
            types = ", ".join(types[0] for types in MEDIA.values())
            return plain(406, f"there is no such format; there is {types}", VARY)
        else:
            form, media_type = chosen.name, chosen.media_type
        try:
            query = find_query(name[:100])
        except UnknownQueryError:
            return _unknown(site, name[:100], form)
        if not form:
            known = ", ".join(f".{suffix}" for suffix in SUFFIXES)
            return plain(404, f"{suffix[:20]!r} is no format of an answer; there is {known}")
        asked = Asked(site, query, request, choices)
        try:
            if form == "html":
                return _page(asked)
            body = _serialized(asked, form)
        except ParameterError as error:
            return _refused(400, str(error), form)
        except EndpointError as error:
            return _refused(502, str(error), form)
        from starlette.responses import Response

        headers = {**VARY, "Content-Disposition": f'inline; filename="{query.name}.{form}"'}
        # Starlette adds the charset to a type of text, and labelled to XML.
        kind = media_type if media_type.startswith("text/") else labelled(media_type)
        return Response(body, headers=headers, media_type=kind)

    return answer


def _serialized(asked: Asked, form: str) -> bytes:
    from csto_graph.web.answering import RESULTS

    if form == "rq":
        return asked.filled().encode()
    return asked.solutions().serialize(format=RESULTS[form]) or b""


def _refused(status: int, message: str, form: str) -> Response:
    return (problem if form == "json" else plain)(status, message, VARY)


def _unknown(site: Site, name: str, form: str) -> Response:
    close = similar_names(name)
    if form != "html":
        hint = f"did you mean {' or '.join(close)}? " if close else ""
        return _refused(404, f"no query {name!r}; {hint}/queries lists all", form)
    links = [Link(find_query(n).title, f"{site.root_path}/queries/{n}") for n in close]
    shown = printable(f"/queries/{name}")
    return page(
        site, "notfound.html", status=404, headers=VARY, title="Not found", asked_path=shown,
        suggestions=links,
    )  # fmt: skip


def _page(asked: Asked) -> Response:
    """The form, with the answer or with what is wrong.

    The bare address of a query that needs a parameter is where people begin: it shows the
    form alone, and is no error.
    """
    query, reader = asked.query, Reader(asked.site, asked.site.graph)
    needed = {p.name: p.example for p in query.parameters if p.required}
    message, filled = "", ""
    given: dict[str, str] = {}
    heads: list[str] = []
    rows: list[list[Cell]] = []
    total: int | None = None
    try:
        given = asked.given
        if not needed or asked.request.query_params:
            filled = asked.filled()
            solutions = asked.solutions()
            names = [variable.value for variable in solutions.variables]
            heads = [query.columns.get(name, name) for name in names]
            found = list(solutions)
            total = len(found)
            rows = shown_rows(reader, [list(row) for row in found[:SHOWN]])
    except ParameterError as error:
        message = printable(_in_words(error))
    kept = {name: printable(value[:LONGEST]) for name, value in given.items()}
    return page(
        asked.site,
        "canned.html",
        status=400 if message else 200,
        headers=VARY,
        title=query.title,
        here="queries",
        query=query,
        fields=fields(query, kept, asked.choices),
        example=asked.address(given=needed) if needed else "",
        problem=message,
        total=total,
        shown=SHOWN,
        heads=heads,
        rows=rows,
        notes=list(reader.notes.values()),
        formats=[] if total is None else [(s, asked.address(f".{s}")) for s in SUFFIXES],
        sparql=filled,
        edit=f"{asked.site.root_path}/query?{urlencode({'query': filled})}" if filled else "",
        command="" if total is None else _command(query, given),
    )


def _in_words(error: CstoGraphError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def _command(query: Query, given: Mapping[str, str]) -> str:
    """What asks the same on the command line."""
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    return shlex.join(["csto-graph", "query", query.name, *options])
