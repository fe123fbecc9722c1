"""``csto-graph validate``: check authored Turtle, and passages against the texts."""

from __future__ import annotations

import sys
from pathlib import Path

from csto_graph.commands.bar import shown
from csto_graph.commands.options import parser
from csto_graph.files import real
from csto_graph.sources import find_sources, turtle_files


def run(argv: list[str]) -> int:
    """Print what is wrong, a finding a line; exit status 1 if there is anything."""
    options = parser(
        "validate",
        "Check authored Turtle against the shapes, before anything is inferred from it.\n"
        "Files or folders of yours are checked, with as much of the shipped data and of --data\n"
        "as that takes; without any, all of it is. A finding names file, line, node and the\n"
        "mend. What a file breaks in others that refer to it is found by checking those.",
        "example:\n  csto-graph validate my-documents/ --texts my-texts/",
    )
    options.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a file or a folder")
    options.add_argument(
        "--texts",
        type=Path,
        metavar="DIR",
        help="the folder of raw texts: also check every passage's place and digest",
    )
    options.add_argument("--data", metavar="DIR", action="append", default=[], help="more context")
    options.add_argument(
        "--engine",
        choices=("pyshacl", "pyshifty"),
        metavar="NAME",
        help="the SHACL engine: pyshacl, or pyshifty, which finds the same and is faster;\n"
        "by default pyshifty where it is installed: pip install 'csto-graph[fast]'",
    )
    args = options.parse_args(argv)
    from csto_graph.passages import verify
    from csto_graph.shacl import chosen_engine
    from csto_graph.validation import validate

    engine = chosen_engine(args.engine)
    named = [f for path in args.files for f in (turtle_files(path) if path.is_dir() else [path])]
    context = list(find_sources(tuple(args.data)).data)
    own = {real(path) for path in named}
    files = [path for path in context if real(path) not in own] + named
    # The texts first: a folder that is not there is told before the long work.
    findings = verify(files, args.texts, named) if args.texts is not None else []
    with shown() as progress:
        findings = list(dict.fromkeys(validate(files, named, engine, progress) + findings))
    for finding in findings:
        print(finding)
    checked = len(named) or len(files)
    print(
        f"csto-graph: {checked} files checked, {len(findings)} findings"
        + ("" if args.texts else "; passages not compared with texts (--texts DIR)"),
        file=sys.stderr,
    )
    return 1 if findings else 0
