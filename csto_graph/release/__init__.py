"""A release: the graph in every format, described, summed, and compared with an earlier one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.errors import DataError, ParameterError
from csto_graph.export.blocks import read_blocks
from csto_graph.export.output import ENDINGS, write_stream, write_tables, writer
from csto_graph.export.selection import Selection, select
from csto_graph.files import check_folder, replacing_folder
from csto_graph.progress import Progress, silent
from csto_graph.release.changes import as_json, as_markdown, state_of
from csto_graph.release.counting import count
from csto_graph.release.description import FILES, dcat, void
from csto_graph.release.sums import SUMS, check_sums, write_sums
from csto_graph.sources import shipped

if TYPE_CHECKING:
    from csto_graph.graph import Graph

QUADS = "csto-graph.nq"
PLACE = "https://w3id.org/csto-graph/release/{version}/"
_ADDRESS = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+/\Z")


def write_release(
    graph: Graph,
    folder: str | Path,
    *,
    since: str | Path | None = None,
    base: str | None = None,
    note: str = "",
    issued: str | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> None:
    """Write a release into a folder, which appears when it is whole.

    ``since`` is the folder of an earlier release, to tell what changed; ``base`` the address
    at which the files will be, ending in a slash; ``note`` says how the graph was built;
    ``issued`` is the day of issue (YYYY-MM-DD), left out if not given, so that equal graphs
    give equal releases. ``force`` replaces an older release in the folder. Raises
    ParameterError for a bad setting, CstoGraphError for a folder that is not replaced,
    DataError for an earlier release that is damaged, OutputError for a full disk.
    """
    place = Path(folder)
    check_release(place, since, base, issued, force=force)
    selection = select(graph)
    with replacing_folder(place, SUMS, force=force) as draft:
        for name in FILES:
            progress(f"write {name}", 0, 0)
            _write_file(selection, draft / name)
        write_tables(selection, draft / "tables", force=False)
        context = (shipped("ontology") / "context.jsonld").read_bytes()
        (draft / "context.jsonld").write_bytes(context)
        progress("describe", 0, 0)
        counts = count(selection)
        address = base or PLACE.format(version=counts.version or "latest")
        for name, text in (
            ("void.ttl", void(counts, address, note, issued)),
            ("dcat.ttl", dcat(draft, counts, address, note, issued)),
        ):
            (draft / name).write_text(text, encoding="utf-8", newline="")
        if since is not None:
            progress(f"compare with {since}", 0, 0)
            told = as_json(state_of(read_blocks(Path(since) / QUADS)), state_of(selection))
            text = json.dumps(told, ensure_ascii=False, indent=1)
            (draft / "changes.json").write_text(f"{text}\n", encoding="utf-8")
            (draft / "CHANGES.md").write_text(as_markdown(told), encoding="utf-8")
        write_sums(draft)


def check_release(
    folder: Path,
    since: str | Path | None,
    base: str | None,
    issued: str | None,
    *,
    force: bool,
) -> None:
    """Refuse what cannot be released, before any work; errors as ``write_release``."""
    from csto_graph.days import parse_day

    check_folder(folder, SUMS, force=force)
    if base is not None and not _ADDRESS.match(base):
        raise ParameterError(f"base-url: {base!r} is no address that ends in a slash")
    if issued is not None:
        parse_day(issued, "issued")
    if since is not None:
        listed = check_sums(Path(since))
        if QUADS not in listed:
            raise DataError(f"{since}: has no {QUADS} in its sums to compare with; get it again")


def _write_file(selection: Selection, path: Path) -> None:
    if path.suffix == ".zip":
        write_tables(selection, path, force=False)
        return
    view = path.stem if path.stem in ("resolved", "claims", "ontology") else "all"
    part = Selection(selection.path, view)
    write = writer(ENDINGS[path.suffix], flat=".flat" in path.name)
    write_stream(path, lambda sink: write(part, sink))
