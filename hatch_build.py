"""Bundles the editor of the query page when a wheel is built, where npm is there.

Without npm, or where it fails, the wheel is built all the same, and the query page has a
plain field for the query. The environment variable CSTO_GRAPH_EDITOR says otherwise:
``skip`` leaves the editor out, ``require`` makes it an error that it cannot be built.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VARIABLE = "CSTO_GRAPH_EDITOR"
SOURCES = ("package.json", "package-lock.json", "main.js", "build.mjs")
SECONDS = 300  # that npm may take for one step


class EditorHook(BuildHookInterface[Any]):
    """Writes csto_graph/web/static/editor, which git ignores, and puts it into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each build; ``build_data`` tells hatch what else belongs in it."""
        source = Path(self.root) / "csto_graph" / "web" / "editor"
        target = Path(self.root) / "csto_graph" / "web" / "static" / "editor"
        wish = os.environ.get(VARIABLE, "")
        if wish != "skip" and not _is_current(source, target):
            try:
                _bundle(source, target)
            except (OSError, subprocess.SubprocessError) as error:
                if wish == "require":
                    raise
                self.app.display_warning(f"the query page gets a plain field: {_cause(error)}")
        if (target / "editor.js").is_file():
            build_data["artifacts"].append("csto_graph/web/static/editor/*")


def _digest(source: Path) -> str:
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((source / name).read_bytes())
    return digest.hexdigest()


def _is_current(source: Path, target: Path) -> bool:
    made = target / "made-from.txt"
    return made.is_file() and made.read_text(encoding="utf-8").strip() == _digest(source)


def _bundle(source: Path, target: Path) -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise FileNotFoundError("npm is not installed")
    with tempfile.TemporaryDirectory(prefix="csto-graph-editor-") as name:
        folder = Path(name)
        for file in SOURCES:
            shutil.copy(source / file, folder / file)
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        _run([npm, "ci", *quiet], folder)
        _run([node, "build.mjs", "made"], folder)
        made = folder / "made"
        (made / "made-from.txt").write_text(_digest(source) + "\n", encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(
        command, cwd=folder, check=True, timeout=SECONDS, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
    )  # fmt: skip


def _cause(error: Exception) -> str:
    lines = (getattr(error, "stderr", None) or "").strip().splitlines()
    return lines[-1] if lines else str(error)
