"""What is kept from last time, and when it is not trusted."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from csto_graph import memo
from csto_graph.memo import cache_folder, remembered


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that was written a minute ago, and an empty cache."""
    monkeypatch.setenv("CSTO_GRAPH_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "a.txt"
    path.write_text("one", encoding="utf-8")
    os.utime(path, (time.time() - 60, time.time() - 60))
    return path


def reader(path: Path, calls: list[str]) -> Callable[[], tuple[str, ...]]:
    def make() -> tuple[str, ...]:
        calls.append("read")
        return (path.read_text("utf-8"), "é")

    return make


def test_a_file_is_read_again_only_when_it_was_touched(file: Path) -> None:
    calls: list[str] = []
    for _ in range(3):
        assert remembered("x", [file], reader(file, calls)) == ("one", "é")
    assert len(calls) == 1
    file.write_text("two", encoding="utf-8")  # as long as before
    assert remembered("x", [file], reader(file, calls)) == ("two", "é")


def test_a_change_of_just_now_is_not_trusted(file: Path) -> None:
    calls: list[str] = []
    file.write_text("one", encoding="utf-8")
    remembered("x", [file], reader(file, calls))
    stat = file.stat()
    file.write_text("two", encoding="utf-8")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # a clock that ticks seldom
    assert remembered("x", [file], reader(file, calls)) == ("two", "é")


def test_names_are_told_apart_even_if_their_place_is_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memo, "crc32", lambda _: 1)
    assert remembered("x", [file], lambda: "first") == "first"
    assert remembered("y", [file], lambda: "second") == "second"
    assert remembered("x", [file], lambda: "third") == "third"


@pytest.mark.parametrize("content", [b"", b"garbage", b"i\x01\x00\x00\x00"])
def test_what_is_damaged_is_made_again(file: Path, content: bytes) -> None:
    remembered("x", [file], lambda: "made")
    (kept,) = (cache_folder() / ".stamps").iterdir()
    kept.write_bytes(content)
    assert remembered("x", [file], lambda: "made again") == "made again"


def test_a_file_that_is_gone_and_a_cache_that_cannot_be_written(file: Path, monkeypatch) -> None:
    assert remembered("x", [file.with_name("gone")], lambda: "made") == "made"
    monkeypatch.setenv("CSTO_GRAPH_CACHE", str(file / "under-a-file"))
    assert remembered("x", [file], lambda: "made") == "made"
