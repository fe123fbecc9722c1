"""What is computed about claims and lists: documents, labels, contradictions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from csto_graph.claims import Claim
from csto_graph.labels import claim_label
from csto_graph.loading import Authored
from csto_graph.namespaces import CSTO, RDF, RDFS
from csto_graph.resolution import Resolution
from csto_graph.triples import day, triple

if TYPE_CHECKING:
    from csto_graph.triples import Statement


def assertions(authored: Authored, resolution: Resolution) -> Iterator[Statement]:
    """What is computed about claims and lists: spelt-out claims, documents, contradictions."""
    from pyoxigraph import Literal

    nodes = authored.nodes
    in_use = {claim.iri for claim in authored.claims} | {item.iri for item in authored.lists}
    for claim in authored.claims:
        yield triple(claim.iri, f"{CSTO}document", claim.document)
        yield triple(claim.iri, f"{RDFS}label", Literal(claim_label(nodes, claim), language="en"))
        if claim.predicate == f"{CSTO}nameAsPrinted":
            yield triple(claim.iri, f"{CSTO}nameAsPrinted", claim.value)
        if claim.extent:
            yield from day(claim.iri, "earliest", claim.extent.whole.earliest)
            yield from day(claim.iri, "latest", claim.extent.whole.latest)
        if claim.listed_from:
            yield from _spelt_out(claim)
    for item in authored.lists:
        yield triple(item.iri, f"{CSTO}document", item.document)
        if item.asof:
            yield from day(item.iri, "earliest", item.asof.whole.earliest)
            yield from day(item.iri, "latest", item.asof.whole.latest)
        for node in resolution.omitted.get(item.iri, ()):
            yield triple(item.iri, f"{CSTO}omits", node)
    for one, two in resolution.contradictions:
        if one in in_use and two in in_use:
            yield triple(one, f"{CSTO}contradicts", two)
            yield triple(two, f"{CSTO}contradicts", one)
    for finer, coarser in resolution.refinements:
        yield triple(finer, f"{CSTO}refines", coarser)


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
