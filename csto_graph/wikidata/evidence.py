"""What sources say of a node in the published graph: values, and the claims behind each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from csto_graph.files import read_text
from csto_graph.namespaces import CSTO, PROV, RDF, RDFS, SKOS
from csto_graph.nodes import Nodes

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.triples import Statement


_ITEM = re.compile(r"http://www\.wikidata\.org/entity/(Q[1-9][0-9]*)\Z")


@dataclass(frozen=True)
class Said:
    """One value of a property, as an IRI or text, and the claims for it.

    ``disputed`` if some claim speaks against it, ``turned_down`` if the policy decided for
    another value. A value without claims was authored, as who and which of a situation are.
    """

    value: str
    claims: frozenset[str] = frozenset()
    disputed: bool = False
    turned_down: bool = False


def evidence_of(graph: Graph, modality: str = "Happened") -> Evidence:
    """What a published graph says, from the file that the build wrote."""
    from pyoxigraph import DefaultGraph, RdfFormat, parse

    quads = parse(read_text(graph.nquads()), format=RdfFormat.N_QUADS)
    triples = (quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph))
    return Evidence(cast("Iterable[Statement]", triples), modality)


class Evidence:
    """The published graph, asked for what is said with one modality (``Happened`` …)."""

    def __init__(self, triples: Iterable[Statement], modality: str) -> None:
        """Index the triples of the default graph."""
        self.nodes = Nodes(triples)
        self.modality = modality
        self.naming = set(self.nodes.of_type(f"{CSTO}NamingProperty"))
        self.single = set(self.nodes.of_type(f"{CSTO}SingleValuedProperty"))
        self._narrower: dict[str, list[str]] = defaultdict(list)
        for term in list(self.nodes.of):
            for above in self.nodes.values(term, f"{RDFS}subPropertyOf"):
                if above.value != term:
                    self._narrower[above.value].append(term)
        self._claims: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
        for claim in self.nodes.of_type(f"{CSTO}Claim"):
            about = self.nodes.one(claim, f"{RDF}subject"), self.nodes.one(claim, f"{RDF}predicate")
            self._claims[about].append(claim)

    def said(self, node: str, predicate: str) -> list[Said]:
        """The resolved values of a property, those that every source denies left out.

        A date that sources dispute without a decision is not said by any of them as the
        policy bounds it: there, each value is given as its source has it.
        """
        found: list[Said] = []
        for resolved in self._resolved(node):
            if self.nodes.one(resolved, f"{RDF}predicate") != predicate:
                continue
            value = self.nodes.one(resolved, f"{RDF}object") or ""
            claims = self._iris(resolved, f"{PROV}wasDerivedFrom")
            disputed = self._is(resolved, "agreement", "Disputed")
            if disputed and self._is(resolved, "decidedBy", "Hull"):
                found += self._by_value(claims, turned_down=False)
            else:
                found.append(Said(value, claims, disputed))
        if predicate in self.single and any(one.disputed for one in found):
            known = frozenset().union(*(one.claims for one in found))
            others = {c for c in self._claims[node, predicate] if self._affirms(c)} - known
            found += self._by_value(others, turned_down=True)
        return found

    def authored(self, node: str, predicate: str) -> list[Said]:
        """The values that a node was authored to have, without those that a reasoner added."""
        wider = {
            value.value
            for narrower in self._narrower[predicate]
            for value in self.nodes.values(node, narrower)
        }
        return [
            Said(value.value)
            for value in self.nodes.values(node, predicate)
            if value.value not in wider
        ]

    def existence(self, node: str) -> frozenset[str]:
        """Every claim for something about a node, names apart: it is, or was, so."""
        support = (
            self._iris(resolved, f"{PROV}wasDerivedFrom")
            for resolved in self._resolved(node)
            if self.nodes.one(resolved, f"{RDF}predicate") not in self.naming
        )
        return frozenset().union(*support)

    def disputed_beside(self, node: str, predicates: Iterable[str]) -> bool:
        """Whether anything said of a node is disputed, these properties apart."""
        apart = set(predicates)
        return any(
            self._is(resolved, "agreement", "Disputed")
            and self.nodes.one(resolved, f"{RDF}predicate") not in apart
            for resolved in self._resolved(node)
        )

    def documents(self, claims: Iterable[str]) -> list[str]:
        """The documents of claims or lists, the earliest first."""
        found = {self.nodes.one(claim, f"{CSTO}document") for claim in claims}
        return sorted(
            (document for document in found if document),
            key=lambda d: (self.nodes.one(d, f"{CSTO}earliest") or "", d),
        )

    def opponents(self, claims: frozenset[str]) -> list[str]:
        """The documents that speak against some of these claims elsewhere than in them."""
        against = frozenset().union(*(self._iris(c, f"{CSTO}contradicts") for c in claims))
        return self.documents(against - claims)

    def announced_only(self, node: str) -> bool:
        """Whether a node is known from plans alone."""
        return f"{CSTO}AnnouncedOnly" in self.nodes.types(node)

    def is_situation(self, node: str) -> bool:
        """Whether a node is a situation, which who and which of it make what it is."""
        return f"{CSTO}Situation" in self.nodes.types(node)

    def is_so(self, node: str) -> bool:
        """Whether a node is a situation of the modality asked for."""
        return self.is_situation(node) and self._is(node, "modality", self.modality)

    def of_document(self, document: str, predicate: str) -> list[str]:
        """What a document has for a property; for ``csto:document``, itself."""
        if predicate == f"{CSTO}document":
            return [document]
        return [value.value for value in self.nodes.values(document, predicate)]

    def item(self, node: str) -> str:
        """The id of the Wikidata item that a node is linked to, or the node's own IRI."""
        links = self._iris(node, f"{SKOS}exactMatch")
        return min((match[1] for link in links if (match := _ITEM.match(link))), default=node)

    def _resolved(self, node: str) -> list[str]:
        """The resolved values of a node that hold, with the modality asked for."""
        return [
            value.value
            for value in self.nodes.values(node, f"{CSTO}value")
            if not self._is(value.value, "stance", "Denies")
            and (
                self._is(value.value, "modality", self.modality)
                # A name is a name, in a plan too.
                or self.nodes.one(value.value, f"{RDF}predicate") in self.naming
            )
        ]

    def _by_value(self, claims: Iterable[str], *, turned_down: bool) -> list[Said]:
        same: dict[str, set[str]] = defaultdict(set)
        for claim in sorted(claims):
            same[self.nodes.one(claim, f"{RDF}object") or ""].add(claim)
        return [Said(value, frozenset(of), True, turned_down) for value, of in same.items()]

    def _affirms(self, claim: str) -> bool:
        return self._is(claim, "stance", "Affirms") and self._is(claim, "modality", self.modality)

    def _is(self, node: str, predicate: str, name: str) -> bool:
        return self.nodes.one(node, CSTO + predicate) == CSTO + name

    def _iris(self, node: str, predicate: str) -> frozenset[str]:
        return frozenset(value.value for value in self.nodes.values(node, predicate))
