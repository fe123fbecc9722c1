"""Findings about authored files: what is wrong, on which node, in which file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.errors import DataError
from csto_graph.files import real
from csto_graph.namespaces import RDF, short
from csto_graph.turtle import TurtleFile, line_of, read_turtle

if TYPE_CHECKING:
    from csto_graph.triples import Statement


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the authored data; its text is ``file:line: node: message``.

    ``node`` is a short name, empty for a file as a whole; ``severity`` is one of SHACL's
    (Violation, Warning, Info); ``shape`` is the local name of the shape, or of the check
    in Python, that found it.
    """

    path: Path | None
    line: int | None
    node: str
    message: str
    severity: str = "Violation"
    shape: str = ""
    column: int | None = None

    def __str__(self) -> str:
        """The finding in one line, as compilers write theirs."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return ": ".join(part for part in (place, self.node, self.message) if part)


@dataclass(frozen=True)
class AuthoredFiles:
    """Parsed files; ``only`` has the resolved paths of those to report on, empty for all."""

    files: tuple[TurtleFile, ...]
    only: frozenset[Path]

    def triples(self) -> list[Statement]:
        """What all the files say, in their order."""
        return [triple for file in self.files for triple in file.triples]

    def reports(self, file: TurtleFile) -> bool:
        """Whether findings in a file are to be reported."""
        return not self.only or real(file.path) in self.only

    @cached_property
    def homes(self) -> Mapping[str, Sequence[TurtleFile]]:
        """The files that describe each node, by its IRI; those that give it a class last."""
        return _homes(self.files)


def read_files(
    paths: Iterable[Path], only: Iterable[Path] = ()
) -> tuple[AuthoredFiles, list[Finding]]:
    """Parse files, each once however often it is named; ``only`` are parsed too.

    A file that is missing, not UTF-8 or not Turtle becomes a finding and is left out.
    """
    wanted = {real(path): path for path in only}
    files, findings = [], []
    for path in ({real(path): path for path in paths} | wanted).values():
        try:
            files.append(read_turtle(path))
        except DataError as error:
            findings.append(_broken(path, str(error)))
    return AuthoredFiles(tuple(files), frozenset(wanted)), findings


def on_node(
    authored: AuthoredFiles, node: str, message: str, shape: str, severity: str = "Violation"
) -> Finding:
    """The finding on a node, in the file that most likely has to be mended.

    That is the last of the files under report that describe the node, one that gives it a
    class if any does: files of the user come after those that are shipped.
    """
    homes = authored.homes.get(node, ())
    near = [file for file in homes if authored.reports(file)] or homes
    return in_file(near[-1] if near else None, node, message, shape, severity)


def in_file(
    file: TurtleFile | None, node: str, message: str, shape: str, severity: str = "Violation"
) -> Finding:
    """The finding on a node, in the given file."""
    path, line = (file.path, line_of(file, node)) if file else (None, None)
    return Finding(path, line, short(node), message, severity, shape)


def reported(authored: AuthoredFiles, findings: Iterable[Finding]) -> list[Finding]:
    """The findings in the files under report, sorted, each once.

    A file that is not Turtle is always reported: what it would describe is missing, and
    that may be the cause of other findings.
    """
    kept = {
        finding
        for finding in findings
        if not authored.only
        or finding.shape == "Turtle"
        or (finding.path and real(finding.path) in authored.only)
    }
    return sorted(kept, key=lambda f: (str(f.path), f.line or 0, f.column or 0, f.node, f.message))


def _homes(files: Iterable[TurtleFile]) -> dict[str, list[TurtleFile]]:
    found: dict[str, dict[Path, bool]] = {}
    for file in files:
        for triple in file.triples:
            typed = found.setdefault(triple.subject.value, {})
            is_type = triple.predicate.value == f"{RDF}type"
            typed[file.path] = typed.get(file.path, False) or is_type
    by_path = {file.path: file for file in files}
    return {
        node: [by_path[path] for path in sorted(typed, key=lambda path: typed[path])]
        for node, typed in found.items()
    }


def _broken(path: Path, text: str) -> Finding:
    message = text.removeprefix(str(path)).lstrip(": ")
    where = re.match(r"([0-9]+):([0-9]+): ", message)
    if where is None:
        return Finding(path, None, "", message, shape="Turtle")
    line, column = int(where[1]), int(where[2])
    return Finding(path, line, "", message[where.end() :], shape="Turtle", column=column)
