"""Writing a graph to real engines: replaced whole, resumed, and what is not ours left alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from engines import FOREIGN, Engine, put_foreign, quiet, running_engine, target

from csto_graph import EndpointError, Graph, open_endpoint, open_graph
from csto_graph.http_client import Address, UnreachableError, reach
from csto_graph.manifest import PUBLISHED
from csto_graph.push_note import Note, Place
from csto_graph.pushing import Pushed, digest, push
from csto_graph.sparql_protocol import ask


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with running_engine(request.param, tmp_path_factory.mktemp("engine")) as running:
        put_foreign(running)
        yield running


@pytest.fixture(scope="module")
def two(cache: object) -> Graph:
    """A graph of two documents."""
    return open_graph(without=["000", "001", "002"])


@pytest.fixture(scope="module")
def one(cache: object) -> Graph:
    """A graph of one of these two documents."""
    return open_graph(without=["000", "001", "002", "004"])


@pytest.mark.parametrize("way", ["graph-store", "update"])
def test_push_replaces_ours_leaves_the_rest_and_does_nothing_twice(
    one: Graph, two: Graph, engine: Engine, way: str
) -> None:
    place = target(engine, way)
    assert push(two, place, force=True).graphs == 3
    assert push(two, place) == Pushed(0, two.counts["quads"], 0, 0)
    assert open_endpoint(engine.query).query("documents") == two.query("documents")
    done = push(one, place)
    assert (done.graphs, done.dropped, done.written) == (2, 1, one.counts["quads"])
    far = open_endpoint(engine.query)
    assert set(far.engine.graphs()) == set(one.engine.graphs())
    assert far.query("names", about="CSTO") == one.query("names", about="CSTO")
    gone = next(iter(set(two.engine.graphs()) - set(one.engine.graphs())))
    assert not asked(engine, f"GRAPH <{gone}> {{ ?s ?p ?o }}")
    assert asked(engine, f"GRAPH <{FOREIGN}> {{ <http://example.org/a> ?p ?o }}")


def asked(engine: Engine, pattern: str) -> bool:
    return bool(ask(reach(engine.push, 60, quiet), {"query": f"ASK {{ {pattern} }}"}))


@pytest.mark.parametrize("way", ["graph-store", "update"])
def test_a_push_that_breaks_off_goes_on_where_it_stopped(
    one: Graph, engine: Engine, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = target(engine, way)
    real, sent = Address.send, 0

    def failing(self: Address, method: str, **parts: object) -> object:
        nonlocal sent
        sent += 1
        if sent > 9:
            raise UnreachableError("the line is cut")
        return real(self, method, **parts)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Address, "send", failing)
        patch.setattr("csto_graph.writing.PAUSE", 0)
        with pytest.raises(EndpointError, match="run the same push again"):
            push(one, place, batch=1000, force=True)
    with pytest.raises(EndpointError, match="was not finished"):
        open_endpoint(engine.query)
    done = push(one, place)
    assert 0 < done.written < done.triples
    assert open_endpoint(engine.query).query("sessions") == one.query("sessions")


def test_a_note_of_another_push_is_not_believed(one: Graph, two: Graph, engine: Engine) -> None:
    place = target(engine, "graph-store")
    push(one, place, force=True)
    Note(place, digest(two)).note(Place(0, 5))
    assert push(two, place).written == two.counts["quads"]
    assert open_endpoint(engine.query).query("documents") == two.query("documents")


def test_a_graph_that_lost_its_triples_is_told(one: Graph, engine: Engine) -> None:
    place = target(engine, "graph-store")
    push(one, place)
    place.write.send("DELETE", params={"graph": PUBLISHED})
    with pytest.raises(EndpointError, match="--force"):
        open_endpoint(engine.query)
    push(one, place, force=True)
    assert open_endpoint(engine.query).counts == one.counts
