"""``csto-graph docs``: write the page that describes the ontology."""

from __future__ import annotations

import sys
from pathlib import Path

from csto_graph.commands.options import parser
from csto_graph.errors import ParameterError
from csto_graph.files import read_text, replace_file
from csto_graph.turtle import read_turtle

PAGE = Path("docs/ontology.md")


def run(argv: list[str]) -> int:
    """Write the page, or with ``--check`` only say whether it is current (exit status 1)."""
    options = parser(
        "docs",
        "Write the page that describes every term of the ontology, from ontology/csto.ttl and\n"
        "ontology/policies.ttl, in Markdown.",
    )
    options.add_argument("--check", action="store_true", help="change nothing; exit 1 if needed")
    options.add_argument(
        "-o", "--output", type=Path, default=PAGE, metavar="FILE", help=f"the page ({PAGE})"
    )
    args = options.parse_args(argv)
    from csto_graph.ontology_docs import TITLE, ontology_page
    from csto_graph.sources import find_sources

    files = find_sources(variable=False).ontology
    page = ontology_page(triple for path in files for triple in read_turtle(path).triples)
    there = read_text(args.output) if args.output.exists() else ""
    if there == page:
        print(f"csto-graph: {args.output} is current", file=sys.stderr)
        return 0
    if args.check:
        option = "" if args.output == PAGE else f" -o {args.output}"
        print(f"{args.output}: out of date; run: csto-graph docs{option}")
        return 1
    if there and not there.startswith(TITLE):
        raise ParameterError(f"{args.output} holds something else; name another file")
    replace_file(args.output, page)
    print(f"{args.output}: rewritten", file=sys.stderr)
    return 0
