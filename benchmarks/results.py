"""What was measured, read again from results.jsonl."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Result = dict[str, Any]


class Results:
    """What was measured, the last of each kind for each graph."""

    def __init__(self, lines: Sequence[Result]) -> None:
        """Keep the last result of each task and variant, and the graphs in their order."""
        self.machine: dict[str, str] = {}
        self.of: dict[tuple[str, str, str], Result] = {}
        for line in lines:
            if line["task"] == "machine":
                self.machine = line["lines"][0]
                continue
            variant = str(line.get("reasoner") or line.get("engine") or line.get("store") or "")
            self.of[line["graph"], line["task"], variant] = line
        self.graphs = list(dict.fromkeys(graph for graph, _, _ in self.of))

    def value(self, graph: str, task: str, name: str, variant: str = "") -> Any:
        """One value that a task measured; ``None`` where it did not."""
        lines = self.of.get((graph, task, variant), {}).get("lines", [])
        return next((line[name] for line in lines if name in line), None)

    def rows(self, graph: str, task: str) -> dict[str, Result]:
        """What a task measured for each question."""
        lines = self.of.get((graph, task, ""), {}).get("lines", [])
        return {line["question"]: line for line in lines if "question" in line}

    def variants(self, task: str) -> list[str]:
        """The variants in which a task was run."""
        return list(dict.fromkeys(v for _, t, v in self.of if t == task))

    def counts(self, graph: str) -> dict[str, int]:
        """What the build of a graph counted."""
        found = (self.value(graph, "build", "counts", v) for v in self.variants("build"))
        return next((counts for counts in found if counts), {})


def read(folder: Path) -> Results:
    """The results of a folder; the last line may be cut off."""
    text = (folder / "results.jsonl").read_text(encoding="utf-8")
    return Results(
        [json.loads(line) for line in text.splitlines(keepends=True) if line[-1] == "\n"]
    )
