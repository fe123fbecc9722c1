"""Measure csto-graph: ``python -m benchmarks.run --sizes 5k,20k,100k --out DIR``.

Writes results.jsonl, a line as soon as something is measured, and from it results.md and
results.svg after each size. Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import adapter, children
from benchmarks.generate import SEED, generate, organizations_for
from benchmarks.machine import machine
from benchmarks.questions import Question, questions
from benchmarks.timing import processes
from csto_graph.errors import CstoGraphError, ParameterError
from csto_graph.sources import shipped

SHIPPED = "shipped"
PROCESSES = 15  # starts of a process, of which the median counts
QUICK = 1.0  # seconds; slower questions are not asked of each kind of store
ENGINES = ("owlrl", "store", "validation", "written", "rdflib")


@dataclasses.dataclass(frozen=True)
class Run:
    """Where results go, where graphs are made, and how long anything may take, in seconds."""

    out: Path
    work: Path
    limit: float
    query_limit: float
    skip: frozenset[str]

    def note(self, graph: str, task: str, outcome: children.Outcome, **more: Any) -> None:
        """Append what a task measured on a graph to the results."""
        line = {"graph": graph, "task": task, **more, **dataclasses.asdict(outcome)}
        with (self.out / "results.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        say(f"  {task}{' '.join(['', *map(str, more.values())])}: {outcome.cut or 'done'}")

    def measure(self, graph: str, name: str, given: dict[str, Any], **more: Any) -> Any:
        """Run a task in a process of its own and note it."""
        outcome = children.run(name, self.limit, self.work / "cache", **given)
        self.note(graph, name, outcome, **more)
        return outcome


def say(text: str) -> None:
    """Tell the user of progress, with the time of day."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def measure(run: Run, graph: str, seed: int) -> None:
    """Measure one graph: the shipped one, or a generated one of that size."""
    say(f"{graph}:")
    data: Path | None = None
    if graph != SHIPPED:
        data = run.work / graph
        begun = time.perf_counter()
        planted = generate(data, organizations_for(graph), seed)
        made = {"seconds": time.perf_counter() - begun, **planted}
        run.note(graph, "generate", children.Outcome([made], None))
    folder = None
    for reasoner in reversed(adapter.reasoners()):  # at last the one that is used
        if reasoner in run.skip:
            continue
        given = {"data": str(data) if data else None, "reasoner": reasoner}
        built = run.measure(graph, "build", given, reasoner=reasoner)
        folder = built.lines[0]["folder"] if built.lines else folder
    if folder is not None:
        asked = questions(None if graph == SHIPPED else seed)
        _answers(run, graph, data, folder, asked)
    if "validation" not in run.skip:
        place = str(data or shipped("data"))
        for engine in adapter.validators():
            run.measure(graph, "validate", {"data": place, "engine": engine}, engine=engine)
    if data is not None:
        shutil.rmtree(data)
    shutil.rmtree(run.work / "cache", ignore_errors=True)


def _answers(
    run: Run, graph: str, data: Path | None, folder: str, asked: Sequence[Question]
) -> None:
    listed = [{"title": q.title, **dataclasses.asdict(q)} for q in asked]
    members = next(q for q in asked if q.name == "members-on")
    run.note(graph, "process", _processes(run, data, members))
    answered = _queries(run, graph, folder, listed)
    if "written" not in run.skip:
        given = {"folder": folder, "questions": listed, "limit": run.query_limit}
        run.measure(graph, "as_written", given)
    if "store" not in run.skip:
        quick = [q for q in listed if answered.get(q["title"], QUICK) < QUICK]
        for memory in (False, True):
            given = {"folder": folder, "memory": memory, "questions": quick}
            run.measure(graph, "opening", given, store="memory" if memory else "disk")
    if "rdflib" not in run.skip:
        cache = run.work / "cache"
        asks = {"folder": folder, "name": members.name, "given": members.given}
        for once in children.run("written", run.limit, cache, **asks).lines:
            begun = time.perf_counter()
            outcome = children.run("rdflib_once", run.limit, cache, folder=folder, **once)
            taken = [] if outcome.cut else [{"seconds": time.perf_counter() - begun}]
            run.note(graph, "rdflib_once", dataclasses.replace(outcome, lines=taken))
        limited = {"folder": folder, "questions": listed, "limit": run.query_limit}
        run.measure(graph, "rdflib", limited)


