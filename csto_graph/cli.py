"""The command ``csto-graph``: finds the sub-command, runs it, and reports what went wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

from csto_graph.errors import CstoGraphError
from csto_graph.guard import guarded

COMMANDS = {
    "query": "answer a canned question",
    "queries": "list the canned questions",
    "sparql": "answer any SPARQL 1.1 query",
    "why": "explain a node: values, rules, claims and passages",
    "policies": "say how claims are resolved, and compare the policies",
    "compare": "say what would change with other documents or another policy",
    "build": "build the published graph and say what it holds",
    "validate": "check authored Turtle, and passages against the texts",
    "serve": "serve the graph: SPARQL endpoint and pages",
    "export": "write the graph, or a part of it, in a standard format",
    "push": "write the published graph to a SPARQL endpoint",
    "release": "write the graph in every format, described and summed",
    "wikidata": "export to data sets such as Wikidata, and compare with them",
    "cite": "print words of a raw text as a passage in Turtle",
    "coverage": "say how much of each text is behind claims",
    "format": "rewrite Turtle files in the one canonical form",
    "docs": "write the page that describes the ontology",
}


def usage() -> str:
    """The help text of the command as a whole."""
    lines = [f"  {name:<10} {what}" for name, what in COMMANDS.items()]
    return "\n".join(
        [
            "usage: csto-graph COMMAND …",
            "",
            "A sourced, time-aware knowledge graph of the Collective Security Treaty",
            "Organization. Every answer says how sure it is and which passages say so.",
            "",
            "commands:",
            *lines,
            "",
            "'csto-graph COMMAND --help' explains a command,",
            "'csto-graph query NAME --help' a question. For a start:",
            "  csto-graph query members-on --date 2012-05-03",
            "",
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status.

    0 done; 1 the data was found wrong; 2 the request cannot be carried out as written.
    Answers go to standard output, messages to standard error.
    """
    args = list(sys.argv[1:] if argv is None else argv)
    return guarded(lambda: _dispatch(args))


def entry() -> NoReturn:
    """Run the command line of this process and end it.

    A question takes less time than clearing up does: memory is given back to the system as
    a whole, and what was written is flushed by then.
    """
    import gc

    gc.set_threshold(100_000, 50, 50)
    status = main()
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    os._exit(status)


def _dispatch(args: list[str]) -> int:
    if not args or args[0] in ("-h", "--help", "help"):
        print(usage(), end="")
        return 0 if args else 2
    if args[0] in ("-V", "--version"):
        from csto_graph import __version__

        print(f"csto-graph {__version__}")
        return 0
    name = args[0]
    if name not in COMMANDS:
        from difflib import get_close_matches

        close = get_close_matches(name, COMMANDS, n=1)
        hint = f"did you mean {close[0]}?" if close else "'csto-graph --help' lists them"
        raise CstoGraphError(f"no command {name!r}; {hint}")
    command = import_module(f"csto_graph.commands.{name}")
    try:
        status = command.run(args[1:])
    except SystemExit as stop:  # argparse, after --help or a usage error
        return stop.code if isinstance(stop.code, int) else 2
    return int(status or 0)
