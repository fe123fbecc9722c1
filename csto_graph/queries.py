"""Canned queries: one ``.rq`` file each, with its description as TOML after ``#+ ``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from keyword import iskeyword
from pathlib import Path
from typing import Any

from csto_graph.errors import QueryFileError, UnknownQueryError
from csto_graph.sources import shipped
from csto_graph.sparql_text import parameters
from csto_graph.turtle import read_text

HEADER_KEYS = {"title", "question", "params", "columns"}
PARAMETER_KEYS = {"type", "help", "example", "default", "optional"}
# Options that every query has on the command line.
RESERVED = {"data", "endpoint", "format", "help", "known-by", "no-links", "policy", "timeout",
            "without"}  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")


@dataclass(frozen=True)
class Parameter:
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


@dataclass(frozen=True)
class Query:
    """A canned query: what it asks, its parameters, its columns with titles, its SPARQL."""

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    text: str


def query_files() -> dict[str, Path]:
    """The shipped query files by query name, sorted."""
    return {path.stem: path for path in sorted(shipped("queries").glob("*.rq"))}


def find_query(name: str) -> Query:
    """The canned query of that name; UnknownQueryError with suggestions if there is none."""
    files = query_files()
    if name not in files:
        close = get_close_matches(name, files, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(close)}? " if close else ""
        raise UnknownQueryError(f"no query {name!r}; {hint}'csto-graph queries' lists all")
    return read_query(files[name])


def read_query(path: Path) -> Query:
    """Read one query file.

    Raises QueryFileError, naming the file, for a header that is not TOML, an unknown or
    missing key, an undeclared or unused parameter, or a name that is not kebab-case.
    """
    import tomllib

    text = read_text(path)
    lines = text.splitlines()
    header = "\n".join(line[2:].strip() for line in lines if line.startswith("#+"))
    try:
        described = tomllib.loads(header)
    except tomllib.TOMLDecodeError as error:
        raise QueryFileError(f"{path}: the header after '#+' is not TOML: {error}") from None
    if not _NAME.match(path.stem):
        raise QueryFileError(f"{path}: name the file in lower case with hyphens, as members-on.rq")
    _check_keys(path, "the header", described, HEADER_KEYS, HEADER_KEYS - {"params"})
    declared = described.get("params", {})
    used = parameters(text)
    for name in RESERVED & declared.keys():
        raise QueryFileError(f"{path}: params.{name} is the name of an option; choose another")
    for name in filter(iskeyword, described["columns"]):
        raise QueryFileError(f"{path}: columns.{name} is a word of Python; choose another")
    for name in used - declared.keys():
        raise QueryFileError(f"{path}: ${name} is not declared; add params.{name} to the header")
    for name in declared.keys() - used:
        raise QueryFileError(f"{path}: params.{name} is never used; write ${name} in the query")
    return Query(
        name=path.stem,
        title=described["title"],
        question=described["question"],
        parameters=tuple(_parameter(path, name, value) for name, value in declared.items()),
        columns=described["columns"],
        text="\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n",
    )


def _parameter(path: Path, name: str, given: Any) -> Parameter:
    if not isinstance(given, dict):
        raise QueryFileError(f"{path}: params.{name} must be a table {{ type = …, help = … }}")
    _check_keys(path, f"params.{name}", given, PARAMETER_KEYS, {"type", "help", "example"})
    default = given.get("default")
    return Parameter(
        name=name,
        type=given["type"],
        help=given["help"],
        example=str(given["example"]),
        default=None if default is None else str(default),
        optional=bool(given.get("optional", False)),
    )


def _check_keys(
    path: Path, where: str, given: Mapping[str, Any], known: set[str], required: set[str]
) -> None:
    for key in given.keys() - known:
        raise QueryFileError(f"{path}: {where} has an unknown key {key!r}; known: {sorted(known)}")
    for key in required - given.keys():
        raise QueryFileError(f"{path}: {where} lacks {key!r}")
