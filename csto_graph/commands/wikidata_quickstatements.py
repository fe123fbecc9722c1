"""``csto-graph wikidata quickstatements``: write what a data set lacks as QuickStatements."""

from __future__ import annotations

from csto_graph.commands.options import add_graph_options, parser


def run(argv: list[str]) -> int:
    """Write it to standard output or a file."""
    options = parser("wikidata quickstatements", "To come.")
    add_graph_options(options)
    options.parse_args(argv)
    return 0
