"""Time and memory of every export format on a graph of about a million quads.

    python benchmarks/export.py [QUADS] [FORMAT ...]

The graph is the shipped one over and over, each copy with node names of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

FORMATS = ("nquads", "ntriples", "turtle", "trig", "rdfxml", "jsonld-flat", "jsonld", "graphml",
           "csv")  # fmt: skip


def many(target: Path, quads: int) -> int:
    """Write a sorted file of at least so many quads; how many it has."""
    from csto_graph import open_graph

    lines = (open_graph().folder / "graph.nq").read_bytes().splitlines(keepends=True)
    base = b"<https://w3id.org/csto-graph/"
    copies = max(1, round(quads / len(lines)))
    made: set[bytes] = set()
    for number in range(copies):
        # Our own nodes get another kind of path; terms stay as they are.
        own = base + b"copy-%04d/" % number
        for line in lines:
            parts = line.split(base)
            made.add(
                parts[0]
                + b"".join(
                    (base if part.startswith(b"ontology") else own) + part for part in parts[1:]
                )
            )
    target.write_bytes(b"".join(sorted(made)))
    return len(made)


def child(form: str, source: str, target: str) -> None:
    """Export one format and print seconds, peak memory in MB and megabytes written."""
    from csto_graph.export.output import write_stream, write_tables, writer
    from csto_graph.export.selection import Selection

    began = time.perf_counter()
    selection, output = Selection(Path(source)), Path(target) / form
    if form == "csv":
        write_tables(selection, output.with_suffix(".zip"), force=True)
        output = output.with_suffix(".zip")
    else:
        write = writer(form.partition("-")[0], flat=form.endswith("flat"))
        write_stream(output, lambda sink: write(selection, sink))
    seconds = time.perf_counter() - began
    # Not ru_maxrss, which a child has from its parent.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    print(
        f"{form:<12} {seconds:>7.1f} s {peak:>6} MB {output.stat().st_size >> 20:>6} MB", flush=True
    )


def main() -> None:
    """Make the graph and export it in each format, in a process of its own (Linux)."""
    args = sys.argv[1:]
    quads = int(args[0]) if args else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "graph.nq"
        print(f"{many(source, quads)} quads, {source.stat().st_size >> 20} MB", flush=True)
        print(f"{'format':<12} {'time':>9} {'peak':>9} {'written':>9}", flush=True)
        for form in args[1:] or FORMATS:
            subprocess.run(
                [sys.executable, __file__, "--child", form, str(source), name], check=True
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:5])
    else:
        main()
