"""Running a command so that whatever goes wrong ends in one message and an exit status."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from csto_graph.errors import CstoGraphError, SparqlError

INTERRUPTED = 130
PATIENCE = 2.0  # seconds that an interrupted child has to clear up


def guarded(work: Callable[[], int]) -> int:
    """Run work that prints an answer and return its exit status, or that of its error."""
    try:
        _prepare_streams()
        status = work()
        sys.stdout.flush()
        return status
    except CstoGraphError as error:
        return _failed(str(error), error.exit_status)
    except BrokenPipeError:
        _discard_output()  # whoever read the answer has had enough
        return 0
    except OSError as error:
        _discard_output()
        place = f"{error.filename}: " if error.filename else "the answer cannot be written: "
        return _failed(f"{place}{error.strerror or error}", 2)
    except KeyboardInterrupt:
        return _failed("interrupted; nothing was changed", INTERRUPTED)


def apart(work: Callable[[], int]) -> int:
    """Run work, guarded, in a process of its own where the system can fork one.

    For a query of the user's: the engine overflows its stack on very long ones, aborts
    where it cannot order the values, and does not hear Ctrl-C. Raises SparqlError then.
    """
    import signal

    # Threads of an engine that runs already would be missing in the child, which would wait.
    if not hasattr(os, "fork") or "pyoxigraph" in sys.modules:
        return work()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        os._exit(_as_child(work))
    try:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except KeyboardInterrupt:
        _end(child)
        raise
    if status == INTERRUPTED:
        raise KeyboardInterrupt
    if status < 0:
        raise SparqlError(
            f"the engine failed on the query ({signal.Signals(-status).name}): make it shorter, "
            "or order values of one kind only, such as ORDER BY STR(?x)"
        )
    return status


def _as_child(work: Callable[[], int]) -> int:
    # The engine's own last words go nowhere; ours go where they went.
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, errors="backslashreplace")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        return guarded(lambda: _uninterrupted(work))
    except BaseException:
        import traceback

        traceback.print_exc()
        return 1
    finally:
        with suppress(OSError):
            sys.stdout.flush()


def _uninterrupted(work: Callable[[], int]) -> int:
    """Leave it to the parent to say that there was an interrupt."""
    try:
        return work()
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)


def _end(child: int) -> None:
    """Wait a little for a child that is interrupted too, then end it."""
    import signal

    until = time.monotonic() + PATIENCE
    with suppress(ChildProcessError):
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            if time.monotonic() > until:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.02)


def _prepare_streams() -> None:
    """Answers are UTF-8 wherever they go; an answer that goes nowhere is refused."""
    if sys.stderr is None:  # print() would turn to standard output
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
        raise CstoGraphError("standard output is closed; redirect it to a file or to /dev/null")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name of a file need not be UTF-8; it is shown escaped.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _discard_output() -> None:
    """Keep Python from complaining at exit that it cannot write what is left."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(message: str, status: int) -> int:
    with suppress(OSError):
        print(f"csto-graph: {message}", file=sys.stderr, flush=True)
    return status
