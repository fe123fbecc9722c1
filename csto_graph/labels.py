"""Labels in our own words, generated from the parts of what they label."""

from __future__ import annotations

from csto_graph.claims import Claim
from csto_graph.namespaces import CSTO, DCT, OA
from csto_graph.nodes import Nodes


def citation(nodes: Nodes, document: str) -> str:
    """A document in two words: publisher and date of issue, as in ``TASS 2017-11-30``."""
    publisher = nodes.one(document, f"{DCT}publisher")
    issued = nodes.one(document, f"{DCT}issued") or "undated"
    return f"{nodes.label(publisher) if publisher else 'Unknown publisher'} {issued}"


def passage_label(nodes: Nodes, passage: str) -> str:
    """A passage as document and position, as in ``TASS 2017-11-30, characters 12 to 40``."""
    document = nodes.one(passage, f"{OA}hasSource")
    start, end = (nodes.one(passage, CSTO + name) for name in ("startOffset", "endOffset"))
    return f"{citation(nodes, document) if document else 'Unknown'}, characters {start} to {end}"


def claim_label(nodes: Nodes, claim: Claim) -> str:
    """A claim as a line: who says it, of what, which property, which value, how sure."""
    value = claim.value.value
    shown = nodes.label(value) if value in nodes.of else value
    notes = [note for note in (claim.modality, claim.stance, claim.basis) if note in _TELLING]
    suffix = f" ({', '.join(_TELLING[note] for note in notes)})" if notes else ""
    subject, predicate = nodes.label(claim.subject), nodes.label(claim.predicate)
    return f"{citation(nodes, claim.document)}: {subject}: {predicate}: {shown}{suffix}"


_TELLING = {
    "Planned": "planned",
    "Hoped": "hoped for",
    "Denies": "denied",
    "Inferred": "inferred",
}
