"""Showing progress on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from csto_graph.progress import Progress

PATIENCE = 10.0  # seconds between two plain lines about one step


@contextmanager
def shown() -> Iterator[Progress]:
    """What tells of each step, its items and their rate; the bar is gone when it ends."""
    # Some terminals, such as an editor's, say that they are 0 columns wide.
    if sys.stderr.isatty() and os.get_terminal_size(sys.stderr.fileno()).columns:
        bars = _Bars()
        try:
            yield bars.report
        finally:
            bars.close()
    else:
        yield _Lines().report


class _Bars:
    """One bar at a time, taken away when its step is over."""

    def __init__(self) -> None:
        self.step = ""
        self.bar: Any = None

    def report(self, step: str, done: int, total: int) -> None:
        from tqdm import tqdm  # type: ignore[import-untyped]

        if step != self.step:
            self.close()
            known = "{desc}: {percentage:3.0f}% |{bar}| {n_fmt} of {total_fmt}, {rate_fmt}"
            self.step = step
            self.bar = tqdm(
                desc=f"csto-graph: {step}",
                total=total or None,
                leave=False,
                unit="",
                dynamic_ncols=True,
                bar_format=known if total else "{desc} … {elapsed}",
            )
        self.bar.update(done - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


class _Lines:
    """A line when a step begins, and further ones while it goes on for long."""

    def __init__(self) -> None:
        self.step = ""
        self.began = self.last = 0.0

    def report(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step != self.step:
            self.step, self.began, self.last = step, now, now
            print(f"csto-graph: {step} …", file=sys.stderr, flush=True)
        elif now - self.last > PATIENCE:
            self.last = now
            whole = f" of {total}" if total else ""
            rate = done / (now - self.began)
            print(
                f"csto-graph: {step}: {done}{whole}, {rate:.0f} a second",
                file=sys.stderr,
                flush=True,
            )
