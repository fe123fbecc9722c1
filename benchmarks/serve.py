"""Throughput of ``csto-graph serve`` beside ``oxigraph serve`` on the same graph.

    .venv/bin/pip install oxigraph
    .venv/bin/python benchmarks/serve.py [--clients 8] [--rounds 5] [--each 2]

Every canned question, filled with its example, is asked ``each`` times a round by a number of
clients at once; the servers take turns, all in one run. What is printed are medians over the
rounds, and their ratios to oxigraph. The requests are bounded: clients stop by themselves.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import create_connection, create_server
from statistics import median

from csto_graph import open_graph
from csto_graph.errors import ParameterError
from csto_graph.graph import Graph
from csto_graph.namespaces import PREFIXES
from csto_graph.queries import find_query, query_files


def canned(graph: Graph) -> dict[str, bytes]:
    """The SPARQL of every canned question, with prefixes, as it is posted."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    found = {}
    for name in query_files():
        query = find_query(name)
        given = {p.name: str(p.example) for p in query.parameters if p.required}
        try:
            found[name] = (prefixes + graph.filled(query, given)).encode()
        except ParameterError as error:
            print(f"left out: {name}: {error}", file=sys.stderr)
    return found


@contextmanager
def ours(*options: str) -> Iterator[int]:
    """The port of a ``csto-graph serve``."""
    command = [sys.executable, "-m", "csto_graph", "serve", "--port", "0", "--quiet", *options]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, stderr=log)
        try:
            found = None
            while found is None:
                time.sleep(0.05)
                log.seek(0)
                found = re.search(r"serving http://[^:]+:(\d+)", log.read())
            yield int(found[1])
        finally:
            process.terminate()
            process.wait()


@contextmanager
def oxigraph(graph: Graph) -> Iterator[int]:
    """The port of an ``oxigraph`` server on the same store."""
    program = Path(sys.executable).with_name("oxigraph")
    command = str(program) if program.exists() else shutil.which("oxigraph")
    if command is None:
        sys.exit("oxigraph is not installed: .venv/bin/pip install oxigraph")
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    store = str(graph.folder / "store")
    process = subprocess.Popen(
        [command, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


async def client(port: int, path: str, todo: list[bytes], took: list[float]) -> None:
    """Ask what is left to do, one after the other on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    while todo:
        query = todo.pop()
        began = time.perf_counter()
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            "Accept: application/sparql-results+json\r\n"
            f"Content-Length: {len(query)}\r\n\r\n".encode()
            + query
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if head.split(None, 2)[1] != b"200":
            raise SystemExit(f"{head!r} for {query!r}")
        length = re.search(rb"content-length: (\d+)", head, re.I)
        if length is not None:
            await reader.readexactly(int(length[1]))
        else:
            while (size := int(await reader.readuntil(b"\r\n"), 16)) >= 0:
                await reader.readexactly(size + 2)
                if size == 0:
                    break
        took.append(time.perf_counter() - began)
    writer.close()


def throughput(port: int, path: str, queries: list[bytes], clients: int) -> tuple[float, float]:
    """Answers a second, and the median time of one in milliseconds."""
    took: list[float] = []
    todo = list(queries)

    async def all_clients() -> None:
        await asyncio.gather(*(client(port, path, todo, took) for _ in range(clients)))

    began = time.perf_counter()
    asyncio.run(all_clients())
    return len(took) / (time.perf_counter() - began), 1000 * median(took)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--each", type=int, default=2)
    options.add_argument("--workers", default="4")
    args = options.parse_args()
    graph = open_graph()
    queries = canned(graph)
    chance = random.Random(1)
    with ExitStack() as running:
        start = running.enter_context
        servers = {
            "oxigraph": (start(oxigraph(graph)), "/query"),
            "csto-graph, no cache": (
                start(ours("--workers", args.workers, "--cache", "0")),
                "/sparql",
            ),
            "csto-graph": (start(ours("--workers", args.workers)), "/sparql"),
        }
        mix = list(queries.values())
        one_by_one: dict[str, dict[str, list[float]]] = {
            s: {q: [] for q in queries} for s in servers
        }
        all_in_one: dict[str, list[tuple[float, float]]] = {server: [] for server in servers}
        for port, path in servers.values():
            throughput(port, path, mix, args.clients)
        for _ in range(args.rounds):
            order = mix * args.each
            chance.shuffle(order)
            for server, (port, path) in servers.items():
                all_in_one[server].append(throughput(port, path, order, args.clients))
            for name, query in queries.items():
                for server, (port, path) in servers.items():
                    rate, _ = throughput(
                        port, path, [query] * args.clients * args.each, args.clients
                    )
                    one_by_one[server][name].append(rate)
    print(f"{len(queries)} questions, {args.clients} clients, {args.rounds} rounds; medians")
    print(
        f"{'':22} {'mix, answers/s':>15} {'ms':>7} {'ratio':>6}   "
        f"{'each alone: ratio':>17} {'worst':>6}"
    )
    rates = {server: median(r for r, _ in found) for server, found in all_in_one.items()}
    for server, found in all_in_one.items():
        alone = {
            name: median(one_by_one[server][name]) / median(one_by_one["oxigraph"][name])
            for name in queries
        }
        worst = min(alone, key=lambda name: alone[name])
        print(
            f"{server:22} {rates[server]:15.1f} {median(ms for _, ms in found):7.1f} "
            f"{rates[server] / rates['oxigraph']:6.2f}   {median(alone.values()):17.2f} "
            f"{alone[worst]:6.2f} {worst}"
        )


if __name__ == "__main__":
    main()
