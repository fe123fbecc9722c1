"""What a comparison looks things up in, and the record of what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from csto_graph.dates import DateRange, extent
from csto_graph.namespaces import CSTO, short
from csto_graph.wikidata.dating import their_date
from csto_graph.wikidata.evidence import Evidence
from csto_graph.wikidata.facts import Dated, day_holders, facts
from csto_graph.wikidata.mapping import Mapping
from csto_graph.wikidata.reading import DataSet
from csto_graph.wikidata.records import Statement, Value


@dataclass(frozen=True)
class Finding:
    """One value held against another.

    ``about`` is our node and ``item`` its id; ``property`` and ``name`` the property compared;
    ``part`` is ``statement`` or ``qualifier``, ``statement`` the id of the one there. ``here``
    and ``there`` are as shown, ``raw`` is the value there as an importer wants it.
    ``sources`` are the passages behind ours; ``disputed`` if ours is one of several.
    """

    about: str
    label: str
    item: str
    property: str
    name: str
    here: str
    there: str
    result: str
    part: str = "statement"
    statement: str = ""
    raw: str = ""
    calendar: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""
    disputed: bool = False


class Context:
    """Our evidence and a data set, with what both are looked up by."""

    def __init__(
        self, evidence: Evidence, planned: Evidence, mapping: Mapping, data: DataSet
    ) -> None:
        """Work out our facts, and which node has which id."""
        self.evidence, self.mapping, self.data = evidence, mapping, data
        self.facts = facts(evidence, mapping)
        self.planned = facts(planned, mapping)
        self.holders = day_holders(evidence)
        self.nodes = {
            data.target(evidence.item(node)): node
            for node in list(evidence.nodes.of)
            if evidence.item(node) != node
        }

    def attestations(self, node: str) -> list[Dated]:
        """The days on which sources have a situation hold; an interval by both its ends."""
        return [
            Dated(said.value, side, said.claims)
            for said in self.evidence.said(node, f"{CSTO}attestedOn")
            for spans in (extent(said.value),)
            for side in dict.fromkeys((spans.start, spans.end))
        ]

    def wider(self, node: str) -> set[str]:
        """The states and places that one lies in."""
        return {value.value for value in self.evidence.nodes.values(node, f"{CSTO}locatedIn")}

    def elsewhere(self, about: str, node: str, days: DateRange) -> str:
        """Whose date it is here, if a day there is one of something else: say, of the treaty."""
        holders = [h for h in self.holders.get(days, []) if h not in (about, node)]
        own = self.subjects(about)
        near = [h for h in holders if own & self.subjects(h)]
        # An event tells more than the act of one of its states.
        first = min(near, key=lambda node: (not short(node).startswith("event:"), node), default="")
        return f"here the day of {short(first)}" if first else ""

    def subjects(self, node: str) -> set[str]:
        """What a node is about: itself, and what identifies it, if it is a situation."""
        names = ("organization", "treaty", "party", "member", "basedOn")
        found = {v.value for n in names for v in self.evidence.nodes.values(node, CSTO + n)}
        return found | {node}

    def same(self, value: Value, wanted: str) -> bool:
        """Whether a value is an entity, merged or not."""
        return value.kind == "entity" and self.data.target(value.text) == self.data.target(wanted)

    def id_of_node(self, node: str) -> str:
        """The id that a node is linked to."""
        return self.evidence.item(node)

    def label(self, node: str) -> str:
        """The label of a node of ours."""
        return self.evidence.nodes.label(node)

    def property_label(self, name: str) -> str:
        """The label of a property of Wikidata."""
        known = self.mapping.properties.get(name)
        return known.label if known is not None else name

    def entity_label(self, identifier: str) -> str:
        """What an entity is called: our label, or the data set's with the id."""
        node = self.nodes.get(self.data.target(identifier))
        if node is not None:
            return self.label(node)
        entity = self.data.get(identifier)
        return f"{entity.label()} ({identifier})" if entity is not None else identifier

    def span(self, statement: Statement) -> str:
        """The dates of a statement, for one that stands alone."""
        sides = []
        times = [p.id for p in self.mapping.properties.values() if p.kind == "Time"]
        for name in times:
            sides += [
                f"{self.property_label(name)} {their_date(value).text}"
                for value in statement.qualifier(name)
            ]
        return f" ({', '.join(sides)})" if sides else ""

    def passages(self, claims: Iterable[str]) -> tuple[str, ...]:
        """The passages of claims, as IRIs."""
        found = {self.evidence.nodes.one(claim, f"{CSTO}evidence") for claim in claims}
        return tuple(sorted(passage for passage in found if passage))


def wanted_ids(evidence: Evidence) -> set[str]:
    """The ids of all entities that are linked."""
    return {evidence.item(node) for node in list(evidence.nodes.of)} - evidence.nodes.of.keys()
