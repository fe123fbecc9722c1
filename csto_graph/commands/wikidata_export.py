"""``csto-graph wikidata export``: write the resolved situations as Wikidata RDF."""

from __future__ import annotations

from csto_graph.commands.options import add_graph_options, parser


def run(argv: list[str]) -> int:
    """Write it to standard output or a file."""
    options = parser("wikidata export", "To come.")
    add_graph_options(options)
    options.parse_args(argv)
    return 0
