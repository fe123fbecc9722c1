"""What this graph says of entities that are linked, by the mapping, ready to be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csto_graph.namespaces import BASE, CSTO, RDF
from csto_graph.wikidata.dating import our_days
from csto_graph.wikidata.evidence import Evidence, Said
from csto_graph.wikidata.mapping import Mapping, StatementMapping
from csto_graph.wikidata.statements import statements

if TYPE_CHECKING:
    from csto_graph.dates import DateRange

DATES = frozenset(f"{CSTO}{name}" for name in ("start", "end", "date"))


@dataclass(frozen=True)
class Dated:
    """A date of ours, as EDTF and as days, with the claims that give it."""

    text: str
    days: DateRange
    claims: frozenset[str]


@dataclass(frozen=True)
class Fact:
    """One thing that this graph says of a linked entity.

    ``subject`` and ``value`` are ids; ``value`` is '' where the value is a date, and the
    dates of ``property`` are in ``dates`` then. Otherwise ``dates`` has the qualifiers, each
    with the property of ours it comes from. ``node`` is the situation, or the entity itself.
    """

    subject: str
    about: str
    property: str
    value: str
    node: str
    claims: frozenset[str]
    dates: dict[str, tuple[str, list[Dated]]]


def facts(evidence: Evidence, mapping: Mapping) -> list[Fact]:
    """The facts about entities that are linked, whose values are dates or linked entities."""
    nodes = {
        evidence.item(node): node for node in list(evidence.nodes.of) if _linked(evidence, node)
    }
    found: dict[tuple[str, str, str, str], Fact] = {}
    for pattern in mapping.statements:
        for made in statements(evidence, replace(mapping, statements=(pattern,))):
            value = made.statement.value
            entity = value.text if value.kind == "entity" else ""
            if made.subject not in nodes or (entity and entity not in nodes):
                continue
            if not entity and value.kind != "time":
                continue
            # The two sides of an interval are two properties of one fact each.
            key = (made.subject, made.statement.property, entity, made.node)
            if key not in found:
                about = nodes[made.subject]
                found[key] = Fact(
                    made.subject,
                    about,
                    made.statement.property,
                    entity,
                    made.node,
                    _support(evidence, pattern, made.node, nodes.get(entity, "")),
                    dict(_dates(evidence, pattern, made.statement.property, made.node, entity)),
                )
    return list(found.values())


def _linked(evidence: Evidence, node: str) -> bool:
    return node.startswith(BASE) and evidence.item(node) != node


def _support(
    evidence: Evidence, pattern: StatementMapping, node: str, value: str
) -> frozenset[str]:
    said = [
        one
        for predicate in (pattern.value, pattern.subject)
        if predicate
        for one in evidence.said(node, predicate)
        if not value or predicate == pattern.subject or one.value == value
    ]
    claims = frozenset[str]().union(*(one.claims for one in said))
    return claims or evidence.existence(node)


def _dates(
    evidence: Evidence, pattern: StatementMapping, name: str, node: str, entity: str
) -> Iterator[tuple[str, tuple[str, list[Dated]]]]:
    if not entity:
        side = {pattern.start: "start", pattern.end: "end"}.get(name, "")
        yield (
            name,
            (pattern.value, [_dated(one, side) for one in evidence.said(node, pattern.value)]),
        )
        return
    for part in pattern.qualifiers:
        if part.source in DATES:
            said = [_dated(one) for one in evidence.said(node, part.source) if "/" not in one.value]
            yield part.property, (part.source, said)


def _dated(said: Said, side: str = "") -> Dated:
    first, slash, last = said.value.partition("/")
    text = (first if side == "start" else last) if slash and side else said.value
    return Dated(text, our_days(text), said.claims)


def day_holders(evidence: Evidence) -> dict[DateRange, list[str]]:
    """The nodes that a date belongs to, for the dates that are a single day."""
    found: dict[DateRange, list[str]] = {}
    for value in evidence.nodes.of_type(f"{CSTO}ResolvedValue"):
        predicate = evidence.nodes.one(value, f"{RDF}predicate")
        node = evidence.nodes.one(value, f"{RDF}subject")
        if predicate in DATES and node is not None:
            days = our_days(evidence.nodes.one(value, f"{RDF}object") or "")
            if days.earliest is not None and days.earliest == days.latest:
                found.setdefault(days, []).append(node)
    return found
