"""SPARQL engines that tests start for themselves, on loopback and free ports."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from csto_graph.http_client import reach
from csto_graph.writing import Target

FOREIGN = "http://example.org/foreign"
VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ServerThreads = 10
CheckpointInterval = 0
DirsAllowed = .

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5

[SPARQL]
ResultSetMaxRows = 20000
MaxQueryExecutionTime = 30
"""


@dataclass(frozen=True)
class Engine:
    """A running engine: where it answers, where it writes, and what the environment needs."""

    name: str
    query: str
    push: str
    write: Mapping[str, str]
    environment: Mapping[str, str] = field(default_factory=dict)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _running(command: list[str], folder: Path, port: int, seconds: float) -> Iterator[None]:
    with (folder / "engine.out").open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    try:
        until = time.monotonic() + seconds
        while True:
            if process.poll() is not None or time.monotonic() > until:
                said = (folder / "engine.out").read_text(errors="replace")[-500:]
                pytest.fail(f"{command[0]} did not start: {said}")
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(15)


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[Engine]:
    """The Oxigraph server of the package ``oxigraph``."""
    binary = Path(sys.executable).parent / "oxigraph"
    if not binary.exists():
        pytest.skip("the Oxigraph server is not installed: pip install oxigraph")
    port = free_port()
    place = f"127.0.0.1:{port}"
    command = [str(binary), "serve", "--location", str(folder / "data"), "--bind", place, *options]
    with _running(command, folder, port, 30):
        base = f"http://{place}"
        write = {"graph-store": f"{base}/store", "update": f"{base}/update"}
        yield Engine(" ".join(["oxigraph", *options]), f"{base}/query", f"{base}/query", write)


@contextmanager
def virtuoso(folder: Path) -> Iterator[Engine]:
    """Virtuoso 7 of the package ``virtuoso-opensource-7-bin``, with its first password."""
    binary = shutil.which("virtuoso-t")
    if binary is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource-7-bin")
    http, sql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(http=http, sql=sql), encoding="utf-8")
    command = [binary, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(command, folder, http, 60):
        base = f"http://127.0.0.1:{http}"
        yield Engine(
            "virtuoso",
            f"{base}/sparql",
            f"{base}/sparql-auth",
            {"graph-store": f"{base}/sparql-graph-crud-auth", "update": f"{base}/sparql-auth"},
            {
                "CSTO_GRAPH_USER": "dba",
                "CSTO_GRAPH_PASSWORD": "dba",
                "CSTO_GRAPH_AUTH": "digest",
            },
        )


@contextmanager
def running_engine(name: str, folder: Path) -> Iterator[Engine]:
    """An engine, with its credentials in the environment and no others."""
    options = ["--union-default-graph"] if "union" in name else []
    start = virtuoso(folder) if name == "virtuoso" else oxigraph(folder, *options)
    with start as running, pytest.MonkeyPatch.context() as patch:
        for variable in ("USER", "PASSWORD", "TOKEN", "AUTH", "ENDPOINT", "TIMEOUT"):
            patch.delenv(f"CSTO_GRAPH_{variable}", raising=False)
        (folder / "netrc").write_text("", encoding="utf-8")
        patch.setenv("NETRC", str(folder / "netrc"))
        for variable, value in running.environment.items():
            patch.setenv(variable, value)
        yield running


def quiet(message: str) -> None:
    """Nothing is told."""


def target(engine: Engine, way: str) -> Target:
    write = reach(engine.write[way], 60, quiet)
    return Target(reach(engine.push, 60, quiet), write, way == "graph-store")


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
