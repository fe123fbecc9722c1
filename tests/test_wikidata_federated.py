"""A federated user joins an export with a Wikidata endpoint, here one on this machine."""

from __future__ import annotations

import csv
import io
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csto_graph import Graph
from csto_graph.errors import SparqlError
from csto_graph.export import exported

ROOT = Path(__file__).parent.parent
OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
    "oxigraph"
)
needs_oxigraph = pytest.mark.skipif(
    OXIGRAPH is None, reason="oxigraph is not installed: pip install oxigraph"
)


def example() -> str:
    """The query of docs/wikidata.md."""
    text = (ROOT / "docs" / "wikidata.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"```sparql\n([^`]*SERVICE <[^`]*)```", text)
    return str(query)


def call(*args: str) -> str:
    done = subprocess.run(
        [str(OXIGRAPH), *args], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """The address of an endpoint with the small data set, which is stopped in the end."""
    store = str(tmp_path / "theirs")
    data = ROOT / "tests" / "wikidata" / "service.ttl"
    call("load", "--location", store, "--file", str(data))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(OXIGRAPH), "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        server.terminate()
        server.wait(timeout=30)


@needs_oxigraph
def test_the_query_of_the_docs_joins_by_the_accepted_links(
    graph: Graph, endpoint: str, tmp_path: Path
) -> None:
    ours, file = str(tmp_path / "ours"), tmp_path / "graph.ttl"
    file.write_text(exported(graph, "turtle"), encoding="utf-8")
    call("load", "--location", ours, "--file", str(file))
    query = example().replace("https://query.wikidata.org/sparql", endpoint)
    out = call("query", "--location", ours, "--query", query, "--results-format", "csv")
    rows = [(r["item"], r["name"], r["from"]) for r in csv.DictReader(io.StringIO(out))]
    uzbekistan = "http://www.wikidata.org/entity/Q265"
    # 004: a full participant on 23 June 2006, suspended on 28 June 2012.
    assert rows == [
        (uzbekistan, "Узбекистан", "2006-06-23"),
        (uzbekistan, "Узбекистан", "2012-06-28"),
    ]


def test_our_own_commands_do_not_call_others(
    graph: Graph, run: Callable[..., tuple[int, str, str]]
) -> None:
    with pytest.raises(SparqlError, match="SERVICE"):
        graph.sparql(example())
    status, out, err = run("sparql", example())
    assert status == 2 and out == "" and "SERVICE" in err
