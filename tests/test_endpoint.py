"""A pushed graph at real engines answers as the graph here does, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from engines import Engine, oxigraph, put_foreign, running_engine, target
from test_golden import GOLDEN, read_golden

from csto_graph import EndpointError, Graph, open_endpoint
from csto_graph.pushing import push
from csto_graph.queries import query_files, read_query

ENGINES = ("oxigraph", "oxigraph with a union as default graph", "virtuoso")


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An engine that holds a graph of somebody else's, and then the shipped graph."""
    with running_engine(request.param, tmp_path_factory.mktemp("engine")) as running:
        put_foreign(running)
        push(graph, target(running, "graph-store"))
        yield running


@pytest.fixture(scope="module")
def far(engine: Engine) -> Graph:
    return open_endpoint(engine.query)


def cases() -> list[tuple[str, dict[str, str]]]:
    """Every golden question, and every query with nothing that may be left out."""
    found = [(path.stem, read_golden(path)[0]) for path in sorted(GOLDEN.glob("*.csv"))]
    for name, path in query_files().items():
        parameters = read_query(path).parameters
        if any(p.optional for p in parameters):
            found.append((f"{name}@few", {p.name: p.example for p in parameters if p.required}))
    return found


@pytest.fixture(scope="session")
def here(graph: Graph) -> Callable[..., list[Any]]:
    """What the graph here answers, each question asked once."""
    answers: dict[str, list[Any]] = {}

    def ask(name: str, given: dict[str, str]) -> list[Any]:
        if name not in answers:
            answers[name] = graph.query(name.partition("@")[0], **given)
        return answers[name]

    return ask


@pytest.mark.parametrize(("name", "given"), cases(), ids=[name for name, _ in cases()])
def test_every_canned_query_has_the_same_rows_in_the_same_order(
    here: Callable[..., list[Any]], far: Graph, name: str, given: dict[str, str]
) -> None:
    assert far.query(name.partition("@")[0], **given) == here(name, given)


def test_counts_and_labels_are_those_of_the_build(graph: Graph, far: Graph) -> None:
    assert far.counts == graph.counts
    iri = "https://w3id.org/csto-graph/state/uzbekistan"
    assert far.label(iri) == "Uzbekistan"
    assert far.label("not an IRI") is None
    assert list(far.engine.graphs()) and set(far.engine.graphs()) == set(graph.engine.graphs())


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?d (COUNT(*) AS ?n) { GRAPH ?d { ?c a csto:Claim } } GROUP BY ?d ORDER BY ?d",
        "SELECT (COUNT(*) AS ?n) FROM document:asiaplus-2012-11-02 { ?c a csto:Claim }",
        "SELECT ?s { ?s a csto:State } ORDER BY ?s",
        "SELECT ?o { ?x csto:intervalSinceBreak|csto:term|csto:repeated ?o } ORDER BY STR(?o)",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    ],
)
def test_any_select_is_asked_of_our_graphs_only(graph: Graph, far: Graph, text: str) -> None:
    assert [list(row) for row in far.sparql(text)] == [list(row) for row in graph.sparql(text)]  # type: ignore[union-attr]


def test_ask_and_construct(graph: Graph, far: Graph) -> None:
    assert bool(far.sparql("ASK { state:uzbekistan csto:everMemberOf org:csto }"))
    assert not far.sparql("ASK { state:georgia csto:everMemberOf org:csto }")
    text = "CONSTRUCT WHERE { ?claim a csto:Claim ; csto:evidence ?passage ; rdf:object ?o }"
    ours = {str(triple) for triple in graph.sparql(text)}  # type: ignore[union-attr]
    assert {str(triple) for triple in far.sparql(text)} == ours  # type: ignore[union-attr]
    assert len(ours) > 1000


@pytest.mark.parametrize(
    "words",
    [
        ["query", "members-on", "--date", "2012-05-03"],
        ["query", "names", "--about", "Kyrghyzstan", "--format", "csv"],
        ["sparql", "--format", "json", "SELECT ?o { state:armenia rdfs:label ?o }"],
        ["why", "membership:csto-uzbekistan-2006"],
        ["query", "member-history", "--state", "Uzbekistn"],
    ],
    ids=" ".join,
)
def test_a_command_says_the_same_of_both(run, engine: Engine, words: list[str]) -> None:
    assert run(*words, "--endpoint", engine.query) == run(*words)


def test_the_environment_names_an_endpoint_too(
    run, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSTO_GRAPH_ENDPOINT", engine.query)
    here = run("query", "bodies", "--policy", "Best")
    assert here[0] == 2
    assert "push" in here[2]
    assert run("query", "bodies") == run("query", "bodies", "--endpoint", "")


def test_an_answer_that_virtuoso_cuts_is_an_error(engine: Engine, far: Graph) -> None:
    if engine.name != "virtuoso":
        pytest.skip("only Virtuoso cuts answers at a number of rows")
    with pytest.raises(EndpointError, match="cut the answer at 20000 rows"):
        far.sparql("SELECT ?s ?p ?o { ?s ?p ?o }")


def test_an_empty_engine_and_a_wrong_password(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    if engine.name == "virtuoso":
        monkeypatch.setenv("CSTO_GRAPH_PASSWORD", "wrong-secret")
        status, _, err = run("push", engine.push)
        assert status == 2
        assert "does not accept the credentials" in err
        assert "wrong-secret" not in err
        return
    with oxigraph(tmp_path) as empty:
        status, _, err = run("query", "bodies", "--endpoint", empty.query)
        assert status == 2
        assert "holds no graph of csto-graph; push one" in err
        status, _, err = run("push", empty.query, "--graph-store", empty.query)
        assert status == 2
        assert run("query", "bodies", "--endpoint", empty.query)[0] == 2


def test_compare_tells_what_a_push_would_change(run, engine: Engine) -> None:
    same = run("compare", "--endpoint", engine.query)
    assert same[0] == 0
    assert "No resolved value" in same[1]
    assert same[1].rstrip().endswith("none")
    status, out, _ = run("compare", "--endpoint", engine.query, "--without", "002")
    assert (status, out) == run("compare", "--without", "002")[:2]
