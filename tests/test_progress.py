"""What is told while long work goes on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from csto_graph.commands import bar
from csto_graph.progress import EVERY, counted


def test_items_are_counted_as_they_pass() -> None:
    told: list[tuple[str, int, int]] = []
    n = 2 * EVERY + 1
    items = counted(range(n), lambda *report: told.append(report), "count", n)
    assert list(items) == list(range(n))
    assert told == [("count", done, n) for done in (0, EVERY, 2 * EVERY, n)]


def test_plain_lines_where_there_is_no_terminal(capsys, monkeypatch) -> None:
    monkeypatch.setattr(bar, "PATIENCE", -1.0)
    with bar.shown() as progress:
        progress("load 3 files", 0, 3)
        progress("load 3 files", 2, 3)
        progress("infer", 0, 0)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "csto-graph: load 3 files …"
    assert lines[1].startswith("csto-graph: load 3 files: 2 of 3, ")
    assert lines[1].endswith(" a second")
    assert lines[2:] == ["csto-graph: infer …"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_bar_on_a_terminal_which_is_gone_in_the_end() -> None:
    import pty
    import subprocess
    import termios

    terminal, end = pty.openpty()
    termios.tcsetwinsize(end, (24, 80))
    script = (
        "from csto_graph.commands.bar import shown\n"
        "with shown() as progress:\n"
        "    progress('resolve', 0, 10); progress('resolve', 10, 10); progress('infer', 0, 0)"
    )
    subprocess.run([sys.executable, "-c", script], stderr=end, check=True)
    os.close(end)
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        shown += piece
        if not piece:
            break
    os.close(terminal)
    text = shown.decode("utf-8")
    assert "csto-graph: resolve:" in text and "of 10" in text
    assert "csto-graph: infer …" in text
    assert text.rstrip("\r").endswith(" ") and "\n" not in text.strip("\r\n ")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise")
def test_an_interrupted_build_leaves_nothing(tmp_path: Path) -> None:
    import signal
    import subprocess
    import time

    cache = tmp_path / "cache"
    environment = {**os.environ, "CSTO_GRAPH_CACHE": str(cache)}
    command = [sys.executable, "-m", "csto_graph", "build"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as build:
        assert build.stderr is not None
        for line in build.stderr:
            if "describe" in line:
                build.send_signal(signal.SIGINT)
                break
        rest = build.stderr.read()
        assert build.wait(timeout=30) == 130
    assert "Traceback" not in rest and rest.rstrip().endswith("nothing was changed")
    deadline = time.monotonic() + 10
    while (
        list(cache.glob("[!.]*")) + list(cache.glob(".building-*")) and time.monotonic() < deadline
    ):
        time.sleep(0.05)
    assert list(cache.glob("[!.]*")) + list(cache.glob(".building-*")) == []
