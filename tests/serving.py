"""A server in a process of its own, for tests, and requests to it that may be malformed."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlencode, urlsplit

QUERY = "application/sparql-query"
# Builds the application on any store: its folder is the argument.
ON_STORE = """
import sys
from pathlib import Path
from types import SimpleNamespace
from csto_graph.web.app import build_app
from csto_graph.web.limits import Limits
from csto_graph.web.metrics import Metrics
from csto_graph.web.pool import Pool
from csto_graph.web.server import address, bound, serve
from csto_graph.web.site import Site
folder = Path(sys.argv[1])
listener = bound("127.0.0.1", 0)
print("serving", address(listener, ""), file=sys.stderr, flush=True)
pool = Pool({"store": str(folder / "store")}, Limits(workers=2))
graph = SimpleNamespace(folder=folder)
serve(build_app(Site(graph, pool), Metrics()), listener)
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class Server:
    def __init__(self, process: subprocess.Popen[bytes], log: IO[bytes], address: str) -> None:
        self.process, self._log, self.address = process, log, address
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "", parts.port or 0

    @property
    def log(self) -> str:
        return _read(self._log)

    def connect(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=30)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        timeout: float = 30,
        **headers: str,
    ) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, fields, response.read())
        finally:
            connection.close()

    def get(self, query: str, path: str = "/sparql", timeout: float = 30, **headers: str) -> Answer:
        return self.ask(f"{path}?{urlencode({'query': query})}", timeout=timeout, **headers)

    def post(
        self, query: str, path: str = "/sparql", timeout: float = 30, **headers: str
    ) -> Answer:
        named = {"Content_Type": QUERY, **headers}
        return self.ask(path, "POST", query.encode(), timeout, **named)

    def raw(self, request: bytes) -> bytes:
        """Whatever comes back for these bytes until the server closes."""
        with self.connect() as link:
            link.settimeout(10)
            link.sendall(request)
            parts = []
            while part := link.recv(1 << 16):
                parts.append(part)
            return b"".join(parts)

    def metric(self, name: str) -> float:
        lines = self.ask("/metrics").text.splitlines()
        return next(float(line.split()[-1]) for line in lines if line.startswith(f"{name} "))

    def workers(self) -> set[int]:
        """The processes whose parent is the server."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        )
        return {int(pid) for pid in found.stdout.split()}

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


def _read(log: IO[bytes]) -> str:
    return os.pread(log.fileno(), 1 << 20, 0).decode("utf-8", "replace")


@contextmanager
def started(*command: str) -> Iterator[Server]:
    """A server, running once its address is known; it is ended at the end."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            until = time.monotonic() + 60
            while (found := re.search(r"serving (http\S+)", _read(log))) is None:
                assert process.poll() is None, _read(log)
                assert time.monotonic() < until, _read(log)
                time.sleep(0.02)
            yield Server(process, log, found[1])
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(20)


def serve(*options: str) -> list[str]:
    """The command line of ``csto-graph serve`` on a free port."""
    return [sys.executable, "-m", "csto_graph", "serve", "--port", "0", *options]