def _queries(
    run: Run, graph: str, folder: str, questions: Sequence[dict[str, Any]]
) -> dict[str, float]:
    """Ask every question; one at which the process is ended is noted, and the next ones asked."""
    lines: list[dict[str, Any]] = []
    cut, peak = "", 0
    while len(lines) < len(questions):
        rest = questions[len(lines) :]
        given = {"folder": folder, "questions": rest, "limit": run.query_limit}
        outcome = children.run("queries", run.limit, run.work / "cache", **given)
        lines += outcome.lines
        peak = max(peak, outcome.peak or 0)
        if outcome.cut and len(lines) < len(questions):
            asked = questions[len(lines)]
            lines.append({"question": asked["title"], "scoped": asked["scoped"], "ours": None})
            cut += f"{asked['title']}: {outcome.cut}. "
    run.note(graph, "queries", children.Outcome(lines, peak or None, cut.strip()))
    return {line["question"]: line["ours"] for line in lines if line["ours"] is not None}


def _processes(run: Run, data: Path | None, members: Question) -> children.Outcome:
    """Whole processes, in turn: a bare Python, and one that answers a question."""
    bare = [sys.executable, "-c", "pass"]
    if data is None:
        script = str(Path(sys.executable).parent / "csto-graph")
        # The default organization, as a user would leave it.
        ours = [script, "query", members.name, "--date", members.given["date"]]
    else:
        call = f"ask_once({str(data)!r}, {members.name!r}, {members.given!r})"
        ours = [sys.executable, "-c", f"from benchmarks.adapter import ask_once; {call}"]
    env = children.environment(run.work / "cache")
    try:
        python, csto_graph = processes([bare, ours], PROCESSES, env)
    except subprocess.CalledProcessError as error:
        return children.Outcome([], None, f"failed: {error.stderr.decode().strip()[-200:]}")
    return children.Outcome([{"python": python, "csto-graph": csto_graph}], None)


def main() -> int:
    """Run ``python -m benchmarks.run``."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.run",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = options.add_argument
    add("--sizes", default="5k,20k,100k", help="published quads, such as 5k,1M (%(default)s)")
    add("--out", type=Path, default=Path("benchmark-results"), help="folder (%(default)s)")
    add("--work", type=Path, help="folder for generated data and graphs (a temporary one)")
    add("--seed", type=int, default=SEED, help="of the generated data (%(default)s)")
    add("--limit", type=float, default=1800, help="seconds for a task (%(default)s)")
    add("--query-limit", type=float, default=30, help="seconds for one answer (%(default)s)")
    add("--skip", default="", help=f"what to leave out, of {','.join(ENGINES)}")
    args = options.parse_args()
    try:
        skip = frozenset(filter(None, args.skip.split(",")))
        for name in skip - set(ENGINES):
            raise ParameterError(f"--skip: nothing is called {name!r}; write {','.join(ENGINES)}")
        graphs = list(dict.fromkeys([SHIPPED, *filter(None, args.sizes.split(","))]))
        for size in graphs[1:]:
            organizations_for(size)
        args.out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="csto-graph-", dir=args.work) as name:
            run = Run(args.out, Path(name).resolve(), args.limit, args.query_limit, skip)
            run.note("", "machine", children.Outcome([machine()], None))
            for graph in graphs:
                measure(run, graph, args.seed)
                children.report(args.out.resolve())
    except (CstoGraphError, OSError) as error:
        print(f"benchmarks.run: {error}", file=sys.stderr)
        return 2 if isinstance(error, ParameterError) else 1
    except KeyboardInterrupt:
        say("stopped; what was measured is kept")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
