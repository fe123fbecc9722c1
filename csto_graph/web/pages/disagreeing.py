"""Claims that cannot be true together, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csto_graph.facts import datatype_of
from csto_graph.namespaces import CSTO
from csto_graph.web.pages.reader import Link, Note, Reader
from csto_graph.web.pages.statements import claim_name, value_link


@dataclass(frozen=True)
class Side:
    """What one claim says, and where."""

    value: Link
    denies: bool
    term: Link | None
    claim: Link
    document: Link
    note: Note


@dataclass(frozen=True)
class Disagreement:
    """Two claims about one node that contradict each other."""

    subject: Link
    term: Link
    sides: tuple[Side, Side]
    anchor: str

    @property
    def same_document(self) -> bool:
        """Whether a document contradicts itself."""
        return self.sides[0].document == self.sides[1].document


def disagreements(reader: Reader, about: str | None = None) -> list[Disagreement]:
    """The disagreements in the graph, or those about a node and about what names it."""
    narrowed = ""
    if about is not None:
        narrowed = f"""{{ BIND(<{about}> AS ?subject) }} UNION
          {{ ?subject ?part <{about}> FILTER(STRSTARTS(STR(?part), STR(csto:))) }}"""
    rows: Any = reader.graph.run(f"""
        SELECT DISTINCT ?subject ?one ?other ?property ?property2 ?object1 ?object2 ?stance1
          ?stance2 ?document1 ?document2 ?passage1 ?passage2 ?omitted WHERE {{
          {narrowed}
          ?one rdf:subject ?subject ; csto:contradicts ?other ; rdf:predicate ?property ;
            rdf:object ?object1 ; csto:stance ?stance1 ; csto:document ?document1 ;
            csto:evidence ?passage1 .
          ?other csto:document ?document2 ; csto:stance ?stance2 ; rdf:predicate ?property2 ;
            rdf:object ?object2 ; csto:evidence ?passage2 .
          BIND(EXISTS {{ ?other csto:omits ?subject }} AS ?omitted)
          FILTER(?omitted || STR(?one) < STR(?other))
        }} ORDER BY ?subject ?property ?one ?other""")
    found = sorted(rows, key=lambda row: row["subject"].value != about)  # its own come first
    reader.prepare(
        row[name].value for row in found for name in ("subject", "property", "object1", "object2")
    )
    return [_disagreement(reader, row) for row in found]


def _disagreement(reader: Reader, row: Any) -> Disagreement:
    first = _side(reader, row, "one", "1", None)
    other_property = row["property2"].value
    differs = other_property != row["property"].value and row["omitted"].value != "true"
    second = _side(reader, row, "other", "2", other_property if differs else None)
    return Disagreement(
        subject=reader.link(row["subject"].value),
        term=reader.link(row["property"].value),
        sides=(first, second),
        anchor=f"{first.claim.text}-{second.claim.text}".replace("#", "-"),
    )


def _side(reader: Reader, row: Any, claim: str, number: str, term: str | None) -> Side:
    stated = row[f"object{number}"]
    value = value_link(reader, stated.value, datatype_of(stated))
    if number == "2" and row["omitted"].value == "true":
        value = Link("left out of a list that its source calls complete")
    return Side(
        value=value,
        denies=row[f"stance{number}"].value == f"{CSTO}Denies",
        term=reader.link(term) if term else None,
        claim=reader.link(row[claim].value, claim_name(row[claim].value)),
        document=reader.link(
            row[f"document{number}"].value, reader.citation(row[f"document{number}"].value)[0]
        ),
        note=reader.note(row[f"passage{number}"].value),
    )
