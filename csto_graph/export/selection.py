"""Which part of a graph is exported: a view of it, and what one node, document or period has.

docs/export.md defines the views and filters for users.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csto_graph.errors import ParameterError
from csto_graph.export.blocks import Block, block_at, graph_file, positions, read_blocks
from csto_graph.loading import is_ours
from csto_graph.namespaces import CSTO, PROV, RDFS

if TYPE_CHECKING:
    from csto_graph.graph import Graph

VIEWS = ("all", "resolved", "claims", "ontology")
CLAIM_CLASSES = frozenset(
    CSTO + name for name in ("Assertion", "Passage", "PageFurniture", "Document", "Speaker")
)
# From an assertion to all that it rests on.
PROVENANCE = tuple(
    CSTO + name for name in ("evidence", "document", "speaker", "relayedBy", "listedFrom")
)


@dataclass(frozen=True)
class Filter:
    """What to keep of a graph; ``None`` keeps all.

    ``document`` and ``about`` are nodes, by IRI, short name or label; ``since`` and
    ``until`` the first and last day of a period.
    """

    document: str | None = None
    about: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Selection:
    """The chosen blocks of a file: to be read in order, or looked up by their subject.

    ``nodes`` are the subjects kept (``None``: every one), ``named`` those kept with nothing
    but their labels.
    """

    path: Path
    view: str = "all"
    nodes: frozenset[str] | None = None
    named: frozenset[str] = field(default=frozenset())

    def __iter__(self) -> Iterator[Block]:
        """The chosen blocks, sorted by subject."""
        kept = (self.chosen(block) for block in read_blocks(self.path))
        return (block for block in kept if block is not None)

    def chosen(self, block: Block) -> Block | None:
        """What is kept of a block; ``None`` for nothing."""
        within = self.nodes is None or block.subject in self.nodes
        if within and self.view in ("all", view_of(block)):
            return block
        return block.only(f"{RDFS}label") if block.subject in self.named else None

    def get(self, subject: str) -> Block | None:
        """What is kept of one subject; ``None`` for nothing."""
        return self._look_up(subject)

    @cached_property
    def _look_up(self) -> Callable[[str], Block | None]:
        places = positions(self.path)

        @lru_cache(maxsize=4096)
        def look_up(subject: str) -> Block | None:
            place = places.get(subject)
            return None if place is None else self.chosen(block_at(self.path, subject, place))

        return look_up


def view_of(block: Block) -> str:
    """The one view, other than all, that a block belongs to."""
    if not is_ours(block.subject):
        return "ontology"
    return "claims" if block.types & CLAIM_CLASSES else "resolved"


def select(graph: Graph, view: str = "all", chosen: Filter | None = None) -> Selection:
    """The part of a graph that a view and a filter keep.

    With more than one filter, only what all of them keep. Raises ParameterError for a view
    that does not exist, a period that ends before it begins or a selection without
    anything in it, UnknownEntityError for a node that is not there.
    """
    if view not in VIEWS:
        raise ParameterError(f"view: no view {view!r}; there is {', '.join(VIEWS)}")
    path = graph_file(graph)
    found = list(_filters(graph, chosen or Filter()))
    if not found:
        return Selection(path, view)
    nodes = frozenset.intersection(*found)
    kept = Selection(path, view, nodes)
    named = frozenset(_mentioned(kept))
    if not named:
        raise ParameterError(
            f"the view {view} holds nothing of what was asked for; try --view all, "
            "or fewer of --about, --document, --since and --until"
        )
    return Selection(path, view, nodes, named - nodes)


def _mentioned(blocks: Iterable[Block]) -> Iterator[str]:
    """The IRIs that some blocks name, as predicates, as objects and as datatypes."""
    for block in blocks:
        yield block.subject
        for predicate, values in block.properties.items():
            yield predicate
            yield from (value.value for value in values if not hasattr(value, "datatype"))


def _filters(graph: Graph, chosen: Filter) -> Iterator[frozenset[str]]:
    """The nodes that each filter in use keeps."""
    from csto_graph.entities import find_entity

    if chosen.about is not None:
        yield _about(graph, [find_entity(graph.engine, chosen.about, None, "about")])
    if chosen.document is not None:
        kind = f"{CSTO}Document"
        document = find_entity(graph.engine, chosen.document, kind, "document")
        said = _found(graph, f"SELECT DISTINCT ?s {{ GRAPH <{document}> {{ ?s ?p ?o }} }}")
        yield frozenset([document, *said])
    if chosen.since is not None or chosen.until is not None:
        yield _about(graph, situations_within(graph, chosen.since, chosen.until))


def _about(graph: Graph, nodes: Iterable[str]) -> frozenset[str]:
    """Nodes with their resolved values, the assertions about them and what these rest on."""
    kept: set[str] = set()
    todo: list[str] = []
    for node in nodes:
        values = graph.texts(node, f"{CSTO}value")
        todo += [node, *values]
        # Claims and resolved values have the node as subject; lists attest or omit it.
        todo += _found(graph, f"SELECT ?s {{ ?s rdf:subject|csto:attests|csto:omits <{node}> }}")
        for value in (node, *values):
            todo += graph.texts(value, f"{PROV}wasDerivedFrom")
            todo += graph.texts(value, f"{CSTO}contestedBy")
    while todo:
        node = todo.pop()
        if node not in kept:
            kept.add(node)
            todo += [iri for predicate in PROVENANCE for iri in graph.texts(node, predicate)]
    return frozenset(kept)


def _found(graph: Graph, query: str) -> list[str]:
    solutions: Any = graph.run(query)
    return [row[0].value for row in solutions]


def situations_within(graph: Graph, since: date | None, until: date | None) -> list[str]:
    """The situations that may have held, or taken place, on some day of a period.

    Both days belong to it. What no source bounds is possible, so that a situation without
    any date is in every period. Raises ParameterError if ``until`` is before ``since``.
    """
    if since is not None and until is not None and until < since:
        raise ParameterError(f"until: {until} is before since: {since}; swap the two")
    solutions: Any = graph.run("""
        SELECT ?s ?begin ?latest ?end WHERE { ?s a csto:Situation
          OPTIONAL { ?s csto:startEarliest|csto:earliest ?begin }
          OPTIONAL { ?s csto:latest ?latest } OPTIONAL { ?s csto:endLatest ?end } }""")
    # Days as text sort as days do, and a user's own that is none is no reason to fail.
    first, last = since.isoformat() if since else None, until.isoformat() if until else None
    kept = []
    for row in solutions:
        begin, latest, end = (
            None if row[name] is None else row[name].value for name in ("begin", "latest", "end")
        )
        over = first is not None and (
            (latest is not None and latest < first) or (end is not None and end <= first)
        )
        if not over and (last is None or begin is None or begin <= last):
            kept.append(row["s"].value)
    return list(dict.fromkeys(kept))
