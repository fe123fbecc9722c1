"""The guide to encoding: its commands run as written and print what it shows.

Each ``console`` block goes on in the same folder. In what the guide shows, ``…`` stands for
the rest of a line, and a line of it for any number of lines; the progress of a build, which
depends on the cache, is left out.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "encoding.md").read_text(encoding="utf-8")
PROGRESS = re.compile(r"csto-graph: .* …\n")


def steps(text: str) -> list[tuple[str, str]]:
    """The commands of a guide and what it shows below each."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown))
    return found


def pattern(shown: str) -> str:
    """A regular expression for printed lines, in which ``…`` leaves something out."""
    lines = shown.splitlines(keepends=True)
    return "".join(
        r"(?:.*\n)*" if line == "…\n" else ".*".join(map(re.escape, line.split("…")))
        for line in lines
    )


@pytest.fixture
def shell(tmp_path: Path, cache: Path):
    """Run a line of shell in a folder with a copy of the example: status and all output."""
    shutil.copytree(ROOT / "tests" / "example", tmp_path / "tests" / "example")
    program = tmp_path / "bin" / "csto-graph"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m csto_graph "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "COLUMNS": "80",
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
    }

    def call(line: str) -> tuple[int, str]:
        done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
        return done.returncode, PROGRESS.sub("", done.stdout.decode("utf-8"))

    return call


@pytest.mark.skipif(shutil.which("sh") is None, reason="the guide is written for a Unix shell")
def test_the_commands_of_the_guide_print_what_it_shows(shell) -> None:
    commands = steps(GUIDE)
    assert len(commands) > 8
    for command, shown in commands:
        status, printed = shell(command)
        assert status == 0, f"$ {command}\n{printed}"
        assert re.fullmatch(pattern(shown), printed), f"$ {command}\n{printed}"


def test_the_claim_of_the_guide_is_in_the_example() -> None:
    (claim,) = re.findall(r"```turtle\n(.*?)```", GUIDE, re.S)
    example = (ROOT / "tests" / "example" / "sixth.ttl").read_text(encoding="utf-8")
    assert f"\n{claim}\n" in example


def test_every_name_in_the_guide_exists() -> None:
    """Options and terms that prose mentions are checked too: they run in no command."""
    from csto_graph.cli import COMMANDS
    from csto_graph.namespaces import CSTO
    from csto_graph.sources import shipped
    from csto_graph.turtle import read_turtle

    terms = {t.subject.value for t in read_turtle(shipped("ontology") / "csto.ttl").triples}
    unknown = {name for name in re.findall(r"csto:(\w+)", GUIDE) if CSTO + name not in terms}
    assert unknown == set()
    source = "".join(p.read_text("utf-8") for p in (ROOT / "csto_graph/commands").glob("*.py"))
    parameters = "".join(p.read_text("utf-8") for p in (ROOT / "queries").glob("*.rq"))
    for option in set(re.findall(r"--([a-z][a-z-]+)", GUIDE)):
        assert f'"--{option}"' in source or f"params.{option} " in parameters, option
    for name in re.findall(r"csto-graph ([a-z]+)", GUIDE):
        assert name in COMMANDS


def test_the_guide_is_short() -> None:
    """Two pages at most, with what the commands print."""
    assert len(GUIDE.splitlines()) <= 120
