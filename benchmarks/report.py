"""Results as a page and a plot: ``python -m benchmarks.report DIR``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.plot import plot
from benchmarks.results import Result, Results, read

SLOW = 0.05  # seconds that a question about one entity may take
GROWN = 2.0  # times as long as in the smallest generated graph
NOISE = 0.002  # seconds by which a time may differ for no reason
OVERHEAD = 0.2  # share of the bare engine's time that our layer may add


def page(results: Results) -> str:
    """The results as Markdown."""
    parts = ["# Results\n", "![Time against size](results.svg)\n"]
    parts.append(table(["", ""], [[k, v] for k, v in results.machine.items()]))
    parts += ["## Building\n", _building(results)]
    parts += ["## Asking\n", _asking(results)]
    parts += ["## Each question\n", _each(results)]
    cut = [
        [line["graph"], line["task"], variant, line["cut"]]
        for (_, _, variant), line in results.of.items()
        if line["cut"]
    ]
    if cut:
        parts += ["## Ended early\n", table(["Graph", "Task", "", "Why"], cut)]
    return "\n".join(parts)


def _building(results: Results) -> str:
    rows = []
    for name in ("quads", "claims", "documents"):
        rows.append([name, *(f"{results.counts(g).get(name, 0):,}" for g in results.graphs)])
    for reasoner in results.variants("build"):
        steps = {g: results.value(g, "build", "steps", reasoner) or {} for g in results.graphs}
        for step in dict.fromkeys(step for of in steps.values() for step in of):
            cells = [time_of(steps[g].get(step)) for g in results.graphs]
            rows.append([f"{step}, {reasoner}", *cells])
        totals = [results.value(g, "build", "total", reasoner) for g in results.graphs]
        rows.append([f"**total, {reasoner}**", *map(time_of, totals)])
        rows.append([f"peak memory, {reasoner}", *_peaks(results, "build", reasoner)])
    for engine in results.variants("validate"):
        taken = [results.value(g, "validate", "seconds", engine) for g in results.graphs]
        rows.append([f"validate, {engine}", *map(time_of, taken)])
        rows.append([f"peak memory, {engine}", *_peaks(results, "validate", engine)])
    return table(["", *results.graphs], rows)


def _asking(results: Results) -> str:
    names = [
        ("bare `python -c pass`", "process", "python", ""),
        ("process of `members-on`", "process", "csto-graph", ""),
        ("the same by rdflib", "rdflib_once", "seconds", ""),
        ("rdflib: parse", "rdflib", "parse", ""),
    ]
    for store in results.variants("opening"):
        names.append((f"open, {store}", "opening", "open", store))
        names.append((f"first answer, {store}", "opening", "first", store))
        names.append((f"all questions once, {store}", "opening", "pass", store))
    rows = [
        [title, *(time_of(results.value(g, task, name, v)) for g in results.graphs)]
        for title, task, name, v in names
    ]
    for store in results.variants("opening"):
        rows.append([f"peak memory, {store}", *_peaks(results, "opening", store)])
    return table(["", *results.graphs], rows + _sums(results))


def _sums(results: Results) -> list[list[str]]:
    """The sum over all questions: ours, the bare engine's, and rdflib's with its factor."""
    ours, raw, share, each, plain, theirs, factor = ([] for _ in range(7))
    for graph in results.graphs:
        asked, rdflib = results.rows(graph, "queries"), results.rows(graph, "rdflib")
        done = [q for q in asked.values() if q["ours"] is not None]
        total, bare = (sum(q[name] for q in done) for name in ("ours", "raw"))
        finished = {n: r["seconds"] for n, r in rdflib.items() if r["seconds"] is not None}
        both = {name for name in finished if asked.get(name, {}).get("ours") is not None}
        same = sum(asked[name]["ours"] for name in both)
        ours.append(time_of(total or None) + _unfinished(len(asked) - len(done)))
        raw.append(time_of(bare or None))
        often = [q for q in done if q["runs"] > 1]  # one run each says little of the difference
        more = [q["ours"] - q["raw"] for q in often]
        share.append(f"{sum(more) / sum(q['raw'] for q in often):+.0%}" if often else "")
        each.append(time_of(median(more)) if more else "")
        written = results.rows(graph, "as_written")
        plain.append(
            time_of(sum(q["raw"] for q in written.values()) or None)
            + _unfinished(len(asked) - len(written) if written else 0)
        )
        theirs.append(
            time_of(sum(finished.values()) or None) + _unfinished(len(rdflib) - len(finished))
        )
        factor.append(f"{sum(finished[name] for name in both) / same:.1f}×" if same else "")
    return [
        ["**sum of all questions**", *ours],
        ["the same, bare engine", *raw],
        ["what our layer adds", *share],
        ["to each question (median)", *each],
        ["as the files are written, bare engine", *plain],
        ["the same, rdflib in memory", *theirs],
        ["rdflib is slower, where both finished", *factor],
    ]


def _unfinished(count: int) -> str:
    return f" and {count} unfinished" if count else ""


def _each(results: Results) -> str:
    """Median and p95 of each question; what is slow, grows or adds much is marked."""
    asked = {graph: results.rows(graph, "queries") for graph in results.graphs}
    generated = [graph for graph in results.graphs if graph != "shipped" and asked[graph]]
    titles = dict.fromkeys(title for rows in asked.values() for title in rows)
    rows = []
    for title in titles:
        cells = []
        for graph in results.graphs:
            found = asked[graph].get(title)
            if not found or found["ours"] is None:
                cells.append("unfinished" if found else "")
                continue
            least = asked[generated[0]].get(title) if generated else None
            cells.append(
                f"{1000 * found['ours']:.1f} ({1000 * found['p95']:.1f})"
                + _marks(found, least if graph in generated else None)
            )
        scoped = next((r[title]["scoped"] for r in asked.values() if title in r), "")
        rows.append([title, "yes" if scoped else "", *cells])
    return (
        "Median (95th percentile) in milliseconds. Of questions about one entity, **slow** marks\n"
        f"what takes more than {1000 * SLOW:.0f} ms, and **grows** what takes more than "
        f"{GROWN:g} times as long as\nin the smallest generated graph. **+** marks what our layer "
        f"makes slower by more than {OVERHEAD:.0%}.\n\n"
        + table(["Question", "One entity", *results.graphs], rows)
    )


def _marks(found: Result, least: Result | None) -> str:
    marks = []
    if found["scoped"] and found["ours"] > SLOW:
        marks.append("slow")
    if (
        found["scoped"]
        and least
        and least["ours"]
        and found["ours"] > GROWN * least["ours"] + NOISE
    ):
        marks.append("grows")
    if found["ours"] > (1 + OVERHEAD) * found["raw"]:
        marks.append("+")
    return f" **{' '.join(marks)}**" if marks else ""


def _peaks(results: Results, task: str, variant: str) -> list[str]:
    found = [results.of.get((g, task, variant), {}).get("peak") for g in results.graphs]
    return [f"{peak / 2**20:,.0f} MiB" if peak else "" for peak in found]


def time_of(seconds: float | None) -> str:
    """Seconds as text with three figures; "" where there is none."""
    if seconds is None:
        return ""
    if seconds < 0.9995:
        return f"{seconds * 1000:.3g} ms"
    return f"{seconds:,.3g} s" if seconds < 999.5 else f"{seconds:,.0f} s"


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are aligned to the right."""
    lines = [titles, ["---", *(["---:"] * (len(titles) - 1))], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Write results.md and results.svg into a folder that has results.jsonl."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    options.add_argument("folder", type=Path, metavar="DIR", help="what benchmarks.run wrote")
    folder = options.parse_args().folder
    try:
        results = read(folder)
    except (OSError, ValueError, KeyError) as error:
        print(f"benchmarks.report: {folder}: holds no results: {error}", file=sys.stderr)
        return 1
    (folder / "results.md").write_text(page(results), encoding="utf-8")
    try:
        plot(results, folder / "results.svg")
    except ImportError:
        print("no plot: pip install 'csto-graph[bench]' brings matplotlib", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
