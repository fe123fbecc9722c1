"""``csto-graph serve --endpoint``: pages and SPARQL from a graph that was pushed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from engines import Engine, oxigraph, target
from serving import Server, serve, started

from csto_graph import Graph
from csto_graph.pushing import push


@pytest.fixture(scope="module")
def engine(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with oxigraph(tmp_path_factory.mktemp("engine")) as running:
        push(graph, target(running, "graph-store"))
        yield running


@pytest.fixture(scope="module")
def server(engine: Engine) -> Iterator[Server]:
    with started(*serve("--endpoint", engine.query, "--workers", "1")) as running:
        yield running


def test_a_question_is_passed_on(server: Server, graph: Graph) -> None:
    answer = server.get("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Accept="text/csv")
    (row,) = graph.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")  # type: ignore[misc]
    assert (answer.status, answer.text.split()) == (200, ["n", row["n"].value])
    assert server.get("ASK { ?s a csto:State }", Accept="application/json").status == 200
    turtle = server.get("CONSTRUCT WHERE { ?s a csto:Treaty }", Accept="text/turtle")
    assert turtle.status == 200 and "treaty:" in turtle.text


def test_what_is_refused_here_is_refused_before_it_is_passed_on(server: Server) -> None:
    assert server.get("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status == 400
    assert server.get("SELECT * FROM <http://example.org/x> { ?s ?p ?o }").status == 400
    graph = "https://w3id.org/csto-graph/document/asiaplus-2012-11-02"
    answer = server.ask(f"/sparql?query=ASK%20%7B%7D&default-graph-uri={graph}")
    assert answer.status == 400 and "FROM NAMED" in answer.text


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "CSTO"),
        ("/state/uzbekistan", "Uzbekistan"),
        ("/membership/csto-uzbekistan-2006", "June 2006"),
        ("/on/2012-05-03", "Uzbekistan"),
        ("/search?q=Kyrghyzstan", "Kyrgyzstan"),
    ],
)
def test_pages(server: Server, path: str, says: str) -> None:
    answer = server.ask(path, Accept="text/html")
    assert answer.status == 200
    assert says in answer.text


def test_a_node_as_turtle(server: Server) -> None:
    answer = server.ask("/state/uzbekistan.ttl")
    assert (answer.status, answer.type) == (200, "text/turtle")
    assert "state:uzbekistan" in answer.text


def test_an_endpoint_that_is_gone_is_told(graph: Graph, tmp_path: Path) -> None:
    with ExitStack() as stack:
        with oxigraph(tmp_path) as passing:
            push(graph, target(passing, "graph-store"))
            options = ("--endpoint", passing.query, "--workers", "1")
            server = stack.enter_context(started(*serve(*options)))
            assert server.get("ASK {}").status == 200
        answer = server.get("ASK { ?a ?b ?c }")
        assert answer.status == 502
        assert passing.query in answer.text
        assert server.ask("/healthz").status == 200
