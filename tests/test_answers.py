"""What the graph must be able to say, by each of the ways of asking."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from csto_graph import Graph, open_graph
from csto_graph.export import exported
from csto_graph.namespaces import PREFIXES

STATE = PREFIXES["state"]
CSTO = PREFIXES["csto"]


def members(graph: Graph, day: str) -> dict[str, tuple[str, str]]:
    """Status and certainty by state."""
    return {
        row.state.removeprefix(STATE): (row.status.removeprefix(CSTO), row.certainty)
        for row in graph.query("members-on", date=day)
    }


def test_uzbekistan_a_full_member_before_the_suspension(graph: Graph) -> None:
    assert members(graph, "2012-06-01")["uzbekistan"] == ("FullMember", "certain")


def test_uzbekistan_suspended_after_it(graph: Graph) -> None:
    assert members(graph, "2012-07-01")["uzbekistan"] == ("Suspended", "certain")
    row = next(r for r in graph.query("members-on", date="2012-07-01") if "uzbek" in r.state)
    assert row.since == "2012-06-28"
    said = {
        (claim.value, claim.document.rsplit("/", 1)[1])
        for claim in graph.query("evidence", about="membership:csto-uzbekistan-suspended")
        if claim.property == f"{CSTO}start"
    }
    assert said == {("2012-06-28", "asiaplus-2012-11-02"), ("2012-06", "itar-tass-2012-08-28")}


def test_uzbekistan_only_possible_between_two_dates_of_return(graph: Graph) -> None:
    assert members(graph, "2006-07-15")["uzbekistan"] == ("FullMember", "possible")
    assert "uzbekistan" not in members(graph, "2006-06-22")
    assert members(graph, "2006-08-31")["uzbekistan"] == ("FullMember", "certain")


def test_nobody_is_certain_in_the_far_future(graph: Graph) -> None:
    certainties = {certainty for _, certainty in members(graph, "2030-01-01").values()}
    assert certainties == {"possible"}


def test_before_the_organization_there_are_parties_but_no_members(graph: Graph) -> None:
    assert members(graph, "1993-06-01") == {}
    parties = {
        row.state.removeprefix(STATE): (row.certainty, row.agreement.removeprefix(CSTO))
        for row in graph.query("treaty-parties-on", date="1993-06-01")
    }
    assert len(parties) == 9
    assert parties["belarus"] == ("possible", "Disputed")
    assert parties["uzbekistan"] == ("certain", "Disputed")
    assert parties["armenia"] == ("certain", "Agreed")


def test_what_disagrees_and_what_only_differs_in_precision(graph: Graph) -> None:
    found = {
        (row.subject.rpartition("/")[2], row.property.removeprefix(CSTO),
         frozenset({row.document1.rpartition("/")[2], row.document2.rpartition("/")[2]}))
        for row in graph.query("disagreements")
    }  # fmt: skip
    tass, asia = "itar-tass-2012-08-28", "asiaplus-2012-11-02"
    assert ("csto-uzbekistan-2006", "start", frozenset({tass, asia})) in found
    assert ("cst-belarus", "start", frozenset({tass, asia})) in found
    assert ("cst-uzbekistan", "start", frozenset({tass, asia})) in found
    assert ("cst-belarus", "start", frozenset({tass})) in found
    assert ("csto-founding", "date", frozenset({tass, asia})) in found
    # October 2002 and 7 October 2002 agree.
    assert not any(
        row.property == f"{CSTO}date" and {row.value1, row.value2} == {"2002-10", "2002-10-07"}
        for row in graph.query("disagreements")
    )


def test_every_pair_of_disagreement_is_listed_once(graph: Graph) -> None:
    rows = [
        (row.subject, row.property, frozenset([(row.value1, row.document1),
                                               (row.value2, row.document2)]))
        for row in graph.query("disagreements")
    ]  # fmt: skip
    assert len(rows) == len(set(rows))


BY_HAND = """
SELECT ?state ?certainty WHERE {
  ?m a csto:Membership ; csto:organization org:csto ; csto:member ?state ; csto:status ?status .
  ?m csto:startEarliest ?se ; csto:startLatest ?sl ; csto:endEarliest ?ee .
  OPTIONAL { ?m csto:endLatest ?el }
  FILTER(?se <= "DAY"^^xsd:date && (!BOUND(?el) || "DAY"^^xsd:date < ?el))
  BIND(IF(?sl <= "DAY"^^xsd:date && "DAY"^^xsd:date < ?ee, "certain", "possible") AS ?certainty)
}"""


@pytest.mark.parametrize("day", ["2006-07-15", "2012-05-03", "2012-07-01", "2030-01-01"])
def test_same_answer_by_canned_query_by_hand_and_by_rdflib(graph: Graph, day: str) -> None:
    from rdflib import Graph as RdflibGraph

    canned = {(r.state, r.certainty) for r in graph.query("members-on", date=day)}
    text = BY_HAND.replace("DAY", day)
    by_hand = {(r["state"].value, r["certainty"].value) for r in graph.sparql(text)}  # type: ignore[union-attr]
    loaded = _RDFLIB.setdefault("graph", RdflibGraph())
    if not len(loaded):
        loaded.parse(data=exported(graph, "turtle"), format="turtle")
    by_rdflib = {(str(r.state), str(r.certainty)) for r in loaded.query(text, initNs=PREFIXES)}
    assert canned == by_hand == by_rdflib
    assert canned


_RDFLIB: dict[str, object] = {}


def test_rdflib_dataset_has_a_named_graph_for_each_document(graph: Graph) -> None:
    dataset = graph.to_rdflib()
    text = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?c a csto:Claim } }"
    assert len(list(dataset.query(text, initNs=PREFIXES))) == 5
    assert len(dataset.default_graph) > 10_000


def test_every_fact_leads_to_a_passage(graph: Graph) -> None:
    without = """SELECT ?value WHERE {
      ?value a csto:ResolvedValue .
      FILTER NOT EXISTS { ?value prov:wasDerivedFrom/csto:evidence/oa:hasSource ?document }
    }"""
    assert list(graph.sparql(without)) == []  # type: ignore[arg-type]


def test_planned_is_never_told_as_happened(graph: Graph) -> None:
    text = """SELECT DISTINCT ?node WHERE {
      ?node csto:modality csto:Happened ; ?property ?object .
      ?value rdf:subject ?node ; rdf:predicate ?property ; rdf:object ?object ;
        csto:modality csto:Planned .
      FILTER NOT EXISTS { ?other rdf:subject ?node ; rdf:predicate ?property ;
        rdf:object ?object ; a csto:ResolvedValue ; csto:modality csto:Happened }
    }"""
    assert list(graph.sparql(text)) == []  # type: ignore[arg-type]


def test_known_by_leaves_later_documents_out() -> None:
    earlier = open_graph(known_by=date(2012, 9, 1))
    ids = [row.id for row in earlier.query("documents")]
    assert ids == ["000", "003", "002"]
    row = next(r for r in earlier.query("members-on", date="2012-07-01") if "uzbek" in r.state)
    assert row.since == "2012-06"
    assert row.certainty == "certain"
    assert not any("icmec-10" in r.session for r in earlier.query("sessions"))


def test_without_a_document_a_disagreement_goes() -> None:
    less = open_graph(without=["002"])
    assert not any("2006" in row.subject for row in less.query("disagreements"))


def test_a_day_of_the_calendar_is_answered_at_either_end(graph: Graph) -> None:
    assert members(graph, "0001-01-01") == {}
    assert members(graph, "9999-12-31")
    assert members(graph, str(date(2012, 6, 28) - timedelta(days=1)))["uzbekistan"][0] == (
        "FullMember"
    )


def test_records_have_named_fields_and_python_values(graph: Graph) -> None:
    row = graph.query("sessions", body="ICMEC")[0]
    assert row.ordinal == 10
    assert row.session == f"{PREFIXES['session']}icmec-10"
    assert type(row).__name__ == "Sessions"


def test_shipped_files_are_found_from_anywhere(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert members(open_graph(), "2012-05-03")["armenia"] == ("FullMember", "certain")


def test_our_own_links_between_documents_can_be_switched_off(graph: Graph) -> None:
    link = "ASK { body:planned-committee-2005 csto:mayBeSameAs body:icmec }"
    reason = """ASK { ?c rdf:predicate csto:mayBeSameAs ; csto:basis csto:Inferred ;
      csto:rationale ?why }"""
    assert graph.sparql(link) and graph.sparql(reason)
    assert not open_graph(links=False).sparql("ASK { ?a csto:mayBeSameAs ?b }")
