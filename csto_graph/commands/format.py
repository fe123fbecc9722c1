"""``csto-graph format``: rewrite Turtle files in the one canonical form."""

from __future__ import annotations

import sys
from pathlib import Path

from csto_graph.canonical import canonical_file
from csto_graph.commands.options import parser
from csto_graph.files import replace_file
from csto_graph.turtle import read_turtle


def run(argv: list[str]) -> int:
    """Rewrite files, or with ``--check`` only say which are not canonical (exit status 1)."""
    options = parser(
        "format",
        "Rewrite Turtle in the canonical form: sorted, a block a subject, a line a value.\n"
        "Comments at the head of a file are kept; elsewhere they are refused.",
    )
    options.add_argument("--check", action="store_true", help="change nothing; exit 1 if needed")
    options.add_argument("files", nargs="+", type=Path, metavar="FILE")
    args = options.parse_args(argv)
    # Read everything first: a file that cannot be read leaves all as they were.
    texts = [(file, canonical_file(file)) for file in map(read_turtle, args.files)]
    changed = [(file, text) for file, text in texts if file.text != text]
    for file, text in changed:
        if args.check:
            print(f"{file.path}: not canonical; run: csto-graph format {file.path}")
        else:
            replace_file(file.path, text)
            print(f"{file.path}: rewritten", file=sys.stderr)
    if not changed:
        print(f"csto-graph: {len(texts)} files are canonical", file=sys.stderr)
    return 1 if args.check and changed else 0
