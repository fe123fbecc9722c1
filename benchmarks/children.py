"""Running a task in a process of its own, which is stopped when its time is up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.timing import ROOT


@dataclass(frozen=True)
class Outcome:
    """What a task printed, its peak memory in bytes, and why it ended early, or ``""``."""

    lines: list[dict[str, Any]]
    peak: int | None
    cut: str = ""


def command(task: str, **given: Any) -> list[str]:
    """The command that runs a task."""
    return [sys.executable, "-m", "benchmarks.tasks", task, json.dumps(given)]


def run(task: str, limit: float, cache: Path, /, **given: Any) -> Outcome:
    """Run a task for ``limit`` seconds at most, with a cache directory for graphs.

    What it printed before it was stopped, or failed, is kept.
    """
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(
            command(task, **given), cwd=ROOT, env=environment(cache), stdout=said, stderr=errors
        )
        try:
            cut = "" if child.wait(limit) == 0 else "failed"
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            cut = f"stopped after {limit:g} s"
        except BaseException:
            child.kill()
            child.wait()
            raise
        said.seek(0)
        errors.seek(0)
        if cut == "failed":
            last = " ".join(errors.read().strip().splitlines()[-1:])
            cut = f"failed: {last[:200]}" if last else "failed"
        if child.returncode == -signal.SIGALRM:
            cut = "not answered in time"
        lines = [json.loads(line) for line in said if line.endswith("\n")]
    peak = next((line["peak"] for line in lines if "peak" in line), None)
    return Outcome([line for line in lines if "peak" not in line], peak, cut)


def environment(cache: Path) -> dict[str, str]:
    """The variables for a process: graphs are cached apart from the user's, and no more data."""
    kept = {k: v for k, v in os.environ.items() if k != "CSTO_GRAPH_DATA"}
    return kept | {"CSTO_GRAPH_CACHE": str(cache), "PYTHONHASHSEED": "0"}


def report(out: Path) -> None:
    """Write the report of a folder of results, where drawing takes no memory of ours."""
    subprocess.run([sys.executable, "-m", "benchmarks.report", str(out)], cwd=ROOT, check=True)
