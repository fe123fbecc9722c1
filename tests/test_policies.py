"""How two policies decide where sources differ."""

from __future__ import annotations

from datetime import date

import pytest

from csto_graph import Graph, open_graph
from csto_graph.claims import Claim
from csto_graph.dates import bounds
from csto_graph.policies import POLICIES, Weights


def claim(text: str, document: str) -> Claim:
    from pyoxigraph import Literal, NamedNode

    value = Literal(text, datatype=NamedNode("http://id.loc.gov/datatypes/edtf/EDTF"))
    return Claim(f"c-{document}-{text}", "s", "p", value, "e", document, "Affirms", "Happened",
                 "Stated")  # fmt: skip


def weights(inconsistent: str = "", **issued: str) -> Weights:
    return Weights(
        frozenset(inconsistent.split()),
        {"a": "A", "b": "B", "c": "C", "d": "A"},
        {name: date.fromisoformat(day) for name, day in issued.items()},
    )


def decide(policy: str, claims: list[Claim], weigh: Weights) -> tuple[object, str, set[str]]:
    decision = POLICIES[policy].dates(claims, weigh)
    return decision.period, decision.rule, {c.document for c in decision.support}


AGREE = [claim("2012-06", "a"), claim("2012-06-28", "b")]
DIFFER = [claim("2006-08", "a"), claim("2006-06-23", "b")]


def test_cautious() -> None:
    assert decide("Cautious", AGREE, weights()) == (bounds("2012-06-28"), "Intersection", {*"ab"})
    hull = bounds("[2006-06-23..2006-08-31]")
    assert decide("Cautious", DIFFER, weights()) == (hull, "Hull", {*"ab"})
    assert decide("Cautious", AGREE[:1], weights())[1] == "OnlyValue"


def test_a_vague_claim_does_not_widen_the_hull() -> None:
    claims = [claim("2002", "c"), claim("2002-05-14", "a"), claim("2002-10", "b")]
    assert decide("Cautious", claims, weights())[0] == bounds("[2002-05-14..2002-10-31]")


def test_best_takes_the_most_precise() -> None:
    assert decide("Best", DIFFER, weights()) == (bounds("2006-06-23"), "MostPrecise", {"b"})
    assert decide("Best", AGREE, weights()) == (bounds("2012-06-28"), "MostPrecise", {*"ab"})


def test_best_then_the_document_at_one_with_itself() -> None:
    claims = [claim("1992", "a"), claim("1993", "a"), claim("1993", "b"), claim("1994", "a")]
    found = decide("Best", claims, weights("a"))
    assert found[:2] == (bounds("1993"), "ConsistentDocument")


def test_best_then_most_independent_publishers() -> None:
    # Documents a and d are of one publisher.
    claims = [claim("1992", "a"), claim("1992", "d"), claim("1993", "b"), claim("1993", "c")]
    assert decide("Best", claims, weights())[:2] == (bounds("1993"), "MostPublishers")


def test_best_then_nearest_in_time_then_the_hull() -> None:
    claims = [claim("1992", "a"), claim("1993", "b")]
    near = weights(a="1999-01-01", b="1994-01-01")
    assert decide("Best", claims, near)[:2] == (bounds("1993"), "NearestInTime")
    even = decide("Best", claims, weights())
    assert even[:2] == (bounds("[1992-01-01..1993-12-31]"), "Hull")


@pytest.fixture(scope="module")
def best() -> Graph:
    return open_graph(policy="best")


def test_the_shipped_graph_by_both(graph: Graph, best: Graph) -> None:
    def on(chosen: Graph) -> str:
        rows = chosen.query("members-on", date="2006-07-15")
        return next(row.certainty for row in rows if "uzbekistan" in row.state)

    assert (on(graph), on(best)) == ("possible", "certain")
    text = """SELECT ?rule ?contest WHERE {
      ?value rdf:subject membership:csto-uzbekistan-2006 ; rdf:predicate csto:start ;
        csto:decidedBy ?rule ; csto:contestedBy ?contest }"""
    row = next(iter(best.sparql(text)))  # type: ignore[call-overload]
    assert row["rule"].value.endswith("#MostPrecise")
    assert "/claim/002-" in row["contest"].value
    # What disagrees does not depend on how it is resolved.
    assert len(best.query("disagreements")) == len(graph.query("disagreements"))


def test_every_rule_that_decides_is_described(graph: Graph, best: Graph) -> None:
    for chosen in (graph, best):
        text = """SELECT ?rule WHERE { ?value csto:decidedBy ?rule
          FILTER NOT EXISTS { ?rule a csto:Rule ; skos:definition ?d ; csto:ruleOf ?policy .
            ?node csto:resolvedBy ?policy } }"""
        assert list(chosen.sparql(text)) == []  # type: ignore[arg-type]


def test_policies_and_their_comparison(run) -> None:
    out = run("policies")[1]
    assert "Cautious" in out and "most publishers" in out
    out = run("policies", "compare")[1]
    assert "2006-06-23" in out
    assert "members-on" in out


def test_why(run, texts) -> None:
    status, out, _ = run("why", "membership:csto-uzbekistan-2006", "--property", "start")
    assert status == 0
    assert "start: [2006-06-23..2006-08-31]  [disputed; rule: hull]" in out
    assert "claim:004-95" in out
    assert "»" not in out
    out = run("why", "membership:csto-uzbekistan-2006", "--texts", str(texts))[1]
    assert "»" in out and "«" in out
    out = run("why", "membership:csto-uzbekistan-2006", "--policy", "Best")[1]
    assert "against: 2006-08" in out
    status, _, err = run("why", "membership:csto-uzbekistan-2006", "--property", "colour")
    assert status == 2 and "no property 'colour'; it has attestedOn" in err
    assert run("why", "nobody at all")[0] == 2


def test_what_would_change_without_a_document(run) -> None:
    out = run("compare", "--without", "002")[1]
    assert "2006-06-23" in out and "disagreements" in out
    status, _, err = run("compare")
    assert status == 2 and "nothing to compare" in err
