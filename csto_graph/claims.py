"""The authored data as records: nodes with their values, and claims about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csto_graph.dates import Extent, extent
from csto_graph.errors import DataError
from csto_graph.namespaces import BASE, CSTO, EDTF, OA, RDF, short
from csto_graph.nodes import Nodes

if TYPE_CHECKING:
    from pyoxigraph import Literal

    from csto_graph.triples import Value

STRENGTH = ("Happened", "Planned", "Hoped")  # strongest first


@dataclass(frozen=True, slots=True)
class Claim:
    """One source saying one thing: subject, predicate and value, with who says it and how.

    ``document``, ``subject`` and ``predicate`` are IRIs; ``stance``, ``modality`` and
    ``basis`` are local names of the ontology (``Affirms``, ``Planned``, ``Stated`` …).
    """

    iri: str
    subject: str
    predicate: str
    value: Value
    evidence: str
    document: str
    stance: str
    modality: str
    basis: str
    speaker: str | None = None
    rationale: Literal | None = None
    listed_from: str | None = None

    @property
    def extent(self) -> Extent | None:
        """The days that the value spans, if it is a date."""
        datatype = getattr(self.value, "datatype", None)
        return extent(self.value.value) if datatype and datatype.value == EDTF else None


@dataclass(frozen=True)
class StateList:
    """A list that a source gives: the situations it attests, and whether it is complete."""

    iri: str
    attests: tuple[str, ...]
    scope: str
    closed: bool
    document: str
    predicate: str
    asof: Extent | None


def read_lists(nodes: Nodes) -> list[StateList]:
    """Every list of states in the data."""
    lists = []
    for iri in nodes.of_type(*(CSTO + n for n in ("StateList", "MemberList", "PartyList"))):
        spelt = _claim(nodes, iri, iri)
        attests = tuple(value.value for value in nodes.values(iri, f"{CSTO}attests"))
        scope = _required(nodes, iri, f"{CSTO}scope")
        closed = nodes.one(iri, f"{CSTO}closed") == "true"
        document, predicate = spelt.document, spelt.predicate
        lists.append(StateList(iri, attests, scope, closed, document, predicate, spelt.extent))
    return lists


def read_claims(nodes: Nodes) -> list[Claim]:
    """Every claim in the data, with those that its lists spell out.

    A list of members also says of each situation that it has the status of full member:
    a source that counts a state among the members without restriction says just that.
    Raises DataError for a claim that lacks a part (``csto-graph validate`` says more).
    """
    claims = [
        _claim(nodes, iri, _required(nodes, iri, f"{RDF}subject"))
        for iri in nodes.of_type(f"{CSTO}Claim")
    ]
    for iri in nodes.of_type(f"{CSTO}StateList", f"{CSTO}PartyList", f"{CSTO}MemberList"):
        for attested in nodes.values(iri, f"{CSTO}attests"):
            claims += _spelt_out(nodes, iri, attested.value)
    return claims


def _spelt_out(nodes: Nodes, iri: str, situation: str) -> Iterator[Claim]:
    from pyoxigraph import NamedNode

    name = f"{iri}#{situation.removeprefix(BASE).partition('/')[2]}"
    claim = replace(_claim(nodes, iri, situation), iri=name, listed_from=iri)
    yield claim
    if f"{CSTO}MemberList" in nodes.types(iri):
        status = NamedNode(f"{CSTO}FullMember")
        yield replace(claim, iri=f"{name}-status", predicate=f"{CSTO}status", value=status)


def _claim(nodes: Nodes, iri: str, subject: str) -> Claim:
    from pyoxigraph import Literal

    evidence = _required(nodes, iri, f"{CSTO}evidence")
    _required(nodes, iri, f"{RDF}object")
    reasons = [v for v in nodes.values(iri, f"{CSTO}rationale") if isinstance(v, Literal)]
    return Claim(
        iri=iri,
        subject=subject,
        predicate=_required(nodes, iri, f"{RDF}predicate"),
        value=nodes.values(iri, f"{RDF}object")[0],
        evidence=evidence,
        document=_required(nodes, evidence, f"{OA}hasSource"),
        stance=_required(nodes, iri, f"{CSTO}stance").removeprefix(CSTO),
        modality=_required(nodes, iri, f"{CSTO}modality").removeprefix(CSTO),
        basis=_required(nodes, iri, f"{CSTO}basis").removeprefix(CSTO),
        speaker=nodes.one(iri, f"{CSTO}speaker"),
        rationale=reasons[0] if reasons else None,
    )


def _required(nodes: Nodes, node: str, predicate: str) -> str:
    value = nodes.one(node, predicate)
    if value is None:
        raise DataError(
            f"{short(node)} has no {short(predicate)}; run 'csto-graph validate' for all findings"
        )
    return value
