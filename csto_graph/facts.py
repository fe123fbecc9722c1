"""What the graph says of a node: its resolved values, and the claims for and against each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csto_graph.namespaces import CSTO, PROV

if TYPE_CHECKING:
    from csto_graph.graph import Graph


@dataclass(frozen=True)
class Said:
    """A claim about a value: who says it where, and whether it speaks for or against.

    All but ``value`` and ``rationale`` are IRIs, '' where nothing is known; ``datatype`` is ''
    where the value is a node. ``omitted`` is true of a list that leaves the node out.
    """

    claim: str
    supports: bool
    value: str
    datatype: str
    stance: str
    modality: str
    basis: str
    document: str
    passage: str
    speaker: str
    rationale: str
    omitted: bool


@dataclass(frozen=True)
class Fact:
    """A resolved value of a node: property, value, how sure, by which rule, by which claims.

    ``datatype`` is '' where the value is a node; modality, agreement and rule are IRIs.
    """

    iri: str
    predicate: str
    value: str
    datatype: str
    modality: str
    agreement: str
    rule: str
    denied: bool
    claims: tuple[Said, ...]


def facts(graph: Graph, iri: str) -> list[Fact]:
    """The resolved values of a node, by property and value; the claims for it come first.

    ``iri`` must be the IRI of a node of the graph: it is put into a query as it is.
    """
    claims = _claims(graph, iri)
    solutions: Any = graph.run_forward(f"""
        SELECT ?value ?predicate ?object ?modality ?agreement ?rule ?stance WHERE {{
          <{iri}> csto:value ?value . ?value rdf:predicate ?predicate ; rdf:object ?object ;
            csto:modality ?modality ; csto:agreement ?agreement ; csto:decidedBy ?rule .
          OPTIONAL {{ ?value csto:stance ?stance }}
        }}""")
    found = [
        Fact(
            iri=row["value"].value,
            predicate=row["predicate"].value,
            value=row["object"].value,
            datatype=datatype_of(row["object"]),
            modality=row["modality"].value,
            agreement=row["agreement"].value,
            rule=row["rule"].value,
            denied=row["stance"] is not None and row["stance"].value == f"{CSTO}Denies",
            claims=tuple(claims.get(row["value"].value, ())),
        )
        for row in solutions
    ]
    # Engines order values of several datatypes each in its own way.
    return sorted(found, key=lambda fact: (fact.predicate, fact.datatype != "", fact.value))


def _claims(graph: Graph, iri: str) -> dict[str, list[Said]]:
    solutions: Any = graph.run_forward(f"""
        SELECT DISTINCT ?resolved ?link ?claim ?value ?stance ?modality ?basis ?document
          ?passage ?speaker ?rationale ?omitted WHERE {{
          <{iri}> csto:value ?resolved . ?resolved ?link ?claim .
          FILTER(?link IN (prov:wasDerivedFrom, csto:contestedBy))
          OPTIONAL {{ ?claim rdf:object ?value }}
          OPTIONAL {{ ?claim csto:stance ?stance }}
          OPTIONAL {{ ?claim csto:modality ?modality }}
          OPTIONAL {{ ?claim csto:basis ?basis }}
          OPTIONAL {{ ?claim csto:document ?document }}
          OPTIONAL {{ ?claim csto:evidence ?passage }}
          OPTIONAL {{ ?claim csto:speaker ?speaker }}
          OPTIONAL {{ ?claim csto:rationale ?rationale }}
          OPTIONAL {{ ?claim csto:attests ?any }}
          BIND(IF(BOUND(?any), "yes", "no") AS ?omitted)
        }}""")
    found: dict[str, list[Said]] = {}
    names = ("value", "stance", "modality", "basis", "document", "passage", "speaker", "rationale")
    for row in solutions:
        texts = {name: row[name].value if row[name] is not None else "" for name in names}
        said = Said(
            claim=row["claim"].value,
            supports=row["link"].value == f"{PROV}wasDerivedFrom",
            datatype=datatype_of(row["value"]),
            omitted=row["omitted"].value == "yes",
            **texts,
        )
        known = found.setdefault(row["resolved"].value, [])
        if said.claim not in {other.claim for other in known if other.supports == said.supports}:
            known.append(said)
    for known in found.values():
        known.sort(key=lambda said: (not said.supports, said.claim))
    return found


def datatype_of(term: Any) -> str:
    """The IRI of a term's datatype; '' for a node, or where there is no term."""
    datatype = getattr(term, "datatype", None)
    return datatype.value if datatype is not None else ""
