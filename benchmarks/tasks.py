"""What is measured in a process of its own: ``python -m benchmarks.tasks NAME JSON``.

Each task prints a JSON object a line, as soon as it has one, and at last its peak memory.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import adapter
from benchmarks.timing import alternating, p95, peak_memory, seconds

Lines = Iterator[dict[str, Any]]
ROUNDS = 25  # runs of a query, at most
ENOUGH = 0.5  # seconds for the runs of a query, at least three


def build(data: str | None, reasoner: str) -> Lines:
    """The steps of a build, by the progress that it tells."""
    told: list[tuple[str, float]] = []
    begun = time.perf_counter()
    place, counts = adapter.build(
        Path(data) if data else None,
        reasoner,
        lambda step: told.append((step, time.perf_counter())),
    )
    end = time.perf_counter()
    steps: dict[str, float] = {}
    for (step, moment), (_, following) in zip(told, [*told[1:], ("", end)], strict=True):
        steps[step] = steps.get(step, 0.0) + following - moment
    yield {"steps": steps, "total": end - begun, "folder": str(place), "counts": counts}


def queries(folder: str, questions: list[dict[str, Any]], limit: float) -> Lines:
    """Each question through our layer and as bare SPARQL, in turn.

    The engine cannot be told to stop: at the limit of a question the signal ends the process.
    """
    graph = adapter.open_built(Path(folder))
    for asked in questions:
        signal.setitimer(signal.ITIMER_REAL, limit)
        name, given = asked["name"], asked["given"]
        text, prefixes = adapter.raw_query(graph, name, given)
        begun = time.perf_counter()
        rows = adapter.ask_raw(graph, text, prefixes)
        raw = [time.perf_counter() - begun]
        ours = [seconds(lambda name=name, given=given: adapter.ask(graph, name, given))]  # type: ignore[misc]
        signal.setitimer(signal.ITIMER_REAL, 0)
        if min(raw + ours) < ENOUGH:  # one that is slow both times is not asked again
            ours, raw = alternating(
                [
                    lambda name=name, given=given: adapter.ask(graph, name, given),  # type: ignore[misc]
                    lambda text=text, all=prefixes: adapter.ask_raw(graph, text, all),  # type: ignore[misc]
                ],
                ROUNDS,
                ENOUGH,
            )
        yield {
            "question": asked["title"],
            "scoped": asked["scoped"],
            "rows": rows,
            "runs": len(ours),
            "ours": median(ours),
            "p95": p95(ours),
            "raw": median(raw),
        }


def as_written(folder: str, questions: list[dict[str, Any]], limit: float) -> Lines:
    """Each question as its file has it, asked of the bare engine twice: the shorter time."""
    graph = adapter.open_built(Path(folder))
    for asked in questions:
        text, prefixes = adapter.raw_query(graph, asked["name"], asked["given"], written=True)
        signal.setitimer(signal.ITIMER_REAL, limit)
        begun = time.perf_counter()
        adapter.ask_raw(graph, text, prefixes)
        between = time.perf_counter()
        adapter.ask_raw(graph, text, prefixes)
        again = time.perf_counter() - between
        signal.setitimer(signal.ITIMER_REAL, 0)
        yield {"question": asked["title"], "raw": min(between - begun, again)}


def opening(folder: str, memory: bool, questions: list[dict[str, Any]]) -> Lines:
    """Opening a store, its first answer, and one pass over all questions."""
    begun = time.perf_counter()
    graph = adapter.open_built(Path(folder), memory=memory)
    opened = time.perf_counter() - begun
    first = next(q for q in questions if q["name"] == "members-on")
    answered = seconds(lambda: adapter.ask(graph, first["name"], first["given"]))
    yield {"open": opened, "first": answered, "memory": peak_memory()}
    texts = [adapter.raw_query(graph, q["name"], q["given"]) for q in questions]
    yield {"pass": sum(seconds(lambda t=t: adapter.ask_raw(graph, *t)) for t in texts)}  # type: ignore[misc]


def validate(data: str, engine: str) -> Lines:
    """Validating the files of a folder."""
    files = adapter.files_of(Path(data))
    begun = time.perf_counter()
    findings = adapter.validators()[engine](files)
    yield {"seconds": time.perf_counter() - begun, "findings": findings}


def rdflib(folder: str, questions: list[dict[str, Any]], limit: float) -> Lines:
    """Parsing the same graph with rdflib, and each question in memory, once."""
    ours = adapter.open_built(Path(folder))
    texts = [adapter.raw_query(ours, q["name"], q["given"], written=True) for q in questions]
    begun = time.perf_counter()
    dataset = ours.to_rdflib()
    yield {"parse": time.perf_counter() - begun}

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    for asked, (text, prefixes) in zip(questions, texts, strict=True):
        signal.setitimer(signal.ITIMER_REAL, limit)
        begun = time.perf_counter()
        rows: int | None = None
        try:
            rows = len(list(dataset.query(text, initNs=prefixes)))
            taken: float | None = time.perf_counter() - begun
        except TimeoutError:
            taken = None
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        yield {"question": asked["title"], "seconds": taken, "rows": rows}


def written(folder: str, name: str, given: dict[str, str]) -> Lines:
    """The SPARQL of a question, for an engine that is started without us."""
    text, prefixes = adapter.raw_query(adapter.open_built(Path(folder)), name, given, written=True)
    yield {"text": text, "prefixes": prefixes}


def rdflib_once(folder: str, text: str, prefixes: dict[str, str]) -> Lines:
    """What a script would do: parse the graph and print one answer."""
    from rdflib import Dataset

    dataset = Dataset()
    dataset.parse(source=str(Path(folder) / "graph.nq"), format="nquads")
    yield {"rows": len(list(dataset.query(text, initNs=prefixes)))}


TASKS: dict[str, Callable[..., Lines]] = {
    task.__name__: task
    for task in (build, queries, as_written, opening, validate, rdflib, written, rdflib_once)
}


def main() -> int:
    """Run one task and print what it measures."""
    for line in TASKS[sys.argv[1]](**json.loads(sys.argv[2])):
        print(json.dumps(line), flush=True)
    print(json.dumps({"peak": peak_memory()}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
