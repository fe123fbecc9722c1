"""Finding nodes by their names, in any spelling and with slips of the pen."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from csto_graph.entities import folded
from csto_graph.namespaces import BASE, CSTO, short

if TYPE_CHECKING:
    from csto_graph.graph import Graph

LONGEST = 200  # characters that are searched for
CLOSE = 0.72  # how alike a name must be to be suggested


@dataclass(frozen=True)
class Hit:
    """A node, the name by which it was found, and how well that fits (0 to 1)."""

    iri: str
    name: str
    score: float


class _Known:
    """A graph as a key of a cache: the same object, whatever it holds."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def __hash__(self) -> int:
        return id(self.graph)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.graph is self.graph


def matches(graph: Graph, text: str) -> list[Hit]:
    """The nodes that have all the words of a text in one of their names, best first."""
    wanted = folded(text[:LONGEST])
    words = wanted.split()
    best: dict[str, Hit] = {}
    for name, key, node in _names(_Known(graph)) if words else ():
        if all(word in key for word in words):
            hit = Hit(node, name, _fit(wanted, words, key))
            if node not in best or hit.score > best[node].score:
                best[node] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, len(hit.name), hit.iri))


def similar(graph: Graph, text: str) -> list[Hit]:
    """The nodes one of whose names, or a word of it, is spelt much like a text, best first."""
    wanted = folded(text[:LONGEST])
    best: dict[str, Hit] = {}
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for name, key, node in _names(_Known(graph)) if wanted else ():
        for part in {key, *key.split()}:
            if abs(len(part) - len(wanted)) > 0.5 * len(wanted) + 1:
                continue
            matcher.set_seq1(part)
            if matcher.real_quick_ratio() < CLOSE or matcher.quick_ratio() < CLOSE:
                continue
            ratio = matcher.ratio()
            if ratio >= CLOSE and (node not in best or ratio > best[node].score):
                best[node] = Hit(node, name, ratio)
    return sorted(best.values(), key=lambda hit: (-hit.score, len(hit.name), hit.iri))


def named(graph: Graph) -> list[str]:
    """Every node that has a name."""
    return sorted({node for _, _, node in _names(_Known(graph))})


def _fit(wanted: str, words: list[str], key: str) -> float:
    if key == wanted:
        return 1.0
    if key.startswith(wanted):
        return 0.9
    starts = key.split()
    if all(any(start.startswith(word) for start in starts) for word in words):
        return 0.8
    return 0.6


@lru_cache(maxsize=4)
def _names(known: _Known) -> tuple[tuple[str, str, str], ...]:
    """Every name of every node that has one, folded, with the node."""
    rows: Any = known.graph.run(f"""
        SELECT DISTINCT ?node ?name WHERE {{
          ?node rdfs:label|skos:altLabel|csto:nameAsPrinted|dct:identifier ?name
          FILTER(STRSTARTS(STR(?node), "{BASE}"))
          FILTER NOT EXISTS {{ ?node a ?kind FILTER(?kind IN (csto:Claim, csto:Passage)) }} }}""")
    found = []
    for row in rows:
        node, name = row["node"].value, row["name"].value
        found.append((name, folded(name), node))
        local = short(node).partition(":")[2].replace("-", " ")
        if not node.startswith(CSTO):
            found.append((name, folded(local), node))
    return tuple(sorted(set(found)))
