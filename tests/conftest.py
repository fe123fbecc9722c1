"""Fixtures: the shipped graph, built once for the session in a cache of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csto_graph import Graph, open_graph

ROOT = Path(__file__).parent.parent
TEXTS = ROOT.parent / "shared" / "documents"


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache directory that the tests share and nobody else sees."""
    folder = tmp_path_factory.mktemp("cache")
    kept = {name: os.environ.get(name) for name in ("CSTO_GRAPH_CACHE", "CSTO_GRAPH_DATA")}
    os.environ["CSTO_GRAPH_CACHE"] = str(folder)
    os.environ.pop("CSTO_GRAPH_DATA", None)
    yield folder
    for name, value in kept.items():
        if value is not None:
            os.environ[name] = value


@pytest.fixture(scope="session")
def graph(cache: Path) -> Graph:
    """The shipped graph, resolved by the default policy."""
    return open_graph()


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the source texts, which are not in the repository."""
    if not TEXTS.is_dir():
        pytest.skip(f"the source texts are not at {TEXTS}; they are their publishers'")
    return TEXTS


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run one command line in this process: exit status, standard output, standard error."""
    from csto_graph.cli import main

    def call(*args: str) -> tuple[int, str, str]:
        capfd.readouterr()
        status = main(list(args))
        out, err = capfd.readouterr()
        return status, out, err

    return call


@pytest.fixture
def process() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run one command line as a process of its own."""

    def call(*args: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "csto_graph", *args]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **options)  # type: ignore[call-overload,no-any-return]

    return call
