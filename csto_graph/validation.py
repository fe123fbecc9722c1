"""Checking authored data, before anything is resolved or inferred from it.

The shapes of ontology/shapes.ttl say what good data looks like; ``checks`` has what SHACL
cannot say, or cannot say about files.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.checks import date_findings, file_findings, shared_nodes, value_findings
from csto_graph.findings import AuthoredFiles, Finding, in_file, on_node, read_files, reported
from csto_graph.namespaces import CSTO, SH, short
from csto_graph.sources import shipped
from csto_graph.turtle import read_turtle

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Identifier, Node

    from csto_graph.triples import Statement, Value

    Located = tuple[str, Finding]

_IRI = re.compile(r"https?://[^\s;<>\"…]*[^\s;<>\"….,:]")


def validate(sources_files: Sequence[Path], only: Sequence[Path] = ()) -> list[Finding]:
    """Check files of authored data as one body, and return what is wrong, by file and line.

    ``only`` limits the findings to those files; the others are context. The ontology and
    the shapes are the shipped ones. A file that cannot be read or parsed is a finding, and
    what it describes counts as absent. Raises DataError when the ontology or the shapes
    cannot be read.
    """
    authored, findings = read_files(sources_files, only)
    ontology = read_turtle(shipped("ontology") / "csto.ttl").triples
    shared = shared_nodes(authored, ontology)
    for node, message in shared.items():
        findings += [in_file(file, node, message, "OneFile") for file in authored.homes[node]]
    with _quiet():
        # What two files say of one node, taken together, is what neither says.
        found = [f for node, f in _shapes(authored, ontology) if node not in shared]
        findings += [*found, *value_findings(authored)]
    findings += file_findings(authored, ontology)
    misspelt = {f.node for f in found if f.shape in ("ClaimDateShape", "DocumentIssuedShape")}
    findings += [f for f in date_findings(authored) if f.node not in misspelt]
    return reported(authored, findings)


def _shapes(authored: AuthoredFiles, ontology: Sequence[Statement]) -> Iterator[Located]:
    """What pyshacl finds, with the IRI of the node at fault."""
    from pyoxigraph import BlankNode
    from pyshacl import validate as pyshacl_validate
    from rdflib import Graph, URIRef
    from rdflib.namespace import SH as TERM

    data = to_rdflib(ontology)
    for file in authored.files:
        # A blank node has a finding of its own, and pyshacl fails on one for an offset.
        named = (t for t in file.triples if BlankNode not in (type(t.subject), type(t.object)))
        to_rdflib(named, data)
    shapes = to_rdflib(read_turtle(shipped("ontology") / "shapes.ttl").triples)
    _, results, text = pyshacl_validate(data, shacl_graph=shapes, inference="none", inplace=True)
    if not isinstance(results, Graph):
        raise RuntimeError(f"pyshacl could not apply the shapes: {text}")
    for result in results.objects(None, TERM.result):
        node, value = results.value(result, TERM.focusNode), results.value(result, TERM.value)
        message = str(results.value(result, TERM.resultMessage))
        component = results.value(result, TERM.sourceConstraintComponent)
        if component == TERM.SPARQLConstraintComponent and isinstance(value, URIRef):
            # These have a whole class as their focus, and the instance at fault as the value.
            node = value
        elif value is not None:
            message += f" Found: {_display(value)}"
        message = _IRI.sub(lambda match: short(match.group()), message)
        shape = str(results.value(result, TERM.sourceShape)).removeprefix(CSTO)
        severity = str(results.value(result, TERM.resultSeverity)).removeprefix(SH)
        yield str(node), on_node(authored, str(node), message, shape, severity)


def to_rdflib(triples: Iterable[Statement], graph: Graph | None = None) -> Graph:
    """Add triples to an rdflib graph, a new one by default; literals keep their spelling."""
    from rdflib import Graph

    graph = Graph() if graph is None else graph
    for triple in triples:
        graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    return graph


def _term(term: Value) -> Identifier:
    import pyoxigraph
    from rdflib import XSD, BNode, Literal, URIRef

    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = URIRef(term.datatype.value)
    plain = datatype == XSD.string
    return Literal(term.value, datatype=None if plain else datatype, normalize=False)


def _display(term: Node) -> str:
    from rdflib import Literal

    if not isinstance(term, Literal):
        return short(str(term))
    datatype = f"^^{short(str(term.datatype))}" if term.datatype else ""
    return f'"{term}"' + (f"@{term.language}" if term.language else datatype)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging ill-typed literals, which are findings here."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
