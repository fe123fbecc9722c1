"""``csto-graph push``: write the published graph to an endpoint."""

from __future__ import annotations

import sys

from csto_graph.commands.bar import shown
from csto_graph.commands.options import add_graph_options, open_from, parser, warn
from csto_graph.errors import ParameterError
from csto_graph.guard import INTERRUPTED


def run(argv: list[str]) -> int:
    """Write the graph that the options describe to a SPARQL endpoint."""
    options = parser(
        "push",
        "Write the published graph to a SPARQL 1.1 endpoint, for every command's --endpoint.\n"
        "It replaces what an earlier push wrote there and leaves other graphs alone. What\n"
        "breaks off goes on when the same push is run again. Credentials come from\n"
        "CSTO_GRAPH_USER and CSTO_GRAPH_PASSWORD, CSTO_GRAPH_TOKEN, or a netrc file.",
        "example:\n  csto-graph push http://localhost:7878/query "
        "--graph-store http://localhost:7878/store",
    )
    options.add_argument("url", metavar="URL", help="the address that answers queries")
    write = options.add_mutually_exclusive_group()
    write.add_argument(
        "--graph-store",
        metavar="URL",
        help="write by the Graph Store Protocol to this address",
    )
    write.add_argument(
        "--update",
        metavar="URL",
        help="write by SPARQL Update to this address; without either option, to the first URL",
    )
    options.add_argument(
        "--batch", type=int, default=None, metavar="N", help="triples in a request (4000)"
    )
    options.add_argument("--force", action="store_true", help="write it even if it is there")
    options.add_argument("--timeout", metavar="SECONDS", help="wait so long for each answer (60)")
    add_graph_options(options)
    args = options.parse_args(argv)
    if args.batch is not None and not 1 <= args.batch <= 1_000_000:
        raise ParameterError(f"--batch {args.batch}: give a number from 1 to 1000000")
    from csto_graph.http_client import reach, seconds
    from csto_graph.pushing import push
    from csto_graph.writing import BATCH, Target

    timeout = seconds(args.timeout, "--timeout")
    query = reach(args.url, timeout, warn)
    write_url = args.graph_store or args.update
    target = Target(
        query, reach(write_url, timeout, warn) if write_url else query, bool(args.graph_store)
    )
    graph = open_from(args)
    try:
        with shown() as progress:
            done = push(graph, target, progress, batch=args.batch or BATCH, force=args.force)
    except KeyboardInterrupt:
        print("csto-graph: interrupted; run the same push again to go on", file=sys.stderr)
        return INTERRUPTED
    if done.graphs == 0:
        print(f"csto-graph: {query.url} holds this graph already", file=sys.stderr)
    print(f"{'triples':<14} {done.triples:>8}")
    print(f"{'written':<14} {done.written:>8}")
    print(f"{'graphs':<14} {done.graphs:>8}")
    print(f"{'dropped':<14} {done.dropped:>8}")
    return 0
