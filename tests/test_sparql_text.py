"""SPARQL as text: parameters put in, and what is refused."""

import re

import pytest

from csto_graph.errors import SparqlError
from csto_graph.queries import Query, query_files
from csto_graph.sparql_protocol import dataset, declared
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
    query = Query("q", "", "", (), {}, text, *[cut(text)] * 3, {})
    assert query.filled({"x": "<u>"}) == (
        'SELECT ?a { ?a ?b <u> ; ?c "$x" ; <http://e/$x> $xy } # $x'
    )


def test_bound_says_whether_a_parameter_was_given() -> None:
    text = "SELECT ?a { ?a ?b $x FILTER(!BOUND($x) || BOUND($y)) }"
    query = Query("q", "", "", (), {}, text, *[cut(text)] * 3, {})
    assert query.filled({}) == text
    assert query.filled({"x": "<u>"}) == "SELECT ?a { ?a ?b <u> FILTER(!true || BOUND($y)) }"
    assert query.filled({"y": '"2"^^<d>'}) == "SELECT ?a { ?a ?b $x FILTER(!BOUND($x) || true) }"


def test_every_query_writes_bound_so_that_it_is_found() -> None:
    for path in query_files().values():
        text = path.read_text(encoding="utf-8")
        assert len(re.findall(r"(?i)bound\s*\(\s*\$", text)) == text.count("BOUND($"), path


def test_prefixes_that_a_query_lacks_are_declared() -> None:
    text = "PREFIX csto: <urn:x> # rdf:x\nSELECT ?a { ?a a csto:State ; rdfs:label 'org:x', my:y }"
    begun = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    assert declared(text) == begun + text


def test_the_graphs_that_a_query_names() -> None:
    text = "SELECT * FROM <urn:a> from document:b FROM # FROM <urn:no>\n NAMED <urn:c> { }"
    base = "https://w3id.org/csto-graph/document/"
    assert dataset(text) == (["urn:a", f"{base}b"], ["urn:c"])


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


def test_the_quick_look_lets_nothing_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused is refused whether or not a quick look is taken first."""
    refused = [
        "SELECT * {?s ?p 5SERVICE <http://a/> {}}",
        "select * {\\u0073ervice <http://a/> {}}",
        "select * {\\U00000073ervice <http://a/> {}}",
        "select * from<http://a/> {}",
        "insert data {}",
        "ASK " + "{" * 101,
        "ASK { FILTER(" + "! " * 101 + "1) }",
        "ASK { FILTER(1 " + "+ # comment\n" * 101 + "1) }",
    ]
    for text in refused:
        with pytest.raises(SparqlError):
            check_request(text, set())
    monkeypatch.setattr("csto_graph.sparql_text._harmless", lambda text: False)
    for text in refused:
        with pytest.raises(SparqlError):
            check_request(text, set())
