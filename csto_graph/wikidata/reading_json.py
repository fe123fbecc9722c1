"""Entities from the JSON of Wikibase.

https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from csto_graph.wikidata.lines import Problem, lines, opened
from csto_graph.wikidata.reading import Takes
from csto_graph.wikidata.records import (
    DAY,
    GREGORIAN,
    JULIAN,
    Entity,
    Name,
    Snak,
    Statement,
    Time,
    Value,
    period,
)

_ID = re.compile(r"[A-Z][1-9][0-9]{0,17}\Z", re.ASCII)
_TIME = re.compile(r"([+-]?)([0-9]{1,16})-([0-9]{2})-([0-9]{2})(?:T.*)?\Z", re.ASCII)


def json_entities(path: Path, takes: Takes, problem: Problem, limit: int) -> Iterator[Entity]:
    """The entities of a JSON file that ``takes`` keeps; as ``reading.read_entities``."""
    with opened(path) as file:
        array, document, held = False, False, 0
        parts: list[str] = []
        for number, line in lines(file, path, limit, problem):
            if not parts and not array and line == "[":
                array = True
                continue
            if not document and _begins_document(line):
                document = True
            if document:
                parts.append(line)
                held += len(line)
                if held > limit:
                    problem(f"{path}: a document of more than {limit >> 20} MiB on several lines")
                    return
            elif line != "]":
                yield from _found(line.rstrip(","), f"{path}:{number}", takes, problem)
        if parts:
            text = "[" * array + "\n".join(parts)
            yield from _found(text, str(path), takes, problem)


def _begins_document(line: str) -> bool:
    """Whether a line begins a document over several lines, as it is written to be read."""
    return (
        line[-1:] in "{[:"
        or re.match(r"\[?\s*\{\s*\"[^\"]*\":\s*(\"[^\"]*\")?,?\Z", line) is not None
    )


def _found(text: str, where: str, takes: Takes, problem: Problem) -> Iterator[Entity]:
    for found in _parsed(text, where, problem):
        yield from _entities(found, where, takes, problem)


def _parsed(text: str, where: str, problem: Problem) -> list[dict[str, Any]]:
    """The objects of a JSON text: an object, or an array of them, also if it goes on below."""
    if text.startswith("[{") and not text.endswith("]"):
        text = text[1:]
    elif text.endswith("}]") and not text.startswith("["):
        text = text[:-1]
    try:
        found = json.loads(text)
    except RecursionError:
        problem(f"{where}: is nested too deep to be an entity")
        return []
    except ValueError as error:
        column = getattr(error, "colno", 0)
        cause = getattr(error, "msg", "a number that is too long")
        at = f":{column}" if column and "\n" not in text else ""
        problem(f"{where}{at}: not valid JSON: {cause}; the line may be cut off")
        return []
    items = found if isinstance(found, list) else [found]
    if all(isinstance(item, dict) for item in items):
        return items
    problem(f"{where}: JSON, but no entity of Wikidata, which is an object")
    return []


def _entities(
    found: dict[str, Any], where: str, takes: Takes, problem: Problem
) -> Iterator[Entity]:
    inside = found.get("entities")
    if not isinstance(inside, dict):
        inside = {"": found}
    for key, given in inside.items():
        if not isinstance(given, dict):
            problem(f"{where}: {shown(key)!r} is no entity of Wikidata, which is an object")
            continue
        try:
            yield from _entity(key, given, takes)
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            what = shown(given.get("id")) or shown(key) or "an object"
            problem(f"{where}: {what} is not as an entity of Wikidata is written: {error}")


def _entity(key: str, given: dict[str, Any], takes: Takes) -> Iterator[Entity]:
    if "redirect" in given and "entity" in given:  # the form in which pages are stored
        yield Entity(_id(given["entity"]), redirect=_id(given["redirect"]))
        return
    identifier = _id(given.get("id") or given.get("title"))
    led = given.get("redirects")
    if isinstance(led, dict):
        yield Entity(_id(led["from"]), redirect=_id(led["to"]))
    elif key and key != identifier and _ID.match(key):
        yield Entity(key, redirect=identifier)
    if "missing" in given:
        yield Entity(identifier, missing=True)
        return
    names = tuple(_names(given))
    if not takes(identifier, names):
        return
    claims = _map(given.get("claims", given.get("statements")))
    yield Entity(
        identifier,
        names,
        tuple(_terms(given.get("descriptions"))),
        tuple(_statement(name, one) for name, listed in claims.items() for one in listed),
        revision=int(given.get("lastrevid") or 0),
    )


def _names(given: dict[str, Any]) -> Iterator[Name]:
    yield from _terms(given.get("labels"))
    for terms in _map(given.get("aliases")).values():
        for term in terms:
            yield Name(shown(term["value"]), shown(term["language"]), alias=True)


def _terms(terms: Any) -> Iterator[Name]:
    for term in _map(terms).values():
        yield Name(shown(term["value"]), shown(term["language"]))


def _statement(name: str, given: dict[str, Any]) -> Statement:
    rank = given.get("rank", "normal")
    if rank not in ("preferred", "normal", "deprecated"):
        raise ValueError(f"a rank {shown(rank)!r}")
    return Statement(
        _id(name),
        _value(given["mainsnak"]),
        shown(given.get("id")),
        rank,
        tuple(_snaks(given.get("qualifiers"))),
        tuple(tuple(_snaks(part["snaks"])) for part in given.get("references") or ()),
    )


def _snaks(given: Any) -> Iterator[Snak]:
    if isinstance(given, list):  # also a list of snaks, in old dumps
        yield from (Snak(_id(snak["property"]), _value(snak)) for snak in given)
        return
    for name, snaks in _map(given).items():
        yield from (Snak(_id(name), _value(snak)) for snak in snaks)


def _value(snak: dict[str, Any]) -> Value:
    kind = snak["snaktype"]
    if kind in ("somevalue", "novalue"):
        return Value(kind)
    if kind != "value":
        raise ValueError(f"a snak of type {shown(kind)!r}")
    kind, value = snak["datavalue"]["type"], snak["datavalue"]["value"]
    if kind == "wikibase-entityid":
        short = {"item": "Q", "property": "P"}.get(value.get("entity-type", ""), "")
        return Value("entity", shown(value.get("id") or f"{short}{value['numeric-id']}"))
    if kind == "time":
        return Value("time", shown(value["time"]), time=_time(value))
    if kind == "monolingualtext":
        return Value("text", shown(value["text"]), shown(value["language"]))
    if kind == "quantity":
        return Value("quantity", shown(value["amount"]))
    if kind == "string":
        return Value("string", shown(value))
    return Value("other", shown(json.dumps(value, sort_keys=True)))


def _time(value: dict[str, Any]) -> Time:
    text = shown(value["time"])
    calendar = shown(value.get("calendarmodel", GREGORIAN)).replace("https:", "http:", 1)
    precision = int(value.get("precision", DAY))
    match = _TIME.match(text)
    if match is None or calendar not in (GREGORIAN, JULIAN):
        return Time(text, precision, calendar, None)
    year, month, day = (int(part) for part in match.group(2, 3, 4))
    if match[1] == "-":
        year = 1 - year  # there is no year 0 here, and there is in the calendar of ISO
    days = period(year, month, day, precision, julian=calendar == JULIAN)
    return Time(text, precision, calendar, days)


def _id(value: Any) -> str:
    if isinstance(value, str) and _ID.match(value):
        return value
    raise ValueError(f"an id {shown(value)!r}")


def _map(value: Any) -> dict[str, Any]:
    """An object; PHP writes an empty one as an empty array."""
    if value is None or value == []:
        return {}
    if isinstance(value, dict):
        return value
    raise TypeError("an array or a text where an object should be")


def shown(value: Any) -> str:
    """A text that can be shown and written: no control characters, no half surrogates."""
    if value is None:
        return ""
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
