"""What is computed about claims and lists: documents, labels, contradictions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from csto_graph.claims import Claim, StateList
from csto_graph.labels import claim_label
from csto_graph.namespaces import CSTO, RDF, RDFS
from csto_graph.nodes import Nodes
from csto_graph.resolution import ResolvedNode
from csto_graph.triples import day, triple

if TYPE_CHECKING:
    from csto_graph.triples import Statement


def claimed(nodes: Nodes, resolved: ResolvedNode) -> Iterator[Statement]:
    """What is computed about the claims on one node: labels, days, contradictions."""
    from pyoxigraph import Literal

    for claim in resolved.claims:
        yield triple(claim.iri, f"{CSTO}document", claim.document)
        yield triple(claim.iri, f"{RDFS}label", Literal(claim_label(nodes, claim), language="en"))
        if claim.predicate == f"{CSTO}nameAsPrinted":
            yield triple(claim.iri, f"{CSTO}nameAsPrinted", claim.value)
        if claim.extent:
            yield from day(claim.iri, "earliest", claim.extent.whole.earliest)
            yield from day(claim.iri, "latest", claim.extent.whole.latest)
        if claim.listed_from:
            yield from _spelt_out(claim)
    for item in resolved.omitted_by:
        yield triple(item, f"{CSTO}omits", resolved.node)
    for one, two in resolved.contradictions:
        yield triple(one, f"{CSTO}contradicts", two)
        yield triple(two, f"{CSTO}contradicts", one)
    for finer, coarser in resolved.refinements:
        yield triple(finer, f"{CSTO}refines", coarser)


def listed(item: StateList) -> Iterator[Statement]:
    """What is computed about a list of states: its document and the days it speaks of."""
    yield triple(item.iri, f"{CSTO}document", item.document)
    if item.asof:
        yield from day(item.iri, "earliest", item.asof.whole.earliest)
        yield from day(item.iri, "latest", item.asof.whole.latest)


def _spelt_out(claim: Claim) -> Iterator[Statement]:
    yield triple(claim.iri, f"{RDF}type", f"{CSTO}Claim")
    yield triple(claim.iri, f"{RDF}subject", claim.subject)
    yield triple(claim.iri, f"{RDF}predicate", claim.predicate)
    yield triple(claim.iri, f"{RDF}object", claim.value)
    yield triple(claim.iri, f"{CSTO}evidence", claim.evidence)
    yield triple(claim.iri, f"{CSTO}stance", CSTO + claim.stance)
    yield triple(claim.iri, f"{CSTO}modality", CSTO + claim.modality)
    yield triple(claim.iri, f"{CSTO}basis", CSTO + claim.basis)
    if claim.listed_from:
        yield triple(claim.iri, f"{CSTO}listedFrom", claim.listed_from)
    if claim.speaker:
        yield triple(claim.iri, f"{CSTO}speaker", claim.speaker)
    if claim.rationale is not None:
        yield triple(claim.iri, f"{CSTO}rationale", claim.rationale)
