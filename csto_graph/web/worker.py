"""A process that answers queries, one after the other, until it is ended.

What a query may do to a process (take all memory, overflow the stack, never end) it does to
this one only. Jobs come on the socket that is its standard input, and replies go there.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from csto_graph.web.wire import JOB_HEAD, Job, Reply, job_length, pack_reply, unpack_job

OUT_OF_MEMORY = "the query needs more memory than this server gives to one; ask for less"
GRACE = 5.0  # seconds after which a worker whose parent is gone ends by itself

Answer = Callable[[Job], tuple[Reply, bytes]]


def main() -> None:
    """Answer jobs until the socket closes; the only argument is the settings as JSON.

    ``store`` is the folder of the store, or ``endpoint`` the address of one; ``rows`` and
    ``size`` limit an answer, ``memory`` (bytes) and ``seconds`` the process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    settings = json.loads(sys.argv[1])
    answer = engine(settings)
    link = socket.socket(fileno=os.dup(0))
    confine(settings["memory"], alone="endpoint" not in settings)
    link.sendall(pack_reply(Reply(200, message="ready"), 0))
    serve(link, answer, settings["seconds"] + GRACE)


def engine(settings: dict[str, Any]) -> Answer:
    """What answers jobs by these settings: the store, opened read-only, or an endpoint."""
    from pyoxigraph import Store

    from csto_graph.web.answering import answered, ask_endpoint, ask_store

    limits = {"rows": settings["rows"], "size": settings["size"]}
    if "endpoint" in settings:
        from csto_graph.endpoint import open_endpoint

        graph = open_endpoint(settings["endpoint"], timeout=settings["seconds"])
        return partial(answered, partial(ask_endpoint, graph), graph.engine.graphs(), **limits)
    store = Store.read_only(settings["store"])
    graphs = frozenset(graph.value for graph in store.named_graphs())
    return partial(answered, partial(ask_store, store), graphs, **limits)


def confine(memory: int, *, alone: bool) -> None:
    """Take from this process what no query needs: files, sockets, core dumps, more memory.

    Where it works ``alone``, nothing can be opened any more, so no query reaches the network,
    whatever the engine would do. ``memory`` is address space in bytes beyond what the process
    has now.
    """
    most = _address_space() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if alone:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def serve(link: socket.socket, answer: Answer, seconds: float) -> None:
    """Answer one job after the other; a job of more than ``seconds`` ends the process."""
    while (head := _read(link, JOB_HEAD)) is not None:
        text = _read(link, job_length(head))
        if text is None:
            return
        # The parent ends what takes too long; this is for when there is none any more.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            reply, body = answer(unpack_job(text))
        except MemoryError:
            reply, body = Reply(507, message=OUT_OF_MEMORY, reason="memory"), b""
        link.sendall(pack_reply(reply, len(body)))
        if body:
            link.sendall(body)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _read(link: socket.socket, count: int) -> bytes | None:
    """That many bytes; ``None`` if the socket closes before."""
    if count <= 0:
        return b""
    first = link.recv(count)
    if len(first) == count:
        return first
    parts, missing = [first], count - len(first)
    while missing and parts[-1]:
        parts.append(link.recv(min(missing, 1 << 20)))
        missing -= len(parts[-1])
    return None if missing else b"".join(parts)


def _address_space() -> int:
    """The address space of this process in bytes; a guess where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30


if __name__ == "__main__":
    main()
