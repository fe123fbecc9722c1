"""Time against size, both in powers of ten, a line for each step and engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.results import Results

Lines = dict[str, dict[int, float]]


def lines(results: Results) -> Lines:
    """Seconds by quads of the generated graphs, for everything that was timed."""
    found: Lines = {}

    def add(name: str, graph: str, seconds: float | None) -> None:
        if seconds:
            found.setdefault(name, {})[results.counts(graph)["quads"]] = seconds

    for graph in results.graphs:
        if graph == "shipped" or not results.counts(graph):
            continue
        for reasoner in results.variants("build"):
            for step, seconds in (results.value(graph, "build", "steps", reasoner) or {}).items():
                add(f"infer, {reasoner}" if step == "infer" else step, graph, seconds)
            add(f"build, {reasoner}", graph, results.value(graph, "build", "total", reasoner))
        for engine in results.variants("validate"):
            add(f"validate, {engine}", graph, results.value(graph, "validate", "seconds", engine))
        for store in results.variants("opening"):
            add(f"open, {store}", graph, results.value(graph, "opening", "open", store))
        add("process of members-on", graph, results.value(graph, "process", "csto-graph"))
        add("all questions", graph, _sum(results, graph, "queries", "ours"))
        add("rdflib: parse", graph, results.value(graph, "rdflib", "parse"))
        add("all questions, rdflib", graph, _sum(results, graph, "rdflib", "seconds"))
    return found


def _sum(results: Results, graph: str, task: str, name: str) -> float | None:
    """The sum over all questions; ``None`` where one was not answered in time."""
    taken = [row[name] for row in results.rows(graph, task).values()]
    return None if None in taken else float(sum(taken))


def plot(results: Results, path: Path) -> None:
    """Draw the plot; the same results give the same bytes. ImportError without matplotlib."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "csto-graph"
    figure, axes = pyplot.subplots(figsize=(9, 6), layout="constrained")
    shapes = ("o-", "s--", "^:", "v-.")
    styles = [(tone, shape) for shape in shapes for tone in matplotlib.color_sequences["tab10"]]
    for (name, points), (tone, shape) in zip(sorted(lines(results).items()), styles, strict=False):
        sizes = sorted(points)
        axes.plot(sizes, [points[s] for s in sizes], shape, label=name, color=tone)
    axes.set(xscale="log", yscale="log", xlabel="published quads", ylabel="seconds")
    axes.grid(visible=True, alpha=0.3)
    if axes.lines:
        figure.legend(loc="outside right upper", fontsize="small")
    figure.savefig(path, metadata={"Date": None, "Creator": "csto-graph benchmarks"})
    pyplot.close(figure)
