"""Options that several commands share, and opening the graph that they describe."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter, _ArgumentGroup
from typing import TYPE_CHECKING

from csto_graph.errors import ParameterError
from csto_graph.terminal import width

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.nodes import Nodes
    from csto_graph.settings import Settings
    from csto_graph.sources import Sources

ENDPOINT_VARIABLE = "CSTO_GRAPH_ENDPOINT"


def parser(command: str, description: str, epilog: str = "") -> ArgumentParser:
    """An argument parser for one command."""
    return ArgumentParser(
        prog=f"csto-graph {command}",
        description=description,
        epilog=epilog,
        allow_abbrev=False,
        # Left to itself the formatter imports much to learn the width.
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=width() - 2),
    )


def add_graph_options(options: ArgumentParser, *, policy: bool = True) -> None:
    """The options that say which graph is meant; ``policy`` if that can be chosen too."""
    group = options.add_argument_group("which graph")
    add_data_option(group)
    if policy:
        group.add_argument(
            "--policy",
            default="Cautious",
            metavar="NAME",
            help="how claims are resolved: Cautious (default) or Best; see 'csto-graph policies'",
        )
    else:
        options.set_defaults(policy="Cautious")
    group.add_argument(
        "--known-by",
        metavar="DATE",
        help="use only the documents published by then (YYYY-MM-DD)",
    )
    group.add_argument(
        "--without",
        metavar="DOCUMENT",
        action="append",
        default=[],
        help="leave a document out (repeatable)",
    )
    group.add_argument(
        "--no-links",
        action="store_true",
        help="leave out our own inferences that nodes of two documents may be the same",
    )
    group.add_argument(
        "--reasoner",
        default="rules",
        metavar="NAME",
        help="how OWL 2 RL is inferred: rules (default, fast) or owlrl (the reference, slow)",
    )


def add_endpoint_options(options: ArgumentParser) -> None:
    """The options that name an endpoint to ask in place of a graph built here."""
    group = options.add_argument_group("elsewhere")
    group.add_argument(
        "--endpoint",
        metavar="URL",
        help="ask the graph that 'csto-graph push' wrote to this SPARQL endpoint "
        f"(also {ENDPOINT_VARIABLE}; '' asks here all the same)",
    )
    group.add_argument(
        "--timeout",
        metavar="SECONDS",
        help="wait so long for each answer of the endpoint (60; also CSTO_GRAPH_TIMEOUT)",
    )


def add_data_option(options: ArgumentParser | _ArgumentGroup) -> None:
    """The option that names folders of the user's."""
    options.add_argument(
        "--data",
        metavar="DIR",
        action="append",
        default=[],
        help="add the Turtle files of a folder of yours (repeatable; also CSTO_GRAPH_DATA)",
    )


def authored_nodes(args: Namespace) -> Nodes:
    """The authored files that ``--data`` adds to, as nodes; nothing is checked or resolved.

    Raises DataError for a folder without Turtle, or a file that is not Turtle.
    """
    from csto_graph.nodes import Nodes
    from csto_graph.sources import find_sources
    from csto_graph.turtle import read_turtle

    files = find_sources(tuple(args.data)).data
    return Nodes(triple for path in files for triple in read_turtle(path).triples)


def inputs(args: Namespace) -> tuple[Sources, Settings]:
    """The files and settings that the options name; DataError or ParameterError if bad."""
    from csto_graph.days import parse_day
    from csto_graph.settings import Settings
    from csto_graph.sources import find_sources

    known_by = None if args.known_by is None else parse_day(args.known_by, "known-by")
    settings = Settings(
        args.policy, known_by, tuple(args.without), not args.no_links, args.reasoner
    )
    return find_sources(tuple(args.data)), settings


def open_from(args: Namespace, *, memory: bool | None = False) -> Graph:
    """The graph that the options name; a build is shown on standard error.

    ``memory`` is as in ``open_graph``: a single question does not pay for loading the graph.
    """
    url = getattr(args, "endpoint", "")
    if url is None:
        url = os.environ.get(ENDPOINT_VARIABLE, "")
    if url:
        from csto_graph.endpoint import open_endpoint

        _refuse_build_options(args)
        return open_endpoint(url, timeout=args.timeout, warn=warn)
    from csto_graph.commands.bar import shown
    from csto_graph.graph import open_sources

    with shown() as progress:
        return open_sources(*inputs(args), progress=progress, memory=memory)


def _refuse_build_options(args: Namespace) -> None:
    """Raise ParameterError for options that say how to build: an endpoint's graph is built."""
    options = {
        "--data": args.data,
        "--policy": args.policy != "Cautious",
        "--known-by": args.known_by,
        "--without": args.without,
        "--no-links": args.no_links,
        "--reasoner": args.reasoner != "rules",
    }
    given = [name for name, value in options.items() if value]
    if given:
        raise ParameterError(
            f"{' and '.join(given)} say how to build a graph, and an endpoint holds a built one; "
            f"push one built so, with 'csto-graph push URL {' '.join(given)} …', or ask here "
            "with --endpoint ''"
        )


def warn(message: str) -> None:
    """Tell of something unsafe on standard error."""
    print(f"csto-graph: warning: {message}", file=sys.stderr, flush=True)
