"""The authored data as records: nodes with their values, and claims about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csto_graph.dates import Extent, bounds, extent
from csto_graph.errors import DataError
from csto_graph.namespaces import BASE, CSTO, DCT, EDTF, OA, OWL, RDF, RDFS, SKOS, short
from csto_graph.triples import is_blank, triple

if TYPE_CHECKING:
    from datetime import date

    from pyoxigraph import Literal

    from csto_graph.triples import Statement, Value

_NOTHING: dict[str, list[Value]] = {}
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


class Nodes:
    """Authored triples by subject and predicate, in the order of the files."""

    def __init__(self, triples: Iterable[Statement]) -> None:
        """Index the triples; what has a blank node as its subject is passed over."""
        self.of: dict[str, dict[str, list[Value]]] = {}
        # Terms that occur often are kept once, which halves the memory of a large graph.
        names: dict[str, str] = {}
        terms: dict[Value, Value] = {}
        for statement in triples:
            if is_blank(statement.subject):
                continue
            predicate, value = statement.predicate.value, statement.object
            of = self.of.setdefault(statement.subject.value, {})
            of.setdefault(names.setdefault(predicate, predicate), []).append(
                terms.setdefault(value, value)
            )

    def values(self, node: str, predicate: str) -> list[Value]:
        """Every value of one property of one node."""
        return self.of.get(node, _NOTHING).get(predicate, [])

    def about(self, node: str) -> Iterator[Statement]:
        """The triples that have a node as their subject."""
        for predicate, values in self.of.get(node, _NOTHING).items():
            for value in values:
                yield triple(node, predicate, value)

    def one(self, node: str, predicate: str) -> str | None:
        """The IRI or text of the first value; ``None`` where there is none."""
        return next((value.value for value in self.values(node, predicate)), None)

    def types(self, node: str) -> set[str]:
        """The IRIs of the classes that a node is authored to have."""
        return {value.value for value in self.values(node, f"{RDF}type")}

    def of_type(self, *classes: str) -> Iterator[str]:
        """The nodes with one of these classes, in the order of the files."""
        wanted = set(classes)
        return (node for node in self.of if wanted & self.types(node))

    def label(self, node: str) -> str:
        """The preferred label of a node or term, or its short name."""
        names = (self.one(node, f"{SKOS}prefLabel"), self.one(node, f"{RDFS}label"))
        return next((name for name in names if name), short(node))


def subclasses(nodes: Nodes, of: str) -> set[str]:
    """A class of the ontology and everything below it."""
    below: dict[str, set[str]] = defaultdict(set)
    for term in nodes.of_type(f"{OWL}Class"):
        for parent in nodes.values(term, f"{RDFS}subClassOf"):
            below[parent.value].add(term)
    found, todo = {of}, [of]
    while todo:
        for term in below[todo.pop()] - found:
            found.add(term)
            todo.append(term)
    return found


def superclasses(nodes: Nodes, of: str) -> set[str]:
    """Everything above a class of the ontology, the class itself left out."""
    found: set[str] = set()
    todo = [of]
    while todo:
        wider = {value.value for value in nodes.values(todo.pop(), f"{RDFS}subClassOf")} - found
        found |= wider
        todo += wider
    return found - {of}


def issued(nodes: Nodes, document: str) -> tuple[date | None, date | None]:
    """The first and last day on which a document may have been published."""
    text = nodes.one(document, f"{DCT}issued")
    period = bounds(text) if text else None
    return (period.earliest, period.latest) if period else (None, None)


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
