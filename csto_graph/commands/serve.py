"""``csto-graph serve``: the graph as a web site with a SPARQL endpoint."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from csto_graph.commands.options import add_graph_options, inputs, open_from, parser
from csto_graph.errors import CstoGraphError, ParameterError
from csto_graph.web.limits import MEGABYTE, Limits, default_workers

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from socket import socket

    from csto_graph.graph import Graph

_ROOT = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")


def run(argv: list[str]) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    options = parser(
        "serve",
        "Serve the graph: a SPARQL 1.1 endpoint at /sparql, and pages. Ctrl-C stops it.\n"
        "docs/deploy.md says how to run it behind a proxy.",
        "example:\n  csto-graph serve --port 8000 --data my-documents",
    )
    _add_options(options)
    add_graph_options(options)
    args = options.parse_args(argv)
    root_path = args.root_path.rstrip("/")
    if not _ROOT.fullmatch(root_path):
        raise ParameterError(f"--root-path {args.root_path!r}: write it as /name, such as /csto")
    try:
        import resource  # noqa: F401
    except ImportError:
        raise CstoGraphError("serve needs a system with limits for processes, as Unix") from None
    from csto_graph.web.server import bound

    # Bound before the graph is opened: who asks meanwhile waits, and a taken port is told first.
    with bound(args.host, args.port) as listener:
        _serve(args, root_path, listener)
    return 0


def _serve(args: Namespace, root_path: str, listener: socket) -> None:
    from csto_graph.web.app import build_app
    from csto_graph.web.metrics import Metrics
    from csto_graph.web.pool import Pool
    from csto_graph.web.server import address, serve
    from csto_graph.web.site import Site

    sources, settings = inputs(args)
    graph = open_from(args, memory=None)
    metrics = Metrics()
    pool = Pool(_asked(graph), _limits(args), metrics.stop)
    metrics.watch(pool)
    built_here = graph.folder is not None
    site = Site(graph, pool, root_path, sources if built_here else None, settings)
    print(f"csto-graph: serving {address(listener, root_path)}", file=sys.stderr, flush=True)
    serve(build_app(site, metrics, None if args.quiet else _log), listener)


def _asked(graph: Graph) -> dict[str, str]:
    """What the workers ask: the store of a graph built here, or the endpoint that has it."""
    from csto_graph.endpoint import RemoteEngine

    if isinstance(graph.engine, RemoteEngine):
        return {"endpoint": graph.engine.address.url}
    return {"store": str(graph.nquads().with_name("store"))}


def _add_options(options: ArgumentParser) -> None:
    usual = Limits()
    options.add_argument("--host", default="127.0.0.1", help="listen at this address (%(default)s)")
    options.add_argument(
        "--port", type=_number(0, 65535), default=8000, help="and port (%(default)s; 0: a free one)"
    )
    options.add_argument(
        "--root-path", default="", metavar="P", help="the site stands below this path of a proxy"
    )
    options.add_argument(
        "--endpoint",
        metavar="URL",
        help="show the graph that 'csto-graph push' wrote to this SPARQL endpoint "
        "(also CSTO_GRAPH_ENDPOINT; '' builds here all the same)",
    )
    options.add_argument("--quiet", action="store_true", help="no line for each request")
    group = options.add_argument_group("limits; who reaches one gets an error that names it")
    for name, low, high, default, what in (
        ("workers", 1, 256, default_workers(), "processes that run queries"),
        ("timeout", 1, 86_400, usual.seconds, "seconds that a query may run"),
        ("memory", 64, 1 << 20, usual.memory // MEGABYTE, "megabytes that a query may take"),
        ("max-rows", 1, 10**9, usual.rows, "rows of an answer"),
        ("max-bytes", 1000, 10**10, usual.size, "bytes of an answer"),
        ("cache", 0, 1 << 20, usual.cache // MEGABYTE, "megabytes of answers to keep; 0: none"),
    ):
        group.add_argument(
            f"--{name}",
            type=_number(low, high),
            default=int(default),
            metavar="N",
            help=f"{what} (%(default)s)",
        )


def _limits(args: Namespace) -> Limits:
    return Limits(
        workers=args.workers,
        seconds=args.timeout,
        memory=args.memory * MEGABYTE,
        rows=args.max_rows,
        size=args.max_bytes,
        cache=args.cache * MEGABYTE,
    )


def _number(low: int, high: int) -> Callable[[str], int]:
    """A whole number from ``low`` to ``high`` as the type of an option."""

    def number(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text) or not low <= int(text) <= high:
            raise ArgumentTypeError(f"{text!r} is no whole number from {low} to {high}")
        return int(text)

    return number


def _log(line: str) -> None:
    print(line, file=sys.stderr)
