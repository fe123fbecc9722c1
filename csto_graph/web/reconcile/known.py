"""What can be matched: the nodes with their names and classes, the classes, the properties."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from csto_graph.entities import folded
from csto_graph.namespaces import BASE, CSTO, OWL, RDF, RDFS, SKOS, curie, expand, short

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.wikidata.names import NameIndex

# What is only there to hold a statement, or to resolve one, has no name that people look for.
_NEVER = ("claim", "list", "speaker", "statement")
# Properties that only serve the machinery of claims and their resolution.
_MACHINERY = {
    CSTO + name
    for name in (
        "assumes", "attests", "contestedBy", "decidedBy", "document", "earliest", "evidence",
        "latest", "listedFrom", "notStated", "omits", "passage", "resolvedBy", "value",
    )
} | {f"{RDF}type", f"{RDFS}isDefinedBy"}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A class or property: its IRI, label and definition."""

    iri: str
    label: str
    definition: str = ""


class Catalogue:
    """What can be matched in one graph; each part is looked up when it is first needed."""

    def __init__(self, graph: Graph) -> None:
        """Nothing is looked up yet."""
        self.graph = graph

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of each node that can be matched."""
        rows = self._rows(f"""SELECT ?node ?label WHERE {{ ?node rdfs:label ?label
            FILTER(STRSTARTS(STR(?node), "{BASE}") && !STRSTARTS(STR(?node), "{CSTO}")) }}""")
        found: dict[str, str] = {}
        for row in rows:
            iri = row["node"].value
            if "#" not in iri and short(iri).partition(":")[0] not in _NEVER:
                found.setdefault(iri, row["label"].value)
        return found

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """Every name of each node, as it is written."""
        found: dict[str, set[str]] = {iri: {label} for iri, label in self.labels.items()}
        rows = self._rows("""SELECT ?node ?name WHERE {
            ?node skos:altLabel|csto:nameAsPrinted|dct:identifier ?name }""")
        for row in rows:
            if row["node"].value in found:
                found[row["node"].value].add(row["name"].value)
        return found

    @cached_property
    def spelt(self) -> dict[str, set[str]]:
        """The nodes that have a name, by the folded name."""
        found: dict[str, set[str]] = defaultdict(set)
        for iri, names in self.names.items():
            for name in names:
                found[folded(name)].add(iri)
        found.pop("", None)
        return dict(found)

    @cached_property
    def called(self) -> dict[str, set[str]]:
        """The same, and by IRI, short name, id, and identifiers in other data as well."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, nodes in self.spelt.items():
            found[name] |= nodes
        for iri in self.labels:
            for name in (short(iri), id_of(iri), iri):
                found[folded(name)].add(iri)
        for row in self._rows(f"SELECT ?node ?other WHERE {{ ?node <{SKOS}exactMatch> ?other }}"):
            iri, other = row["node"].value, row["other"].value
            if iri in self.labels:
                for name in (other, short(other), short(other).partition(":")[2]):
                    found[folded(name)].add(iri)
        found.pop("", None)
        return dict(found)

    @cached_property
    def index(self) -> NameIndex:
        """The names, to be compared with others."""
        from csto_graph.wikidata.names import NameIndex

        return NameIndex(self.names)

    @cached_property
    def classes(self) -> dict[str, Term]:
        """Every class of the ontology, by IRI."""
        return self._terms("?term a owl:Class .")

    @cached_property
    def properties(self) -> dict[str, Term]:
        """Every property that nodes have, by IRI, but for what only serves the machinery."""
        found = self._terms(f"?term a ?kind FILTER(?kind IN (<{OWL}ObjectProperty>, "
                            f"<{OWL}DatatypeProperty>))")  # fmt: skip
        others = {
            f"{RDFS}label": "label",
            f"{SKOS}altLabel": "other name",
            f"{SKOS}exactMatch": "the same in other data",
        }
        return {iri: t for iri, t in found.items() if iri not in _MACHINERY} | {
            iri: Term(iri, label) for iri, label in others.items()
        }

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """Every class of the ontology that a node has."""
        found: dict[str, set[str]] = {iri: set() for iri in self.labels}
        for row in self._rows("SELECT ?node ?kind WHERE { ?node a ?kind }"):
            node, kind = row["node"].value, row["kind"].value
            if node in found and kind in self.classes:
                found[node].add(kind)
        return {iri: frozenset(kinds) for iri, kinds in found.items()}

    @cached_property
    def broader(self) -> dict[str, set[str]]:
        """The classes that each class is below of, itself left out."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._rows("SELECT ?one ?two WHERE { ?one rdfs:subClassOf+ ?two }"):
            if row["one"].value != row["two"].value:
                found[row["one"].value].add(row["two"].value)
        return found

    def narrowest(self, iri: str) -> list[str]:
        """The classes of a node that have none of its others below them."""
        kinds = self.kinds[iri]
        wider = {wide for kind in kinds for wide in self.broader.get(kind, ())}
        return sorted(kinds - wider, key=lambda kind: self.classes[kind].label)

    @cached_property
    def used(self) -> dict[str, Counter[str]]:
        """How many nodes of each class ('' for any) have each property."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self._rows("SELECT DISTINCT ?node ?p WHERE { ?node ?p ?o }"):
            node, prop = row["node"].value, row["p"].value
            if node in self.labels and prop in self.properties:
                for kind in ("", *self.kinds[node]):
                    found[kind][prop] += 1
        return found

    def node(self, given: str) -> str | None:
        """The IRI of a node from its id, short name or IRI."""
        for iri in (f"{BASE}{given}", expand(given), given):
            if iri in self.labels:
                return iri
        return None

    def kind(self, given: str) -> str | None:
        """The IRI of a class from its id, short name or IRI."""
        return _term(given, self.classes)

    def property(self, given: str) -> str | None:
        """The IRI of a property from its id, short name or IRI."""
        return _term(given, self.properties)

    def type_of(self, iri: str) -> dict[str, str]:
        """A class as the protocol gives it."""
        return {"id": id_of(iri), "name": self.classes[iri].label}

    def _terms(self, pattern: str) -> dict[str, Term]:
        rows = self._rows(f"""SELECT ?term ?label ?definition WHERE {{
            ?term rdfs:label ?label . OPTIONAL {{ ?term <{SKOS}definition> ?definition }}
            {pattern} FILTER(STRSTARTS(STR(?term), "{CSTO}")) }}""")
        found: dict[str, Term] = {}
        for row in rows:
            defined = row["definition"].value if row["definition"] is not None else ""
            term = Term(row["term"].value, row["label"].value, defined)
            found.setdefault(term.iri, term)
        return found

    def _rows(self, query: str) -> Any:
        return self.graph.run(query)


def id_of(iri: str) -> str:
    """The id of a node (its path), or of a class or property (its local name).

    >>> id_of("https://w3id.org/csto-graph/state/uzbekistan")
    'state/uzbekistan'
    """
    for space in (CSTO, BASE):
        if iri.startswith(space):
            return iri.removeprefix(space)
    return curie(iri) or iri


def _term(given: str, known: dict[str, Term]) -> str | None:
    for iri in (f"{CSTO}{given}", expand(given), given):
        if iri in known:
            return iri
    return None
