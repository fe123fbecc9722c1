"""Clients that are slow on purpose: they are dropped, after seconds that are short here."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from serving import ON_STORE, Server, started

from csto_graph import Graph

SHORT = """
from csto_graph.web import sending, server
server.HEAD_SECONDS = sending.BODY_SECONDS = sending.CHUNK_SECONDS = 0.5
"""
LARGE = quote(f"SELECT ('{'a' * 5000}' AS ?w) {{ ?a ?p ?o }} LIMIT 10000")  # 50 MB


@pytest.fixture(scope="module")
def server(graph: Graph) -> Iterator[Server]:
    with started(sys.executable, "-c", SHORT + ON_STORE, str(graph.folder)) as running:
        yield running
        assert "Traceback" not in running.log


def closed(link: socket.socket) -> bytes:
    """What comes until the server closes; fails if it does not within ten seconds."""
    link.settimeout(10)
    parts = []
    try:
        while part := link.recv(1 << 20):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


@pytest.mark.parametrize("head", [
    b"", b"GET /sparql?query=", b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nHost: ",
])  # fmt: skip
def test_a_head_that_does_not_come(server: Server, head: bytes) -> None:
    with server.connect() as link:
        link.sendall(head)
        assert closed(link).count(b"200 OK") == head.count(b"\r\n\r\n")


def test_a_body_that_does_not_come(server: Server) -> None:
    with server.connect() as link:
        link.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n"
            b"Content-Type: application/sparql-query\r\n\r\nASK"
        )
        answer = closed(link)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"the body did not come within 0.5 seconds" in answer


def test_an_answer_that_is_not_read(server: Server) -> None:
    with server.connect() as link:
        link.sendall(f"GET /sparql?query={LARGE} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        link.settimeout(10)
        assert link.recv(100).startswith(b"HTTP/1.1 200 ")
        until = time.monotonic() + 15
        while 'status="200"} 1.0' not in server.ask("/metrics").text:
            assert time.monotonic() < until
            time.sleep(0.1)
        time.sleep(1.2)  # what the server could still hold back is dropped with the connection
        assert len(closed(link)) < 30_000_000
    assert server.get("ASK {}").status == 200


def test_an_answer_that_is_read_slowly_but_read(server: Server) -> None:
    with server.connect() as link:
        link.sendall(
            f"GET /sparql?query={LARGE} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
        )
        link.settimeout(10)
        size = 0
        while part := link.recv(1 << 20):
            size += len(part)
            time.sleep(0.01)
    assert size > 50_000_000
