"""Entities from nodes of RDF: which property of Wikibase is used for what, and what a value is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from csto_graph.namespaces import PROV, RDF, RDFS, SKOS, XSD
from csto_graph.wikidata.reading_json import shown
from csto_graph.wikidata.records import (
    DAY,
    GREGORIAN,
    JULIAN,
    MONTH,
    WIKIDATA,
    YEAR,
    Entity,
    Name,
    Snak,
    Statement,
    Time,
    Value,
    id_of,
    period,
)

# What is said of each node: predicates and terms.
Nodes = dict[str, list[tuple[str, Any]]]

_SCHEMA = ("http://schema.org/", "https://schema.org/")
LABELS = frozenset(
    (
        f"{RDFS}label",
        f"{SKOS}prefLabel",
        *(f"{base}name" for base in _SCHEMA),
        "http://xmlns.com/foaf/0.1/name",
        "http://purl.org/dc/terms/title",
        "http://purl.org/dc/elements/1.1/title",
    )
)
ALIASES = frozenset(
    (f"{SKOS}altLabel", f"{SKOS}hiddenLabel", *(f"{base}alternateName" for base in _SCHEMA))
)
DESCRIPTIONS = frozenset(f"{base}description" for base in _SCHEMA)
ENTITY = re.compile(r"(.*/entity/)([QPL][1-9][0-9]*)\Z")
# Today's predicates, such as prop/statement/value/P580, and those of the first exports.
_TODAY = re.compile(r".*/prop/(?:([a-z-]+(?:/[a-z-]+)?)/)?(P[1-9][0-9]*)\Z")
FIRST = re.compile(r".*/entity/(P[1-9][0-9]*)([svqrc])\Z")
_ROLES = {"s": "", "v": "statement", "q": "qualifier", "r": "reference", "c": "direct"}
NODE = re.compile(r".*/(?:statement/|entity/)?([QqPpLl][1-9][0-9]*)[S$-]([0-9A-Za-z-]{8,})\Z")
ABOUT = frozenset(f"{base}about" for base in _SCHEMA)  # pages on an entity have names too
SECURE = WIKIDATA.replace("http:", "https:")
_RANK = re.compile(r".*/ontology(?:-beta)?#rank\Z")
_UNKNOWN = "/.well-known/genid/"
_DATE = re.compile(r"([+-]?)([0-9]{4,16})(?:-([0-9]{2}))?(?:-([0-9]{2}))?(?:[TZ+-].*)?\Z", re.ASCII)
_DATES = frozenset(f"{XSD}{name}" for name in ("dateTime", "date", "gYear", "gYearMonth"))


def name_of(predicate: str, value: Any) -> Name | None:
    """The name that a triple gives, if it gives one."""
    if (predicate in LABELS or predicate in ALIASES) and hasattr(value, "language"):
        return Name(shown(value.value), value.language or "", predicate in ALIASES)
    return None


def node_name(value: Any) -> str | None:
    """What a node is called while a file is read: its IRI, or ``_:`` and a name; no literal."""
    if hasattr(value, "datatype"):
        return None
    return value.value if str(value)[:1] == "<" else str(value)


def role_of(predicate: str) -> tuple[str, str]:
    """What a property of Wikibase is used for, and its id.

    ``''`` leads to a statement; else ``direct``, ``statement``, ``qualifier``, ``reference``,
    these with ``/value``, or ``other`` for what is no property of Wikibase.
    """
    match = _TODAY.match(predicate)
    if match:
        return (match[1] or ""), match[2]
    match = FIRST.match(predicate)
    if match:
        return _ROLES[match[2]], match[1]
    return "other", ""


def entity_of(iri: str, said: list[tuple[str, Any]], nodes: Nodes) -> Entity:
    """The record of an entity, from what is said of it and of the nodes that this leads to."""
    statements = []
    for predicate, value in said:
        role, name = role_of(predicate)
        node = node_name(value)
        if role == "" and node is not None:
            statements.append(_statement(name, node, nodes))
    stated = {statement.property for statement in statements}
    names, descriptions = [], []
    for predicate, value in said:
        role, name = role_of(predicate)
        if (given := name_of(predicate, value)) is not None:
            names.append(given)
        elif predicate in DESCRIPTIONS and hasattr(value, "language"):
            descriptions.append(Name(shown(value.value), value.language or ""))
        elif role == "direct" and name not in stated:
            statements.append(Statement(name, _value(value, nodes)))
        elif role == "other" and not ENTITY.match(iri):
            statements.append(Statement(predicate, _value(value, nodes)))
    statements.sort(key=lambda s: (s.property, s.id, s.value.text))
    return Entity(id_of(iri), tuple(dict.fromkeys(names)), tuple(descriptions), tuple(statements))


def _statement(name: str, node: str, nodes: Nodes) -> Statement:
    said = nodes.get(node, [])
    main = [snak.value for snak in _snaks(said, "statement", nodes) if snak.property == name]
    absent = set(_absent(said))
    if not main:
        main = [Value("novalue" if name in absent else "other")]
    qualifiers = list(_snaks(said, "qualifier", nodes))
    qualifiers += [Snak(other, Value("novalue")) for other in sorted(absent - {name})]
    ranks = [getattr(v, "value", "") for p, v in said if _RANK.match(p)]
    rank = next((r for r in ("deprecated", "preferred") if r in "".join(ranks).lower()), "normal")
    match = NODE.match(node)
    return Statement(
        name,
        main[0],
        f"{match[1]}${match[2]}" if match else "",
        rank,
        tuple(qualifiers),
        tuple(
            tuple(_snaks(nodes.get(source, []), "reference", nodes))
            for predicate, value in said
            if predicate == f"{PROV}wasDerivedFrom" and (source := node_name(value)) is not None
        ),
    )


def _absent(said: list[tuple[str, Any]]) -> Iterator[str]:
    """The properties that a statement is said to have no value of."""
    for predicate, value in said:
        role, name = role_of(getattr(value, "value", ""))
        if predicate == f"{RDF}type" and role == "novalue":
            yield name


def _snaks(said: list[tuple[str, Any]], use: str, nodes: Nodes) -> Iterator[Snak]:
    """The values that a node has in one use, the full ones where there are full ones."""
    plain: dict[str, list[Value]] = defaultdict(list)
    full: dict[str, list[Value]] = defaultdict(list)
    for predicate, value in said:
        role, name = role_of(predicate)
        if role == use:
            plain[name].append(_value(value, nodes))
        elif role == f"{use}/value":
            full[name].append(_value(value, nodes))
    for name in dict.fromkeys([*plain, *full]):
        whole = [value for value in full[name] if value.kind in ("time", "quantity")]
        # A value that is unknown has no node of its own.
        rest = [value for value in plain[name] if value.kind == "somevalue" or not whole]
        yield from (Snak(name, value) for value in whole + rest)


def _value(term: Any, nodes: Nodes) -> Value:
    node = node_name(term)
    if node is None:
        return _literal(term)
    said = nodes.get(node)
    if said and not ENTITY.match(node):
        parts = {re.split(r"[#/]", predicate)[-1]: value for predicate, value in said}
        moment = parts.get("timeValue") or parts.get("time")
        if moment is not None and hasattr(moment, "datatype"):
            calendar = parts.get("timeCalendarModel") or parts.get("preferredCalendar")
            precision = getattr(parts.get("timePrecision"), "value", "")
            model = WIKIDATA + id_of(calendar.value) if calendar is not None else GREGORIAN
            return _time(moment.value, int(precision) if precision.isdecimal() else DAY, model)
        if "quantityAmount" in parts:
            return Value("quantity", shown(parts["quantityAmount"].value))
    if node[:2] == "_:" or _UNKNOWN in node:
        return Value("somevalue")
    return Value("entity", id_of(node)) if ENTITY.match(node) else Value("string", shown(node))


def _literal(term: Any) -> Value:
    if term.language:
        return Value("text", shown(term.value), term.language)
    kind = term.datatype.value
    if kind in _DATES:
        precision = {"gYear": YEAR, "gYearMonth": MONTH, "date": DAY}.get(kind.removeprefix(XSD))
        return _time(term.value, precision, GREGORIAN)
    if kind in (f"{XSD}decimal", f"{XSD}integer"):
        return Value("quantity", shown(term.value))
    return Value("string", shown(term.value))


def _time(text: str, precision: int | None, calendar: str) -> Value:
    match = _DATE.match(text)
    if match is None or calendar not in (GREGORIAN, JULIAN):
        return Value("time", shown(text), time=Time(shown(text), precision, calendar, None))
    year, month, day = (int(part or 0) for part in match.group(2, 3, 4))
    # XSD 1.1 has a year 0. A day is in the Gregorian calendar here, whatever its model says.
    year = -year if match[1] == "-" else year
    julian = calendar == JULIAN and precision is not None and precision < DAY
    days = period(year, month, day, precision, julian=julian)
    return Value("time", shown(text), time=Time(shown(text), precision, calendar, days))
