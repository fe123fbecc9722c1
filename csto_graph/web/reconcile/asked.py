"""Reading what a client asks, with limits: a batch of queries, or a data extension query."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csto_graph.web.protocol import RequestError

if TYPE_CHECKING:
    from csto_graph.web.reconcile.known import Catalogue

MOST_QUERIES = 50  # of a batch
MOST_PROPERTIES = 20  # of a query
MOST_VALUES = 50  # of a property in a query
MOST_IDS = 1000  # of a data extension query
MOST_CANDIDATES = 100
USUAL_CANDIDATES = 5
LONGEST = 1000  # characters of a text
_STRICT = ("any", "should", "all")
_QUERY = {"query", "type", "limit", "properties", "type_strict"}


@dataclass(frozen=True)
class Wanted:
    """A property that a candidate should have, and the values that would do.

    A value is a text, a number or a truth value, or the IRI of a node as ``(iri,)``.
    """

    property: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Query:
    """A name to match, the classes (IRIs) and properties that narrow the candidates."""

    text: str
    kinds: tuple[str, ...]
    strict: str
    properties: tuple[Wanted, ...]
    limit: int


@dataclass(frozen=True)
class Extension:
    """The nodes (ids as given) and the properties, with their settings, that are asked for."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, dict[str, Any]], ...]


def read_batch(text: str, catalogue: Catalogue) -> dict[str, Query]:
    """The queries of a batch by their keys; RequestError says which is wrong, and how."""
    given = _object(_parsed(text, "queries"), "queries")
    if len(given) > MOST_QUERIES:
        raise RequestError(
            413, f"queries: {len(given)} queries in a batch; send {MOST_QUERIES} at most"
        )
    return {
        _text(key, "a key of queries"): _query(one, f"queries.{key}", catalogue)
        for key, one in given.items()
    }


def read_extension(text: str, catalogue: Catalogue) -> Extension:
    """The data extension query; RequestError says what is wrong."""
    given = _object(_parsed(text, "extend"), "extend")
    ids = _list(given.get("ids"), "extend.ids", MOST_IDS)
    found = []
    for number, one in enumerate(
        _list(given.get("properties"), "extend.properties", MOST_PROPERTIES)
    ):
        where = f"extend.properties[{number}]"
        asked = _object(one, where)
        settings = _object(asked.get("settings") or {}, f"{where}.settings")
        iri = _known_property(asked.get("id"), f"{where}.id", catalogue)
        found.append((iri, settings))
    return Extension(tuple(_text(one, "extend.ids") for one in ids), tuple(found))


def _query(given: Any, where: str, catalogue: Catalogue) -> Query:
    asked = _object(given, where)
    for key in asked.keys() - _QUERY:
        raise RequestError(400, f"{where} has the unknown key {key[:40]!r}; there is query, type, "
                                "limit, properties, type_strict")  # fmt: skip
    text = _text(asked.get("query", ""), f"{where}.query").strip()
    wanted = tuple(
        _wanted(one, f"{where}.properties[{number}]", catalogue)
        for number, one in enumerate(
            _list(asked.get("properties", []), f"{where}.properties", MOST_PROPERTIES)
        )
    )
    if not text and not wanted:
        raise RequestError(400, f"{where} has neither query nor properties; give one of them")
    types = asked.get("type") or []
    types = [types] if isinstance(types, str) else _list(types, f"{where}.type", MOST_VALUES)
    strict = asked.get("type_strict", "any")
    if strict not in _STRICT:
        raise RequestError(400, f"{where}.type_strict is one of {', '.join(_STRICT)}")
    kinds = tuple(_known_kind(one, f"{where}.type", catalogue) for one in types)
    return Query(text, kinds, strict, wanted, _limit(asked.get("limit"), f"{where}.limit"))


def _wanted(given: Any, where: str, catalogue: Catalogue) -> Wanted:
    asked = _object(given, where)
    iri = _known_property(asked.get("pid"), f"{where}.pid", catalogue)
    values = asked.get("v")
    values = values if isinstance(values, list) else [values]
    found = [_value(one, f"{where}.v", catalogue) for one in _list(values, where, MOST_VALUES)]
    return Wanted(iri, tuple(one for one in found if one != ""))


def _value(given: Any, where: str, catalogue: Catalogue) -> Any:
    if isinstance(given, dict):
        text = _text(given.get("id"), f"{where}.id")
        return (catalogue.node(text) or text,)
    if isinstance(given, (bool, int, float)):
        return given
    return _text(given, where).strip()


def _limit(given: Any, where: str) -> int:
    if given is None:
        return USUAL_CANDIDATES
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not given >= 1:
        raise RequestError(400, f"{where} is a whole number from 1 on")
    return int(min(given, MOST_CANDIDATES))


def _known_kind(given: Any, where: str, catalogue: Catalogue) -> str:
    text = _text(given, where)
    iri = catalogue.kind(text)
    if iri is None:
        raise RequestError(
            400, f"{where}: {text[:80]!r} is no type; /reconcile/suggest/type finds types"
        )
    return iri


def _known_property(given: Any, where: str, catalogue: Catalogue) -> str:
    text = _text(given, where)
    iri = catalogue.property(text)
    if iri is None:
        raise RequestError(
            400, f"{where}: {text[:80]!r} is no property; /reconcile/suggest/property finds them"
        )
    return iri


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise RequestError(400, f"{name} is nested too deeply") from None
    except ValueError as error:
        raise RequestError(400, f"{name} is not JSON: {error}"[:300]) from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _object(given: Any, where: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise RequestError(400, f"{where[:100]} must be a JSON object")
    return given


def _list(given: Any, where: str, most: int) -> list[Any]:
    if not isinstance(given, list):
        raise RequestError(400, f"{where[:100]} must be a JSON array")
    if len(given) > most:
        raise RequestError(413, f"{where[:100]} has {len(given)} items; send {most} at most")
    return given


def _text(given: Any, where: str) -> str:
    if not isinstance(given, str):
        raise RequestError(400, f"{where[:100]} must be a text")
    return checked(given, where)


def checked(given: str, where: str) -> str:
    """The text; RequestError if it is too long, or has characters that no name has."""
    if len(given) > LONGEST:
        raise RequestError(400, f"{where[:100]} has more than {LONGEST} characters")
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in given):
        raise RequestError(400, f"{where[:100]} holds characters that no name has")
    return given
