"""SPARQL as text: parameters put in, and what is refused."""

import pytest

from csto_graph.errors import SparqlError
from csto_graph.queries import Query
from csto_graph.sparql_text import DEEPEST, LONGEST, check_request, cut

DOCUMENT = "https://w3id.org/csto-graph/document/asiaplus-2012-11-02"


def test_only_tokens_are_replaced() -> None:
    text = 'SELECT ?a { ?a ?b $x ; ?c "$x" ; <http://e/$x> $xy } # $x'
    assert cut(text) == (
        "SELECT ?a { ?a ?b ",
        "x",
        ' ; ?c "$x" ; <http://e/$x> ',
        "xy",
        " } # $x",
    )
    query = Query("q", "", "", (), {}, text, cut(text), {})
    assert query.filled({"x": "<u>"}) == (
        'SELECT ?a { ?a ?b <u> ; ?c "$x" ; <http://e/$x> $xy } # $x'
    )


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a> <b> <c> }",
        "PREFIX a: <b> DELETE WHERE { ?s ?p ?o }",
        "load <http://example.org/x>",
        "CLEAR ALL",
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        r"SELECT * { \u0053ERVICE <http://example.org/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://example.org/g> { ?s ?p ?o }",
        "SELECT * { " + "{" * 5000 + "}" * 5000 + "}",
        "SELECT (" + "!" * 10000 + "true AS ?x) { }",
        "SELECT * {} #" + " " * LONGEST,
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(SparqlError):
        check_request(text, {DOCUMENT})


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?s ?p \"SERVICE\" , 'FROM <x>' }",
        "SELECT * { ?s <http://example.org/SERVICE> ?o } # LOAD",
        'SELECT * { ?s ?p """INSERT\nDATA""" }',
        "PREFIX load: <http://e/> SELECT * { ?s load:service ?o }",
        f"SELECT * FROM NAMED <{DOCUMENT}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT * { " + "{" * (DEEPEST - 2) + "}" * (DEEPEST - 2) + "}",
    ],
)
def test_allowed(text: str) -> None:
    check_request(text, {DOCUMENT})
