"""Published graphs on disk: one for each hash of the inputs, never half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from csto_graph.cache import cache_folder, published
from csto_graph.errors import CstoGraphError
from csto_graph.settings import Settings
from csto_graph.sources import Sources, find_sources


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache for one test."""
    monkeypatch.setenv("CSTO_GRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def build() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "csto_graph", "build"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_processes_at_once_leave_one_whole_graph(fresh: Path) -> None:
    processes = [build(), build()]
    assert [process.communicate(timeout=120)[1] is not None for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert len(list(fresh.glob("[!.]*"))) == 1
    assert not list(fresh.glob(".building-*"))
    folder, counts = published(find_sources(), Settings())
    assert folder.parent == fresh
    assert counts["documents"] == 5


def test_a_killed_build_is_no_graph_and_the_next_one_works(fresh: Path) -> None:
    process = build()
    assert process.stderr is not None
    for line in process.stderr:
        if "write" in line:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    left = (
        [path for path in fresh.iterdir() if not path.name.startswith(".")]
        if (fresh.is_dir())
        else []
    )
    assert all((path / "counts.tsv").is_file() for path in left)
    assert published(find_sources(), Settings())[1]["documents"] == 5


def test_an_abandoned_draft_is_cleared_after_a_while(fresh: Path) -> None:
    for name, age in ((".building-old", 7200), (".building-new", 10)):
        (fresh / name).mkdir(parents=True)
        then = time.time() - age
        os.utime(fresh / name, (then, then))
    published(find_sources(), Settings())
    assert {path.name for path in fresh.glob(".b*")} == {".building-new"}


def test_the_hash_follows_files_and_settings(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("", encoding="utf-8")
    sources = Sources((), (path,))
    keys = {sources.digest(*Settings().key())}
    keys.add(sources.digest(*Settings(known_by=date(2012, 1, 1)).key()))
    keys.add(sources.digest(*Settings(without=("002",)).key()))
    path.write_text("# changed", encoding="utf-8")
    keys.add(sources.digest(*Settings().key()))
    assert len(keys) == 4


def test_a_cache_that_cannot_be_written_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("CSTO_GRAPH_CACHE", str(blocked))
    with pytest.raises(CstoGraphError, match="CSTO_GRAPH_CACHE"):
        published(find_sources(), Settings())


def test_the_cache_folder_follows_the_custom_of_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CSTO_GRAPH_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    monkeypatch.setattr("sys.platform", "linux")
    assert cache_folder() == Path("/somewhere/csto-graph")
