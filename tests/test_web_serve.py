"""``csto-graph serve`` as a process: it starts, says where, and stops without a trace."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import serve, started

from csto_graph import Graph

MONSTER = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def wait_until(true: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("busy", [False, True])
def test_it_stops_and_leaves_nothing(graph: Graph, number: int, busy: bool) -> None:
    with started(*serve("--workers", "2")) as server:
        assert server.get("ASK {}").status == 200
        wait_until(lambda: len(server.workers()) == 2)
        workers = server.workers()
        link = server.connect()
        if busy:
            link.sendall(f"GET /sparql?query={MONSTER} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            wait_until(lambda: server.metric('csto_graph_workers{state="running"}') == 1)
        began = time.monotonic()
        assert server.stop(number) == 0
        assert time.monotonic() - began < 8
        link.close()
        wait_until(lambda: not any(map(alive, workers)))
        assert server.log.splitlines()[-1] == "csto-graph: stopped"
        assert "Traceback" not in server.log
        with pytest.raises(ConnectionRefusedError):
            server.connect()


def test_workers_end_with_a_server_that_is_killed(graph: Graph) -> None:
    with started(*serve("--workers", "2", "--timeout", "1")) as server:
        wait_until(lambda: len(server.workers()) == 2)
        workers = server.workers()
        with server.connect() as link:
            link.sendall(f"GET /sparql?query={MONSTER} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            wait_until(lambda: server.metric('csto_graph_workers{state="running"}') == 1)
            server.stop(signal.SIGKILL)
        # The idle one at once, the busy one when its own time is up.
        wait_until(lambda: not any(map(alive, workers)), 15)


def test_a_worker_that_is_killed_is_replaced(graph: Graph) -> None:
    with started(*serve("--workers", "2")) as server:
        wait_until(lambda: server.metric('csto_graph_workers{state="free"}') == 2)
        for worker in server.workers():
            os.kill(worker, signal.SIGKILL)
        assert server.get("ASK {}").status == 200
        wait_until(lambda: len(server.workers()) == 2)


def test_the_answer_is_that_of_the_chosen_graph(graph: Graph) -> None:
    with started(*serve("--workers", "1", "--without", "002", "--policy", "Best")) as server:
        assert "5" not in server.get("SELECT (COUNT(?d) AS ?n) { ?d a csto:Document }",
                                     Accept="text/csv").text  # fmt: skip
        assert server.get("ASK { ?x csto:resolvedBy csto:Best }").text.endswith("true}")


def test_health_metrics_and_log(graph: Graph) -> None:
    with started(*serve("--workers", "1", "--root-path", "/csto/")) as server:
        assert server.address.endswith("/csto/")
        for prefix in ("", "/csto"):
            health = server.ask(f"{prefix}/healthz")
            assert (health.status, health.body) == (200, b"ok\n")
        server.get("SELECT", timeout=5)
        text = server.ask("/metrics").text
        assert 'csto_graph_requests_total{status="200"} 2.0' in text
        assert 'csto_graph_requests_total{status="400"} 1.0' in text
        assert "127.0.0.1 GET /sparql 400 " in server.log
        assert "query=" not in server.log  # what people ask is theirs


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--port", "x"], "'x' is no whole number from 0 to 65535"),
        (["--port", "65536"], "no whole number"),
        (["--port", "-1"], "-1"),
        (["--workers", "0"], "'0' is no whole number from 1 to 256"),
        (["--timeout", "0"], "no whole number"),
        (["--timeout", "nan"], "no whole number"),
        (["--memory", "1"], "'1' is no whole number from 64"),
        (["--max-rows", "1e9"], "no whole number"),
        (["--max-bytes", "999999999999999"], "no whole number"),
        (["--root-path", "csto"], "--root-path 'csto': write it as /name"),
        (["--root-path", "/a/../b"], "write it as /name"),
        (["--root-path", "/<script>"], "write it as /name"),
        (["--host", "no.such.host.invalid"], "cannot listen at no.such.host.invalid port 0"),
        (["--host", "192.0.2.1"], "cannot listen at 192.0.2.1 port 0: Cannot assign"),
        (["--host", "a" * 300], "cannot listen at"),
        (["--host", ""], "--host"),
        (["--policy", "Nobody"], "no policy 'Nobody'"),
        (["--data", "no-such-folder"], "no-such-folder"),
        (["--without", "x"], "without: no document 'x'"),
        (["--endpoint", "http://127.0.0.1:1/"], "http://127.0.0.1:1/"),
        (["surplus"], "unrecognized arguments: surplus"),
    ],
)  # fmt: skip
def test_what_it_cannot_serve(run, options: list[str], says: str) -> None:
    status, out, err = run(*serve(*options)[3:])
    assert (status in (1, 2), out) == (True, "")
    assert says in err
    assert "Traceback" not in err


def test_a_port_in_use(run, graph: Graph) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, out, err = run("serve", "--port", port)
    assert (status, out) == (2, "")
    assert err == (
        f"csto-graph: cannot listen at 127.0.0.1 port {port}: Address already in use; "
        "choose others with --host and --port\n"
    )


def test_the_command_without_a_terminal(graph: Graph) -> None:
    """As a service runs it: no input, no home, another folder."""
    script = " ".join(serve("--workers", "1"))
    shell = f"cd / && exec {script} </dev/null"
    with started("sh", "-c", shell) as server:
        assert server.get("ASK {}").status == 200
        assert server.stop() == 0


def test_help_names_every_limit(run) -> None:
    status, out, _ = run("serve", "--help")
    assert status == 0
    for option in ("--workers", "--timeout", "--memory", "--max-rows", "--max-bytes", "--cache"):
        assert option in out
    assert all(len(line) <= 100 for line in out.splitlines())


def test_addresses() -> None:
    from csto_graph.web.server import address, bound

    with bound("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address(listener, "/csto") == f"http://127.0.0.1:{port}/csto/"
    try:
        listener = bound("::1", 0)
    except Exception:
        pytest.skip("this machine has no IPv6")
    with listener:
        assert address(listener, "").startswith("http://[::1]:")
