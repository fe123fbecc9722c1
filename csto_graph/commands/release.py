"""``csto-graph release``: write the graph in every format, described and summed."""

from __future__ import annotations

import sys
from pathlib import Path

from csto_graph.commands.bar import shown
from csto_graph.commands.options import add_graph_options, inputs, parser


def run(argv: list[str]) -> int:
    """Write a release into a folder."""
    options = parser(
        "release",
        "Write a folder with the graph in every format, the context of its JSON-LD,\n"
        "tables, descriptions in VoID and DCAT, and SHA256SUMS, which 'sha256sum -c'\n"
        "checks. With --since-release, CHANGES.md and changes.json say which facts and\n"
        "documents changed.",
        "example:\n  csto-graph release out/0.2.0 --since-release out/0.1.0",
    )
    options.add_argument("folder", type=Path, metavar="DIR", help="the folder to write")
    options.add_argument("--force", action="store_true", help="replace the release that is in DIR")
    options.add_argument(
        "--since-release", type=Path, metavar="DIR", help="an earlier release to compare with"
    )
    options.add_argument(
        "--base-url", metavar="URL", help="where the files will be, for VoID and DCAT"
    )
    options.add_argument("--issued", metavar="DATE", help="the day of issue, for VoID and DCAT")
    add_graph_options(options)
    args = options.parse_args(argv)
    from csto_graph.graph import open_sources
    from csto_graph.release import check_release, write_release

    # Before a build that takes its time.
    since, base, issued = args.since_release, args.base_url, args.issued
    check_release(args.folder, since, base, issued, force=args.force)
    sources, settings = inputs(args)
    note = f"Claims are resolved by the policy {settings.policy}."
    if settings.known_by is not None:
        note += f" Only documents published by {settings.known_by} are used."
    if settings.without:
        note += f" Left out: {', '.join(sorted(settings.without))}."
    with shown() as progress:
        write_release(
            open_sources(sources, settings, progress),
            args.folder,
            since=since,
            base=base,
            note=note,
            issued=issued,
            force=args.force,
            progress=progress,
        )
    print(f"csto-graph: {args.folder} written", file=sys.stderr)
    return 0
