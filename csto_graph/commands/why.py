"""``csto-graph why``: explain what the graph says of a node, down to the passages."""

from __future__ import annotations

import sys
from pathlib import Path

from csto_graph.commands.options import add_endpoint_options, add_graph_options, open_from, parser


def run(argv: list[str]) -> int:
    """Print the resolved values of a node as a tree: value, rule, claims, passages."""
    options = parser(
        "why",
        "Explain a node: each value, the rule that decided it, the claims for and against,\n"
        "and their passages; with --texts also the words, marked in their sentence.",
        "example:\n  csto-graph why membership:csto-uzbekistan-2006",
    )
    options.add_argument("node", metavar="NODE", help="prefix:name, IRI or label")
    options.add_argument("--property", metavar="NAME", help="only this property, such as start")
    options.add_argument("--texts", type=Path, metavar="DIR", help="the folder of raw texts")
    add_graph_options(options)
    add_endpoint_options(options)
    args = options.parse_args(argv)
    from csto_graph.explanation import explain

    graph = open_from(args)
    for line in explain(graph, args.node, args.property, args.texts, bold=sys.stdout.isatty()):
        print(line)
    return 0
