"""The page of a node: what it is, what is said of it, and what else speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csto_graph.facts import datatype_of, facts
from csto_graph.namespaces import BASE, CSTO, RDFS, SKOS, short
from csto_graph.web.pages.disagreeing import disagreements
from csto_graph.web.pages.incoming import incoming
from csto_graph.web.pages.lead import lead, period
from csto_graph.web.pages.membership_chart import membership_chart
from csto_graph.web.pages.reader import Link, Reader, local
from csto_graph.web.pages.standings import standings
from csto_graph.web.pages.statements import Row, ShownFact, is_naming, shown_facts, value_link

if TYPE_CHECKING:
    from csto_graph.triples import Value

Outgoing = dict[str, list["Value"]]

# The kinds of nodes that a timeline of memberships may be about.
CHARTED = {"state", "org", "treaty", "membership", "party"}
# What the page says in another way, or what only the machinery needs.
ELSEWHERE = {
    CSTO + name
    for name in (
        "agreement", "assumes", "contestedBy", "earliest", "endEarliest", "endLatest",
        "lastAttested", "latest", "modality", "notStated", "omits", "passage", "resolvedBy",
        "startEarliest", "startLatest", "value", "attests", "evidence", "document", "sha256",
    )
}  # fmt: skip


def entity_context(reader: Reader, iri: str) -> dict[str, Any]:
    """What the template ``node.html`` needs for a node of the graph."""
    said = outgoing(reader, iri)
    kinds = kinds_of(reader, iri)
    found = facts(reader.graph, iri)
    rows = shown_facts(reader, (fact for fact in found if not is_naming(fact.predicate)))
    names = shown_facts(reader, (fact for fact in found if is_naming(fact.predicate)))
    told = {(fact.predicate, fact.value) for fact in found}
    alike = values(said, f"{SKOS}exactMatch")
    agreement = first(said, f"{CSTO}agreement")
    return {
        "title": reader.label(iri),
        "iri": iri,
        "short": short(iri),
        "kinds": [reader.link(kind) for kind in kinds],
        "announced": is_announced(reader, iri),
        "lead": lead(reader, iri, kinds, said),
        "period": period(said),
        "assumes": [
            (reader.link(term), reader.graph.text(term, f"{SKOS}definition") or "")
            for term in values(said, f"{CSTO}assumes")
        ],
        "agreement": reader.label(agreement) if agreement else "",
        "policy": reader.link(p) if (p := first(said, f"{CSTO}resolvedBy")) else None,
        "identity": _plain_rows(reader, said, told),
        "rows": rows,
        "names": names,
        "also_called": sorted(set(values(said, f"{SKOS}altLabel"))),
        "remarks": values(said, f"{SKOS}note") + values(said, f"{RDFS}comment"),
        "not_stated": [reader.link(term) for term in sorted(values(said, f"{CSTO}notStated"))],
        "alike": [_match(reader, match) for match in sorted(alike)],
        "chart": _chart(reader, iri),
        "disagreements": disagreements(reader, iri),
        "incoming": incoming(reader, iri),
        "list": _list(reader, iri, said) if first(said, f"{CSTO}scope") else None,
    }


def _chart(reader: Reader, iri: str) -> list[str]:
    """The timeline of what a state, an organization, a treaty or a membership has part in."""
    if iri.removeprefix(BASE).partition("/")[0] not in CHARTED:
        return []
    notes = dict(reader.notes)
    node = reader.link(iri)
    found = [s for s in standings(reader, iri) if node in (s.state, s.whole, s.situation)]
    reader.notes = notes  # the picture names its sources itself
    return [membership_chart(reader.site, found, narrow=n) for n in (False, True)] if found else []


def outgoing(reader: Reader, iri: str) -> Outgoing:
    """The values of each property of a node."""
    said: Outgoing = {}
    rows: Any = reader.graph.run(f"SELECT ?p ?o WHERE {{ <{iri}> ?p ?o }} ORDER BY ?p ?o")
    for row in rows:
        said.setdefault(row["p"].value, []).append(row["o"])
    return said


def values(said: Outgoing, predicate: str) -> list[str]:
    """The values of a property as texts."""
    return [str(getattr(value, "value", value)) for value in said.get(predicate, [])]


def first(said: Outgoing, predicate: str) -> str | None:
    """One value of a property as text; ``None`` where it has none."""
    return next(iter(values(said, predicate)), None)


def kinds_of(reader: Reader, iri: str) -> list[str]:
    """The narrowest classes of the project that a node has."""
    rows: Any = reader.graph.run(f"""
        SELECT ?kind WHERE {{ <{iri}> a ?kind
          FILTER(STRSTARTS(STR(?kind), STR(csto:)) && ?kind != csto:AnnouncedOnly)
          FILTER NOT EXISTS {{ <{iri}> a ?narrower . ?narrower rdfs:subClassOf+ ?kind
            FILTER(?narrower != ?kind) }}
        }} ORDER BY ?kind""")
    return [row["kind"].value for row in rows]


def is_announced(reader: Reader, iri: str) -> bool:
    """Whether the node is only planned or hoped for, and reported by no source."""
    return bool(reader.graph.run(f"ASK {{ <{iri}> a csto:AnnouncedOnly }}"))


def _plain_rows(reader: Reader, said: Outgoing, told: set[tuple[str, str]]) -> list[Row]:
    """What is not resolved from claims: what identifies the node, and what follows."""
    wider: dict[str, set[str]] = {}
    pairs: Any = reader.graph.run(
        "SELECT ?narrow ?wide WHERE { ?narrow rdfs:subPropertyOf+ ?wide FILTER(?narrow != ?wide) }"
    )
    for pair in pairs:
        wider.setdefault(pair["narrow"].value, set()).add(pair["wide"].value)
    known = told | {(p, value) for p in said for value in values(said, p)}
    implied = {(wide, value) for p, value in known for wide in wider.get(p, ())}
    rows = []
    for predicate, found in said.items():
        if not predicate.startswith(CSTO) or predicate in ELSEWHERE or is_naming(predicate):
            continue
        shown = [
            ShownFact(value_link(reader, term.value, datatype_of(term)))
            for term in found
            if (predicate, term.value) not in told | implied
        ]
        if shown:
            rows.append(Row(reader.link(predicate), shown))
    return rows


def _match(reader: Reader, iri: str) -> Link:
    name = short(iri)
    text = f"Wikidata {name[3:]}" if name.startswith("wd:") else name
    return reader.link(iri, text)


def _list(reader: Reader, iri: str, said: Outgoing) -> dict[str, Any]:
    """A list of states: whom it names, by which claims, and whom it leaves out."""
    rows: Any = reader.graph.run(f"""
        SELECT ?claim ?subject ?predicate ?object WHERE {{ ?claim csto:listedFrom <{iri}> ;
          rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object
        }} ORDER BY ?subject ?predicate""")
    found = list(rows)
    reader.prepare(row[name].value for row in found for name in ("subject", "predicate"))
    passage = first(said, f"{CSTO}evidence")
    return {
        "claims": [
            {
                "anchor": reader.link(row["claim"].value, "").anchor,
                "subject": reader.link(row["subject"].value),
                "property": reader.link(row["predicate"].value),
                "value": value_link(reader, row["object"].value, datatype_of(row["object"])),
            }
            for row in found
        ],
        "closed": first(said, f"{CSTO}closed") == "true",
        "omits": [reader.link(node) for node in values(said, f"{CSTO}omits")],
        "note": reader.note(passage) if passage else None,
    }


__all__ = ["entity_context", "first", "is_announced", "kinds_of", "local", "outgoing", "values"]
