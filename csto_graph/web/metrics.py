"""What a server counts, for Prometheus."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csto_graph.web.pool import Pool

SECONDS = (0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10.0, 60.0)


class Metrics:
    """Counters of one server, in a registry of its own."""

    def __init__(self) -> None:
        """All at zero."""
        from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "csto_graph_requests", "Answers by status.", ["status"], registry=self.registry
        )
        self.seconds = Histogram(
            "csto_graph_request_seconds",
            "Time to answer a request, its sending included.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self.sent = Counter("csto_graph_sent_bytes", "Bytes of bodies.", registry=self.registry)
        self.stopped = Counter(
            "csto_graph_queries_stopped",
            "Queries without an answer: time, memory, rows, bytes, busy, crowded, crash, gone.",
            ["reason"],
            registry=self.registry,
        )
        self.kept = Counter(
            "csto_graph_answers_kept",
            "Answers that were taken from memory.",
            registry=self.registry,
        )

    def stop(self, reason: str) -> None:
        """Count a query that got no answer."""
        self.stopped.labels(reason).inc()

    def watch(self, pool: Pool) -> None:
        """Show what the workers of a pool do."""
        from prometheus_client import Gauge

        gauge = Gauge(
            "csto_graph_workers",
            "Workers that are free, running or starting, and requests that wait for one.",
            ["state"],
            registry=self.registry,
        )
        for state in pool.numbers:
            gauge.labels(state).set_function(partial(_number, pool, state))

    def text(self) -> bytes:
        """All of it in the text format that Prometheus reads."""
        from prometheus_client import generate_latest

        return generate_latest(self.registry)


def _number(pool: Pool, state: str) -> float:
    return pool.numbers[state]
