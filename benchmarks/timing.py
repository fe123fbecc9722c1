"""Measuring: times of a function, of a process, and the memory that one took."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parent.parent


def seconds(run: Callable[[], object]) -> float:
    """How long one call takes."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def alternating(
    runs: Sequence[Callable[[], object]], times: int, enough: float
) -> list[list[float]]:
    """The seconds of each function, called in turn after one call to warm up.

    Stops after ``times`` rounds, or once ``enough`` seconds are spent and three are done.
    """
    begun = time.perf_counter()
    for run in runs:
        run()
    taken: list[list[float]] = [[] for _ in runs]
    for done in range(times):
        if done >= 3 and time.perf_counter() - begun > enough:
            break
        for run, spent in zip(runs, taken, strict=True):
            spent.append(seconds(run))
    return taken


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 stay below."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def processes(commands: Sequence[Sequence[str]], times: int, env: dict[str, str]) -> list[float]:
    """The median seconds of whole processes, started in turn; CalledProcessError if one fails."""

    def starter(command: Sequence[str]) -> Callable[[], object]:
        return lambda: subprocess.run(command, check=True, capture_output=True, env=env, cwd=ROOT)

    return [median(taken) for taken in alternating([starter(c) for c in commands], times, 120)]


def peak_memory() -> int:
    """The most memory that this process has had, in bytes."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024
