"""``csto-graph compare``: what would change with another policy or other documents."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from csto_graph.commands.bar import shown
from csto_graph.commands.options import add_graph_options, inputs, parser
from csto_graph.errors import ParameterError

if TYPE_CHECKING:
    from csto_graph.settings import Settings
    from csto_graph.sources import Sources


def run(argv: list[str]) -> int:
    """Compare the graph as it is with the graph that the options describe."""
    options = parser(
        "compare",
        "Say what would change: compare the graph by the policy Cautious and with all\n"
        "documents with the graph that the options describe.",
        "example:\n  csto-graph compare --without 002",
    )
    add_graph_options(options)
    sources, settings = inputs(options.parse_args(argv))
    from csto_graph.settings import Settings

    if settings == Settings():
        raise ParameterError("nothing to compare; give --policy, --known-by, --without, --no-links")
    print_changes(sources, Settings(), settings, ("as it is", "then"))
    return 0


def print_changes(
    sources: Sources, before: Settings, after: Settings, names: tuple[str, str]
) -> None:
    """Print the values and the canned questions that differ between two ways to build."""
    from csto_graph.comparison import changed_queries, changed_values
    from csto_graph.graph import open_sources
    from csto_graph.table import layout

    with shown() as progress:
        one = open_sources(sources, before, progress)
        two = open_sources(sources, after, progress)
    rows = [[c.node, c.predicate, c.one, c.two, c.rule] for c in changed_values(one, two)]
    if rows:
        print(layout(["About", "Property", *names, "Rule"], rows), end="")
    else:
        print("No resolved value of a single-valued property differs.")
    print("Canned questions, asked with the examples of their parameters, whose answers differ:")
    print(textwrap.indent("\n".join(changed_queries(one, two)) or "none", "  "))
