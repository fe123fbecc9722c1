"""What else in the graph speaks of a node, grouped by the part that the node plays there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from csto_graph.namespaces import CSTO
from csto_graph.web.pages.reader import Link, Reader, local
from csto_graph.web.pages.wording import date_in_words

LIMIT = 400  # rows of one page; more are counted
# Claims and resolved values are shown where they belong: on the pages of their subjects.
_HIDDEN = "rdf:subject rdf:object rdf:predicate prov:wasDerivedFrom csto:contestedBy csto:document"
_PREPOSITIONS = {"of", "in", "to", "by", "for", "from", "on", "as"}
_NOUNS = {"status", "basis"}


@dataclass(frozen=True)
class Appearance:
    """Another node that names this one, when it was, and how sure that is."""

    node: Link
    when: str
    agreement: str
    modality: str


@dataclass(frozen=True)
class Group:
    """The nodes in which this one plays one part."""

    role: str
    term: Link
    items: list[Appearance] = field(default_factory=list)


def incoming(reader: Reader, iri: str) -> list[Group]:
    """The groups of nodes that name this one, by property, each in order of time."""
    hidden = ", ".join(_HIDDEN.split())
    rows: Any = reader.graph.run_forward(f"""
        SELECT DISTINCT ?node ?property ?agreement ?modality ?date ?start ?end ?order WHERE {{
          ?node ?property <{iri}> .
          FILTER(?property NOT IN ({hidden}) && ?node != <{iri}>)
          FILTER(STRSTARTS(STR(?property), STR(csto:)) || ?property = dct:publisher)
          FILTER NOT EXISTS {{ ?node a csto:ResolvedValue }}
          FILTER NOT EXISTS {{ ?node a csto:Claim }}
          FILTER NOT EXISTS {{ ?narrow rdfs:subPropertyOf+ ?property . ?node ?narrow <{iri}>
            FILTER(?narrow != ?property) }}
          OPTIONAL {{ ?node csto:agreement ?agreement }}
          OPTIONAL {{ ?node csto:modality ?modality }}
          OPTIONAL {{ ?node csto:date|dct:issued ?date }}
          OPTIONAL {{ ?node csto:start ?start }}
          OPTIONAL {{ ?node csto:end ?end }}
          OPTIONAL {{ ?node csto:earliest ?day }}
          OPTIONAL {{ ?node csto:startEarliest ?begun }}
          BIND(COALESCE(STR(?day), STR(?begun), "9") AS ?order)
        }} ORDER BY ?property ?order ?node LIMIT {LIMIT}""")
    found = list(rows)
    reader.prepare(row[name].value for row in found for name in ("node", "property"))
    groups: dict[str, Group] = {}
    seen = set()
    for row in found:
        node, term = row["node"].value, row["property"].value
        if (node, term) in seen or node.startswith(CSTO):
            continue
        seen.add((node, term))
        label = reader.label(term)
        group = groups.setdefault(term, Group(role(label), reader.link(term)))
        group.items.append(
            Appearance(
                node=reader.link(node),
                when=_when(row),
                agreement=reader.label(row["agreement"].value) if row["agreement"] else "",
                modality=_modality(reader, row["modality"]),
            )
        )
    return list(groups.values())


def role(label: str) -> str:
    """The part that a node plays as the value of a property: ``as member``, ``part of this``."""
    words = label.split()
    verb = words[0].endswith("s") and words[0] not in _NOUNS if words else False
    if verb or words[-1:] in ([w] for w in _PREPOSITIONS) or label in ("inspected", "ever held"):
        return f"{label} this"
    return f"as {label}"


def _modality(reader: Reader, term: Any) -> str:
    return "" if term is None or local(term.value) == "Happened" else reader.label(term.value)


def _when(row: Any) -> str:
    if row["date"] is not None:
        return date_in_words(row["date"].value)
    start, end = (date_in_words(row[n].value) if row[n] else "" for n in ("start", "end"))
    if start or end:
        return f"{start or 'not stated'} – {end or 'not stated'}"
    return ""
