"""Reading a canned query: one ``.rq`` file, with its description as TOML after ``#+ ``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

from csto_graph.errors import QueryFileError
from csto_graph.files import read_text
from csto_graph.planning import chained, lateral, narrowed
from csto_graph.queries import NAME, Parameter, Query
from csto_graph.sparql_text import cut, list_columns

HEADER_KEYS = {"title", "question", "params", "columns"}
PARAMETER_KEYS = {"type", "help", "example", "default", "optional"}
# Options that every query has on the command line.
RESERVED = {"data", "endpoint", "format", "help", "known-by", "no-links", "policy", "reasoner",
            "timeout", "without"}  # fmt: skip


def read(path: Path) -> Query:
    """Read one query file.

    Raises QueryFileError, naming the file, for a header that is not TOML, an unknown or
    missing key, an undeclared or unused parameter, or a name that is not kebab-case.
    """
    text = read_text(path)
    lines = text.splitlines()
    header = "\n".join(line[2:].strip() for line in lines if line.startswith("#+"))
    try:
        described = tomllib.loads(header)
    except tomllib.TOMLDecodeError as error:
        raise QueryFileError(f"{path}: the header after '#+' is not TOML: {error}") from None
    if not NAME.match(path.stem):
        raise QueryFileError(f"{path}: name the file in lower case with hyphens, as members-on.rq")
    _check_keys(path, "the header", described, HEADER_KEYS, HEADER_KEYS - {"params"})
    declared = described.get("params", {})
    sparql = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    used = set(cut(sparql)[1::2])
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
        text=sparql,
        pieces=cut(sparql),
        wide=cut(lateral(chained(sparql))),
        narrow=cut(narrowed(lateral(chained(sparql)))),
        lists=list_columns(sparql),
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
