"""A pushed graph at real engines answers as the graph here does, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import Engine, oxigraph, virtuoso
from test_golden import GOLDEN, read_golden

from csto_graph import EndpointError, Graph, open_endpoint, open_graph
from csto_graph.http_client import Address, UnreachableError, reach
from csto_graph.pushing import Pushed, Target, push
from csto_graph.queries import query_files, read_query

FOREIGN = "http://example.org/foreign"
ENGINES = ("oxigraph", "oxigraph with a union as default graph", "virtuoso")


def quiet(message: str) -> None:
    """Nothing is told."""


def target(engine: Engine, way: str) -> Target:
    write = reach(engine.write[way], 60, quiet)
    return Target(reach(engine.push, 60, quiet), write, way == "graph-store")


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An engine that holds a graph of somebody else's, and then the shipped graph."""
    folder = tmp_path_factory.mktemp("engine")
    options = ["--union-default-graph"] if "union" in request.param else []
    start = virtuoso(folder) if request.param == "virtuoso" else oxigraph(folder, *options)
    with start as running, pytest.MonkeyPatch.context() as patch:
        for name in ("USER", "PASSWORD", "TOKEN", "AUTH", "ENDPOINT", "TIMEOUT"):
            patch.delenv(f"CSTO_GRAPH_{name}", raising=False)
        patch.setenv("NETRC", str(folder / "none"))
        (folder / "none").write_text("", encoding="utf-8")
        for name, value in running.environment.items():
            patch.setenv(name, value)
        put_foreign(running)
        push(graph, target(running, "graph-store"))
        yield running


def put_foreign(engine: Engine) -> None:
    # Whoever asks the default graph of an engine by chance would meet this too.
    text = (
        "<http://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<https://w3id.org/csto-graph/ontology#State> .\n"
    )
    reach(engine.write["graph-store"], 60, quiet).send(
        "PUT",
        params={"graph": FOREIGN},
        content=text.encode(),
        headers={"Content-Type": "application/n-triples"},
    )


@pytest.fixture(scope="module")
def far(engine: Engine) -> Graph:
    return open_endpoint(engine.query)


def cases() -> list[tuple[str, dict[str, str]]]:
    found = [(path.stem, read_golden(path)[0]) for path in sorted(GOLDEN.glob("*.csv"))]
    for name, path in query_files().items():
        parameters = read_query(path).parameters
        found.append((f"{name}@all", {p.name: p.example for p in parameters}))
        found.append((f"{name}@few", {p.name: p.example for p in parameters if p.required}))
    return found


@pytest.mark.parametrize(("name", "given"), cases(), ids=[name for name, _ in cases()])
def test_every_canned_query_has_the_same_rows_in_the_same_order(
    graph: Graph, far: Graph, name: str, given: dict[str, str]
) -> None:
    query = name.partition("@")[0]
    assert far.query(query, **given) == graph.query(query, **given)


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


@pytest.mark.parametrize("way", ["graph-store", "update"])
def test_push_replaces_ours_leaves_the_rest_and_does_nothing_twice(
    graph: Graph, engine: Engine, way: str
) -> None:
    place = target(engine, way)
    fewer = open_graph(without="002")
    done = push(fewer, place)
    assert (done.graphs, done.dropped) == (5, 1)
    far = open_endpoint(engine.query)
    gone = "SELECT (COUNT(*) AS ?n) { GRAPH document:itar-tass-2012-08-28 { ?s ?p ?o } }"
    assert [row["n"].value for row in far.run(gone)] == ["0"]  # type: ignore[union-attr]
    assert far.query("disagreements") == fewer.query("disagreements")
    assert push(graph, place).graphs == 6
    assert push(graph, place) == Pushed(0, graph.counts["quads"], 0, 0)
    assert open_endpoint(engine.query).query("documents") == graph.query("documents")
    answer = reach(engine.push, 60, quiet).send(
        "POST", form={"query": f"ASK {{ GRAPH <{FOREIGN}> {{ <http://example.org/a> ?p ?o }} }}"}
    )
    assert b"true" in answer.body


@pytest.mark.parametrize("way", ["graph-store", "update"])
def test_a_push_that_breaks_off_goes_on_where_it_stopped(
    graph: Graph, engine: Engine, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = target(engine, way)
    real, sent = Address.send, 0

    def failing(self: Address, method: str, **parts: object) -> object:
        nonlocal sent
        sent += 1
        if sent > 25:
            raise UnreachableError("the line is cut")
        return real(self, method, **parts)  # type: ignore[arg-type]

    monkeypatch.setattr(Address, "send", failing)
    monkeypatch.setattr("csto_graph.pushing.PAUSE", 0)
    with pytest.raises(EndpointError, match="run the same push again"):
        push(graph, place, force=True)
    monkeypatch.undo()
    for name, value in engine.environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(EndpointError, match="was not finished"):
        open_endpoint(engine.query)
    done = push(graph, place)
    assert 0 < done.written < done.triples
    assert open_endpoint(engine.query).query("sessions") == graph.query("sessions")


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
