"""Canned queries: one ``.rq`` file each, with its description as TOML after ``#+ ``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from csto_graph.errors import UnknownQueryError
from csto_graph.memo import remembered
from csto_graph.sources import shipped

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_MET = re.compile(r"FILTER\(!true \|\| EXISTS (\{[^{}]*\})\)")
_READERS = ("planning", "queries", "query_files", "sparql_text")


class Parameter(NamedTuple):
    """A parameter of a query.

    ``type`` is ``xsd:date``, ``xsd:integer``, ``xsd:string``, ``rdfs:Resource`` (any node) or
    a class of the ontology such as ``csto:State``. ``default`` is text as a user would give
    it; a parameter that is optional and has no default matches anything when left out.
    """

    name: str
    type: str
    help: str
    example: str
    default: str | None = None
    optional: bool = False

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return self.default is None and not self.optional


class Query(NamedTuple):
    """A canned query: what it asks, its parameters, its columns with titles, its SPARQL.

    ``pieces`` is the SPARQL cut at its parameters, whose names are every other piece;
    ``wide`` and ``narrow`` are the same for the engine on this machine, as ``planning`` has
    it, for a question about everything and for one about some node. ``lists`` has the columns
    of several values, with the text between these.
    """

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    text: str
    pieces: tuple[str, ...]
    wide: tuple[str, ...]
    narrow: tuple[str, ...]
    lists: Mapping[str, str]

    def filled(self, terms: Mapping[str, str]) -> str:
        """The SPARQL with RDF terms, in N-Triples form, put for parameters.

        A parameter without a term stays a variable, and so matches anything. BOUND($name)
        says whether there is one: of a term, which BOUND does not take, it becomes true.
        """
        return _filled(self.pieces, terms)

    def planned(self, terms: Mapping[str, str]) -> str:
        """As ``filled``, in the order in which the engine on this machine answers soonest."""
        if not any(term.startswith("<") for term in terms.values()):
            return _filled(self.wide, terms)
        # A condition for a parameter that is given becomes a pattern to begin with.
        return _MET.sub(r"\1", _filled(self.narrow, terms))


def _filled(pieces: tuple[str, ...], terms: Mapping[str, str]) -> str:
    text = "".join(
        terms.get(piece, f"${piece}") if number % 2 else piece
        for number, piece in enumerate(pieces)
    )
    for term in terms.values():
        text = text.replace(f"BOUND({term})", "true")
    return text


def query_files() -> dict[str, Path]:
    """The shipped query files by query name, sorted."""
    return {path.stem: path for path in sorted(shipped("queries").glob("*.rq"))}


@lru_cache
def find_query(name: str) -> Query:
    """The canned query of that name; UnknownQueryError with suggestions if there is none."""
    path = shipped("queries") / f"{name}.rq"
    if not NAME.match(name) or not path.is_file():
        close = similar_names(name)
        hint = f"did you mean {' or '.join(close)}? " if close else ""
        raise UnknownQueryError(f"no query {name!r}; {hint}'csto-graph queries' lists all")
    # What reads the file takes longer to import than a short question to answer.
    files = (path, *(Path(__file__).with_name(f"{module}.py") for module in _READERS))
    known = remembered(str(path), files, lambda: _plain(read_query(path)))
    return Query(*known)._replace(parameters=tuple(Parameter(*p) for p in known[3]))


def similar_names(name: str) -> list[str]:
    """The names of at most three canned queries that are spelt much like this one."""
    from difflib import get_close_matches

    return get_close_matches(name, query_files(), n=3, cutoff=0.5)


def read_query(path: Path) -> Query:
    """Read one query file; QueryFileError if it breaks a rule."""
    from csto_graph.query_files import read

    return read(path)


def _plain(query: Query) -> tuple[Any, ...]:
    return tuple(query._replace(parameters=tuple(tuple(p) for p in query.parameters)))  # type: ignore[misc]
