"""``csto-graph export``: write the published graph as a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from csto_graph.commands.options import add_graph_options, open_from, parser
from csto_graph.errors import ParameterError
from csto_graph.export import FORMATS, exported
from csto_graph.files import replace_file


def run(argv: list[str]) -> int:
    """Write the whole graph, with its provenance, to standard output or a file."""
    options = parser(
        "export",
        "Write the published graph. Turtle and N-Triples hold all of it in one graph;\n"
        "N-Quads also hold each document's claims in a graph named by the document.",
    )
    options.add_argument("--format", choices=FORMATS, default="turtle")
    options.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to FILE")
    options.add_argument("--force", action="store_true", help="replace FILE if it is there")
    add_graph_options(options)
    args = options.parse_args(argv)
    if args.output is not None and os.path.lexists(args.output) and not args.force:
        raise ParameterError(f"{args.output} is there already; --force replaces it")
    if args.output is not None and args.output.exists() and not args.output.is_file():
        raise ParameterError(f"{args.output} is no plain file; name a file to write to")
    text = exported(open_from(args), args.format)
    if args.output is None:
        sys.stdout.write(text)
    else:
        replace_file(args.output, text)
        print(f"csto-graph: {args.output} written, {len(text)} characters", file=sys.stderr)
    return 0
