"""What changes between two graphs that were built by different settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csto_graph.errors import UnknownEntityError
from csto_graph.queries import Query, query_files, read_query

if TYPE_CHECKING:
    from csto_graph.graph import Graph

_VALUES = """
SELECT ?node ?predicate (GROUP_CONCAT(?shown; separator=", ") AS ?values)
  (SAMPLE(?label) AS ?rule)
WHERE {
  ?value a csto:ResolvedValue ;
    rdf:subject ?node ;
    rdf:predicate ?predicate ;
    rdf:object ?object ;
    csto:decidedBy/rdfs:label ?label .
  ?predicate a csto:SingleValuedProperty .
  OPTIONAL { ?object rdfs:label ?name }
  BIND(STR(COALESCE(?name, ?object)) AS ?shown)
}
GROUP BY ?node ?predicate
ORDER BY ?node ?predicate
"""

NONE = ("not stated", "")


@dataclass(frozen=True)
class Change:
    """One property of one node, its values in two graphs, and the rule of the second.

    Everything is text to be shown: labels where there are any.
    """

    node: str
    predicate: str
    one: str
    two: str
    rule: str


def changed_values(one: Graph, two: Graph) -> list[Change]:
    """The single-valued properties that have other values in the second graph."""
    before, after = _values(one), _values(two)
    return [
        Change(
            one.label(node) or node,
            one.label(predicate) or predicate,
            before.get((node, predicate), NONE)[0],
            *after.get((node, predicate), NONE),
        )
        for node, predicate in sorted(before.keys() | after.keys())
        if before.get((node, predicate), NONE)[0] != after.get((node, predicate), NONE)[0]
    ]


def _values(graph: Graph) -> dict[tuple[str, str], tuple[str, str]]:
    solutions: Any = graph.run(_VALUES)
    return {
        (row["node"].value, row["predicate"].value): (
            ", ".join(sorted(row["values"].value.split(", "))),
            row["rule"].value,
        )
        for row in solutions
    }


def changed_queries(one: Graph, two: Graph) -> list[str]:
    """The canned queries whose answers differ, with the examples of their parameters."""
    changed = []
    for path in query_files().values():
        query = read_query(path)
        given = {p.name: p.example for p in query.parameters if not p.optional}
        if _answer(one, query, given) != _answer(two, query, given):
            options = [f"--{name} {value}" for name, value in given.items()]
            changed.append(" ".join([query.name, *options]))
    return changed


def _answer(graph: Graph, query: Query, given: dict[str, str]) -> list[tuple[str, ...]]:
    try:
        solutions: Any = graph.ask(query, given)
    except UnknownEntityError:  # what the example names is gone with its document
        return []
    return sorted(
        tuple(" ".join(sorted(str(value.value if value else "").split(" "))) for value in row)
        for row in solutions
    )
