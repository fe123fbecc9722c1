"""``csto-graph build``: build the published graph and say what it holds."""

from __future__ import annotations

import time

from csto_graph.commands.options import add_graph_options, inputs, parser


def run(argv: list[str]) -> int:
    """Build the graph into the cache, or find it there, and print what it holds."""
    options = parser(
        "build",
        "Build the published graph: load, resolve, infer, publish. It is kept in the cache\n"
        "directory (CSTO_GRAPH_CACHE) under a hash of its inputs, and used by every command.",
    )
    options.add_argument("--force", action="store_true", help="build it even if it is there")
    add_graph_options(options)
    args = options.parse_args(argv)
    from csto_graph.cache import published
    from csto_graph.commands.bar import shown

    began = time.perf_counter()
    with shown() as progress:
        folder, counts = published(*inputs(args), progress, rebuild=args.force)
    seconds = time.perf_counter() - began
    for what, number in counts.items():
        print(f"{what:<14} {number:>8}")
    print(f"{'seconds':<14} {seconds:>8.1f}")
    print(f"{'folder':<14} {folder}")
    return 0
