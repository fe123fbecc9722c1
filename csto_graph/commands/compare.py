"""``csto-graph compare``: what would change with another policy or other documents."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from csto_graph.commands.bar import shown
from csto_graph.commands.options import add_graph_options, inputs, parser, warn
from csto_graph.errors import ParameterError

if TYPE_CHECKING:
    from csto_graph.graph import Graph


def run(argv: list[str]) -> int:
    """Compare the graph as it is with the graph that the options describe."""
    options = parser(
        "compare",
        "Say what would change: compare the graph by the policy Cautious and with all\n"
        "documents, or a graph that was pushed, with the graph that the options describe.",
        "example:\n  csto-graph compare --without 002",
    )
    add_graph_options(options)
    options.add_argument(
        "--endpoint",
        metavar="URL",
        help="compare with the graph that 'csto-graph push' wrote to this SPARQL endpoint",
    )
    options.add_argument("--timeout", metavar="SECONDS", help="wait so long for its answers (60)")
    args = options.parse_args(argv)
    sources, settings = inputs(args)
    from csto_graph.graph import open_sources
    from csto_graph.settings import Settings

    if args.endpoint:
        from csto_graph.endpoint import open_endpoint

        one = open_endpoint(args.endpoint, timeout=args.timeout, warn=warn)
    elif settings == Settings():
        raise ParameterError(
            "nothing to compare; give --policy, --known-by, --without, --no-links or --endpoint"
        )
    else:
        with shown() as progress:
            one = open_sources(sources, Settings(), progress)
    with shown() as progress:
        two = open_sources(sources, settings, progress)
    print_changes(one, two, ("as it is", "then"))
    return 0


def print_changes(one: Graph, two: Graph, names: tuple[str, str]) -> None:
    """Print the values and the canned questions that differ between two graphs."""
    from csto_graph.comparison import changed_queries, changed_values
    from csto_graph.table import layout

    rows = [[c.node, c.predicate, c.one, c.two, c.rule] for c in changed_values(one, two)]
    if rows:
        print(layout(["About", "Property", *names, "Rule"], rows), end="")
    else:
        print("No resolved value of a single-valued property differs.")
    print("Canned questions, asked with the examples of their parameters, whose answers differ:")
    print(textwrap.indent("\n".join(changed_queries(one, two)) or "none", "  "))
