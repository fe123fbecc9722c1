"""The worker processes of a server, and who of those that wait is answered next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from csto_graph.errors import CstoGraphError
from csto_graph.web.limits import Limits
from csto_graph.web.process import Body, WorkerEndedError, WorkerProcess
from csto_graph.web.wire import Job, Reply

TICK = 0.05  # seconds between two looks at what runs and what waits
SOON = 0.1  # seconds within which a query is not what the system ends a worker for
RETRY = 0.5  # seconds before a worker that could not start is started again

BUSY = Reply(503, message="the server is busy; try again in a few seconds", reason="busy")
CROWDED = Reply(
    503,
    message="the query was stopped: it takes long, and others wait; try again in a few seconds",
    reason="crowded",
)
STOPPING = Reply(503, message="the server is stopping", reason="stopping")


class Pool:
    """Worker processes that are warm, can be ended at any time, and are replaced then.

    Whoever came last is answered first: when more come than can be answered, some are
    answered at once rather than all too late. A query that runs for long gives the processor
    to the others and its place to a new worker; when there are too many of these, the youngest
    is ended for those who wait.
    """

    def __init__(
        self,
        engine: dict[str, Any],
        limits: Limits,
        count: Callable[[str], None] = lambda event: None,
    ) -> None:
        """``engine`` is what a worker opens; ``count`` is told each event worth counting."""
        self.limits = limits
        self._settings = {
            **engine,
            "memory": limits.memory,
            "rows": limits.rows,
            "size": limits.size,
            "seconds": limits.seconds,
        }
        self._count = count
        self._free: list[WorkerProcess] = []
        self._running: set[WorkerProcess] = set()
        self._waiting: list[tuple[float, asyncio.Future[WorkerProcess | Reply]]] = []
        self._starting: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[str]] = set()
        self._ticker: asyncio.Task[None] | None = None
        self._stopped = True

    @property
    def numbers(self) -> dict[str, int]:
        """How many workers are free, running and starting, and how many requests wait."""
        return {
            "free": len(self._free),
            "running": len(self._running),
            "starting": len(self._starting),
            "waiting": len(self._waiting),
        }

    async def start(self) -> None:
        """Start the workers; returns when the first can answer. CstoGraphError if none can."""
        self._stopped = False
        first = WorkerProcess(self._settings, self._lost)
        for _ in range(self.limits.workers - 1):
            self._replace()
        try:
            await first.start()
        except WorkerEndedError:
            words = (await first.finish()).strip().splitlines()
            await self.stop()
            raise CstoGraphError(
                f"no worker can start: {words[-1] if words else 'it ended at once'}"
            ) from None
        self._offer(first)

    async def stop(self) -> None:
        """End every worker, and wait until all are gone."""
        self._stopped = True
        for task in self._starting:
            task.cancel()
        for _, waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(STOPPING)
        self._waiting.clear()
        for worker in self._running:
            worker.verdict = STOPPING
            worker.kill()
        while self._free:
            self._end(self._free.pop())
        while self._starting or self._ending:
            await asyncio.gather(*self._starting, *self._ending, return_exceptions=True)

    async def answer(self, job: Job) -> tuple[Reply, Body]:
        """The reply to a job and its body; a long body is a file, which the caller closes.

        Whatever goes wrong is a reply. A caller that is cancelled frees its worker.
        """
        began = time.monotonic()
        reply, body = await self._answer_once(job)
        if reply.reason == "lost" and time.monotonic() - began < SOON:
            reply, body = await self._answer_once(job)
        if reply.reason:
            self._count(reply.reason)
        return reply, body

    async def _answer_once(self, job: Job) -> tuple[Reply, Body]:
        worker = await self._acquired()
        if isinstance(worker, Reply):
            return worker, b""
        worker.since = time.monotonic()
        self._running.add(worker)
        self._watch()
        ending: asyncio.Task[str] | None = None
        try:
            reply, body = await worker.ask(job)
            # One that was put behind cannot come to the front again without rights of root.
            if worker.nice or worker.verdict is not None:
                ending = self._end(worker)
        except WorkerEndedError:
            ending = self._end(worker)
            words = await ending
            reply, body = worker.verdict or worker.crashed(words), b""
        except asyncio.CancelledError:
            ending = ending or self._end(worker)  # the client went away in the middle
            self._count("gone")
            raise
        finally:
            self._running.discard(worker)
            if ending is None:
                self._offer(worker)
            elif not worker.nice:
                self._replace()
        return reply, body

    async def _acquired(self) -> WorkerProcess | Reply:
        """A worker, or the reply to a request that gets none."""
        while self._free:
            worker = self._free.pop()
            if not worker.ended:
                return worker
            self._end(worker)
            self._replace()
        if self._stopped:
            return STOPPING
        if len(self._waiting) >= self.limits.waiting:
            return BUSY
        waiter: asyncio.Future[WorkerProcess | Reply] = asyncio.get_running_loop().create_future()
        self._waiting.append((time.monotonic(), waiter))
        self._watch()
        try:
            return await waiter
        except asyncio.CancelledError:
            self._waiting = [entry for entry in self._waiting if entry[1] is not waiter]
            if waiter.done() and not waiter.cancelled():
                worker_or_reply = waiter.result()
                if isinstance(worker_or_reply, WorkerProcess):
                    self._offer(worker_or_reply)  # handed over just as the caller went away
            raise

    def _offer(self, worker: WorkerProcess) -> None:
        """A worker is free: the last who came gets it."""
        if self._stopped:
            self._end(worker)
            return
        while self._waiting:
            _, waiter = self._waiting.pop()
            if not waiter.done():
                waiter.set_result(worker)
                return
        self._free.append(worker)

    def _lost(self, worker: WorkerProcess) -> None:
        """Replace a worker that ended while it had nothing to do."""
        if worker in self._free:
            self._free.remove(worker)
            self._end(worker)
            self._replace()

    def _replace(self) -> None:
        """Start a worker for one that was ended."""
        if not self._stopped:
            task = asyncio.create_task(self._start_one())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start_one(self) -> None:
        while True:
            worker = WorkerProcess(self._settings, self._lost)
            try:
                await worker.start()
            except WorkerEndedError:
                await worker.finish()
                self._count("unstartable")
                await asyncio.sleep(RETRY)
            except asyncio.CancelledError:
                self._end(worker)
                raise
            else:
                self._offer(worker)
                return

    def _end(self, worker: WorkerProcess) -> asyncio.Task[str]:
        task = asyncio.create_task(worker.finish())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return task

    def _watch(self) -> None:
        if self._ticker is None or self._ticker.done():
            self._ticker = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        while self._running or self._waiting:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            for worker in self._running:
                took = now - worker.since
                if worker.verdict is None and took > self.limits.seconds:
                    self._stop(worker, _too_slow(self.limits))
                elif took > self.limits.patience and worker.verdict is None:
                    self._put_behind(worker)
            while self._waiting and now - self._waiting[0][0] > self.limits.wait:
                _, waiter = self._waiting.pop(0)
                if not waiter.done():
                    waiter.set_result(BUSY)
            self._make_room(now)

    def _put_behind(self, worker: WorkerProcess) -> None:
        """Give the place of a long query to a new worker, if there may be one more of these."""
        behind = sum(1 for other in self._running if other.nice)
        if not worker.nice and behind < self.limits.long:
            worker.lower()
            self._replace()

    def _make_room(self, now: float) -> None:
        """End the youngest long query if others wait, and none of the workers is for them."""
        if not self._waiting or self._starting:
            return
        front = [worker for worker in self._running if not worker.nice]
        if all(now - w.since > self.limits.patience and w.verdict is None for w in front):
            youngest = max(front, key=lambda worker: worker.since, default=None)
            if youngest is not None:
                self._stop(youngest, CROWDED)

    def _stop(self, worker: WorkerProcess, verdict: Reply) -> None:
        worker.verdict = verdict
        worker.kill()


def _too_slow(limits: Limits) -> Reply:
    message = f"the query ran for more than {limits.seconds:g} seconds, the limit of this server"
    return Reply(504, message=f"{message}; ask for less", reason="time")
