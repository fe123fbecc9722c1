"""Checking authored data, before anything is resolved or inferred from it.

The shapes of ontology/shapes.ttl say what good data looks like; ``checks`` has what SHACL
cannot say, or cannot say about files.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.checks import date_findings, file_findings, shared_nodes, value_findings
from csto_graph.findings import AuthoredFiles, Finding, in_file, on_node, read_files, reported
from csto_graph.namespaces import short
from csto_graph.neighbourhood import around
from csto_graph.progress import Progress, silent
from csto_graph.shacl import chosen_engine, pyshacl_results, pyshifty_suspects
from csto_graph.sources import shipped
from csto_graph.turtle import read_turtle

if TYPE_CHECKING:
    from csto_graph.triples import Statement

    Located = tuple[str, Finding]

_IRI = re.compile(r"https?://[^\s;<>\"…]*[^\s;<>\"….,:]")


def validate(
    sources_files: Sequence[Path],
    only: Sequence[Path] = (),
    engine: str | None = None,
    progress: Progress = silent,
) -> list[Finding]:
    """Check files of authored data as one body, and return what is wrong, by file and line.

    ``only`` limits the findings to those files: the nodes that they describe are checked, and
    of the other files no more is looked at than that takes. The ontology and the shapes are
    the shipped ones. ``engine`` is ``pyshacl`` or ``pyshifty``, which find the same; by
    default the faster one that is installed. ``progress`` is told each step as it begins. A
    file that cannot be read or parsed is a finding, and what it describes counts as absent.
    Raises DataError when the ontology or the shapes cannot be read, and ParameterError for
    an engine that is unknown or not installed.
    """
    engine = chosen_engine(engine)
    progress(f"read {len({*sources_files, *only})} files", 0, 0)
    authored, findings = read_files(sources_files, only)
    ontology = read_turtle(shipped("ontology") / "csto.ttl").triples
    nodes = None
    if only:
        nodes = {t.subject.value for f in authored.files if authored.reports(f) for t in f.triples}
        authored = _narrowed(authored, nodes)
    shared = shared_nodes(authored, ontology)
    for node, message in shared.items():
        findings += [in_file(file, node, message, "OneFile") for file in authored.homes[node]]
    with _quiet():
        # What two files say of one node, taken together, is what neither says.
        shapes = _shapes(authored, ontology, nodes, engine, progress)
        found = [f for node, f in shapes if node not in shared]
        progress("check files, values and dates", 0, 0)
        findings += [*found, *value_findings(authored)]
    findings += file_findings(authored, ontology)
    misspelt = {f.node for f in found if f.shape in ("ClaimDateShape", "DocumentIssuedShape")}
    findings += [f for f in date_findings(authored) if f.node not in misspelt]
    return reported(authored, findings)


def _narrowed(authored: AuthoredFiles, nodes: AbstractSet[str]) -> AuthoredFiles:
    """The files with what a check of some nodes looks at, and no more."""
    near = around(authored.triples(), nodes)
    files = (replace(f, triples=[t for t in f.triples if near.holds(t)]) for f in authored.files)
    return AuthoredFiles(tuple(files), authored.only)


def _shapes(
    authored: AuthoredFiles,
    ontology: Sequence[Statement],
    nodes: AbstractSet[str] | None,
    engine: str,
    progress: Progress,
) -> Iterator[Located]:
    """What breaks the shapes, with the IRI of the node at fault; ``nodes`` are all by default."""
    from pyoxigraph import BlankNode

    # A blank node has a finding of its own, and pyshacl fails on one for an offset.
    triples = [t for t in authored.triples() if BlankNode not in (type(t.subject), type(t.object))]
    if engine == "pyshifty" and nodes != set():
        progress(f"apply the shapes to {len(triples)} triples by pyshifty", 0, 0)
        suspects = pyshifty_suspects([*ontology, *triples])
        nodes = suspects if nodes is None else nodes & suspects
        near = around(triples, nodes)
        triples = [triple for triple in triples if near.holds(triple)]
    if nodes is not None and not nodes:
        return
    progress(f"apply the shapes to {len(triples)} triples by pyshacl", 0, 0)
    for result in pyshacl_results([*ontology, *triples]):
        if nodes is None or result.node in nodes:
            message = _IRI.sub(lambda match: short(match.group()), result.message)
            found = on_node(authored, result.node, message, result.shape, result.severity)
            yield result.node, found


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from telling of ill-typed literals, which are findings here."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logger.setLevel(level)
