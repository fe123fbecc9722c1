"""One worker process as its parent sees it: started, asked, ended."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from csto_graph.web.wire import REPLY_HEAD, Job, Reply, pack_job, reply_lengths, unpack_reply

IN_MEMORY = 1 << 20  # bytes of a body that are kept in memory; a longer one goes to a file
NICENESS = 10  # of a long query, so that short ones beside it get the processor first
_SOURCE = str(Path(__file__).resolve().parents[2])

Body = bytes | IO[bytes]


class WorkerEndedError(Exception):
    """The process ended before it replied."""


class WorkerProcess(asyncio.Protocol):
    """A process that runs csto_graph.web.worker, and the socket to it.

    ``since`` is when it began what it does, ``verdict`` the reply that its client gets if it
    is ended on purpose.
    """

    def __init__(self, settings: dict[str, Any], lost: Callable[[WorkerProcess], None]) -> None:
        """``settings`` are the worker's; ``lost`` is told if it ends while it is idle."""
        self._settings, self._lost = settings, lost
        self._received = bytearray()
        self._lengths: tuple[int, int] | None = None
        self._reply: Reply | None = None
        self._file: IO[bytes] | None = None
        self._missing = 0
        self._waiter: asyncio.Future[tuple[Reply, Body]] | None = None
        self._ended = False
        self._transport: asyncio.Transport | None = None
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.process: subprocess.Popen[bytes] | None = None
        self.since = 0.0
        self.nice = False
        self.verdict: Reply | None = None

    async def start(self) -> None:
        """Start the process; returns when it is ready. Raises WorkerEndedError."""
        loop = asyncio.get_running_loop()
        here, there = socket.socketpair()
        path = os.pathsep.join(filter(None, [_SOURCE, os.environ.get("PYTHONPATH")]))
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "csto_graph.web.worker", json.dumps(self._settings)],
                stdin=there.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env={**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1"},
            )
        finally:
            there.close()
        here.setblocking(False)
        ready = self._waiter = loop.create_future()
        await loop.connect_accepted_socket(lambda: self, here)
        await ready

    async def ask(self, job: Job) -> tuple[Reply, Body]:
        """The reply to a job and its body, a long one as a file; raises WorkerEndedError."""
        if self._ended or self._transport is None:
            raise WorkerEndedError
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(pack_job(job))
        return await self._waiter

    def lower(self) -> None:
        """Let other processes have the processor first."""
        self.nice = True
        with suppress(OSError):
            assert self.process is not None
            os.setpriority(os.PRIO_PROCESS, self.process.pid, NICENESS)

    def kill(self) -> None:
        """End the process at once."""
        if self.process is not None:
            with suppress(OSError):
                self.process.kill()

    async def finish(self) -> str:
        """End the process, clear up after it, and return what it said last."""
        self.kill()
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._transport is not None:
            self._transport.abort()
        if self.process is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.process.wait)
        with self._errors as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 2000))
            return file.read().decode("utf-8", "replace")

    def crashed(self, last_words: str) -> Reply:
        """Why the process, which has finished, ended in the middle of a job."""
        if "memory allocation" in last_words or "MemoryError" in last_words:
            from csto_graph.web.worker import OUT_OF_MEMORY

            return Reply(507, message=OUT_OF_MEMORY, reason="memory")
        if self.process is not None and self.process.returncode == -signal.SIGKILL:
            message = "the process that ran the query was ended by the system; try again later"
            return Reply(503, message=message, reason="lost")
        code = 0 if self.process is None else self.process.returncode
        name = signal.Signals(-code).name if code < 0 else f"exit {code}"
        message = (
            f"the engine failed on the query ({name}): make it shorter or simpler, "
            "or order values of one kind only, such as ORDER BY STR(?x)"
        )
        return Reply(500, message=message, reason="crash")

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As asyncio.Protocol."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Collect a reply; when it is whole, whoever waits gets it."""
        try:
            self._take(data)
        except OSError as error:
            text = f"the answer cannot be kept on the disk: {error.strerror or error}"
            self.verdict = Reply(507, message=text, reason="disk")
            self.kill()

    def _take(self, data: bytes) -> None:
        if self._file is not None:
            self._file.write(data)
            self._missing -= len(data)
        else:
            self._received += data
            self._collect()
        if self._reply is not None and self._missing <= 0:
            self._deliver()

    def _collect(self) -> None:
        if self._lengths is None:
            if len(self._received) < REPLY_HEAD:
                return
            self._lengths = reply_lengths(self._received[:REPLY_HEAD])
        text, body = self._lengths
        start = REPLY_HEAD + text
        if self._reply is None:
            if len(self._received) < start:
                return
            self._reply = unpack_reply(bytes(self._received[REPLY_HEAD:start]))
        self._missing = start + body - len(self._received)
        if body > IN_MEMORY:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115
            self._file.write(self._received[start:])

    def _deliver(self) -> None:
        assert self._reply is not None
        assert self._lengths is not None
        body: Body
        if self._file is not None:
            body = self._file
        else:
            body = bytes(self._received[REPLY_HEAD + self._lengths[0] :])
        reply = self._reply
        self._received = bytearray()
        self._lengths = self._reply = self._file = None
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result((reply, body))
        elif not isinstance(body, bytes):
            body.close()

    def connection_lost(self, error: Exception | None) -> None:
        """The process is gone, whether asked to or not."""
        self._ended = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(WorkerEndedError())
        else:
            self._lost(self)

    @property
    def ended(self) -> bool:
        """Whether the process is gone, even if the socket has not told yet."""
        return self._ended or (self.process is not None and self.process.poll() is not None)
