"""Entities from RDF: as Wikidata writes it in dumps and in its query service, or any with labels.

https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format . What the query service
leaves out (types, two of the three label properties) is not needed here. Of the older
forms, ``wikiba.se/ontology-beta#`` and ``www.wikidata.org/ontology#`` with properties such as
``P463s`` and ``P463v`` are known.

A file is parsed several times, and never held: first for the names, then for the statements
of the entities that are kept, then for the values and references that these share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from csto_graph.namespaces import OWL, PROV
from csto_graph.wikidata.rdf_records import (
    ABOUT,
    ENTITY,
    FIRST,
    NODE,
    SECURE,
    Nodes,
    entity_of,
    name_of,
    node_name,
    role_of,
)
from csto_graph.wikidata.rdf_stream import triples
from csto_graph.wikidata.reading import Takes
from csto_graph.wikidata.records import WIKIDATA, Entity, id_of


def rdf_entities(path: Path, takes: Takes, limit: int) -> Iterator[Entity]:
    """The entities of an RDF file that ``takes`` keeps; as ``reading.read_entities``.

    ``takes`` is asked for one name after the other. Raises DataError where the file is not
    RDF; what was read before is lost then, for the parts of an entity may stand anywhere.
    """
    kept, redirects = _kept(path, takes, limit)
    yield from (Entity(id_of(old), redirect=id_of(new)) for old, new in redirects.items())
    nodes = _nodes(path, limit, kept) if kept else {}
    for iri in sorted(kept):
        said = nodes.get(iri, [])
        if not any(predicate in ABOUT for predicate, _ in said):
            yield entity_of(iri, said, nodes)


def _kept(path: Path, takes: Takes, limit: int) -> tuple[set[str], dict[str, str]]:
    """The entities that are kept, by one of their names or by their id; and who leads where."""
    kept: set[str] = set()
    redirects: dict[str, str] = {}
    asked = ""
    for subject, predicate, value in triples(path, limit):
        if predicate == f"{OWL}sameAs" and ENTITY.match(subject):
            if ENTITY.match(getattr(value, "value", "")):
                redirects[subject] = value.value
        elif subject in kept or subject[:2] == "_:":
            continue
        elif (name := name_of(predicate, value)) is not None:
            if takes(id_of(subject), (name,)):
                kept.add(subject)
        elif subject != asked and role_of(predicate)[0] in ("", "direct"):
            asked = subject
            if ENTITY.match(subject) and takes(id_of(subject), ()):
                kept.add(subject)
    return kept, redirects


def _nodes(path: Path, limit: int, kept: set[str]) -> Nodes:
    """Everything said of the kept entities, their statements, and the values of these."""
    nodes: Nodes = defaultdict(list)
    wanted, done = set(kept), set[str]()
    while wanted:
        first = not done
        found = set()
        for subject, predicate, value in triples(path, limit):
            if subject in done:
                continue
            if subject in wanted or (first and _owner(subject, kept)):
                found.add(subject)
                nodes[subject].append((predicate, value))
        done |= found | wanted
        wanted = {
            node
            for subject in found
            for predicate, value in nodes[subject]
            if (node := _linked(predicate, value)) is not None and node not in done
        }
    return nodes


def _linked(predicate: str, value: Any) -> str | None:
    """The statement, value or reference node that a triple leads to."""
    role, _ = role_of(predicate)
    if predicate == f"{PROV}wasDerivedFrom" or role == "" or role.endswith("value"):
        return node_name(value)
    if role in ("statement", "qualifier", "reference") and FIRST.match(predicate):
        # The first exports have no other property for a value that is a node.
        name = node_name(value)
        return name if name is not None and not ENTITY.match(name) else None
    return None


def _owner(subject: str, kept: set[str]) -> bool:
    """Whether a node is by its name a statement of a kept entity."""
    match = NODE.match(subject)
    if match is None:
        return False
    name = match[1].upper()
    return f"{WIKIDATA}{name}" in kept or f"{SECURE}{name}" in kept
