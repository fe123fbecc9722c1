"""How much one request may take, and how many there may be at once."""

from __future__ import annotations

import os
from dataclasses import dataclass

MEGABYTE = 1 << 20


def default_workers() -> int:
    """Four, or one for each processor of a larger machine."""
    return max(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class Limits:
    """The limits of a server; a request that reaches one gets an error that names it.

    ``seconds`` a query may run, ``memory`` in bytes it may take beyond what an idle worker
    has, ``rows`` and ``size`` (bytes) of its answer. ``workers`` is the number of processes
    for queries; one that runs for more than ``patience`` seconds is put behind and another
    process takes its place, up to ``long`` more. At most ``waiting`` requests wait for a
    worker, each at most ``wait`` seconds. ``spool`` is the most that all answers being sent
    may take on the disk, ``cache`` the memory for answers that are kept, both in bytes.
    """

    workers: int = 4
    seconds: float = 20.0
    memory: int = 512 * MEGABYTE
    rows: int = 200_000
    size: int = 64 * MEGABYTE
    patience: float = 0.25
    waiting: int = 64
    wait: float = 5.0
    cache: int = 32 * MEGABYTE

    @property
    def long(self) -> int:
        """Processes for long queries, besides the workers."""
        return 2 * self.workers

    @property
    def spool(self) -> int:
        """Bytes on the disk for answers that are being sent."""
        return 16 * self.size
