"""``csto-graph wikidata``: write for, and compare with, data sets in the model of Wikidata."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

from csto_graph.errors import ParameterError
from csto_graph.files import replace_file

# Each is commands/wikidata_<name>.py with a run(argv) of its own, imported when called.
ACTIONS = {
    "export": "write the resolved situations as Wikidata RDF",
    "quickstatements": "write what a Wikidata data set lacks as QuickStatements",
}


def usage() -> str:
    """The help text of the command."""
    lines = [f"  {name:<16} {what}" for name, what in ACTIONS.items()]
    return "\n".join(
        [
            "usage: csto-graph wikidata ACTION …",
            "",
            "Write for, and compare with, data sets in the model of Wikidata.",
            "",
            "actions:",
            *lines,
            "",
            "'csto-graph wikidata ACTION --help' explains an action.",
            "",
        ]
    )


def run(argv: list[str]) -> int:
    """Run one action of the command; raises ParameterError if there is none of that name."""
    if not argv or argv[0] in ("-h", "--help"):
        print(usage(), end="")
        return 0 if argv else 2
    name = argv[0]
    if name not in ACTIONS:
        from difflib import get_close_matches

        close = get_close_matches(name, ACTIONS, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there is {', '.join(ACTIONS)}"
        raise ParameterError(f"wikidata: no action {name!r}; {hint}")
    status: int = import_module(f"csto_graph.commands.wikidata_{name}").run(argv[1:])
    return status


def add_output_options(options: ArgumentParser) -> None:
    """The options that say where an action writes to."""
    options.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to FILE")
    options.add_argument("--force", action="store_true", help="replace FILE if it is there")


def check_output(args: Namespace) -> None:
    """Raise ParameterError, before any work, where FILE may not be written."""
    path: Path | None = args.output
    if path is None:
        return
    if path.exists() and not path.is_file():
        raise ParameterError(f"{path} is no plain file; name a file to write to")
    if os.path.lexists(path) and not args.force:
        raise ParameterError(f"{path} is there already; --force replaces it")


def write_output(args: Namespace, text: str, what: str) -> None:
    """Write a text to FILE, or to standard output; ``what`` it holds goes to standard error."""
    if args.output is None:
        sys.stdout.write(text)
        print(f"csto-graph: {what}", file=sys.stderr)
    else:
        replace_file(args.output, text)
        print(f"csto-graph: {args.output} written: {what}", file=sys.stderr)
