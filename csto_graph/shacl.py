"""The SHACL engines: pyshacl, which is the reference, and pyshifty, which is faster.

pyshacl words every finding. pyshifty only says which nodes may have one, so that the two
cannot differ in what is found there or how it is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, cast

from csto_graph.errors import ParameterError
from csto_graph.namespaces import CSTO, EDTF, RDF, SH, XSD, short
from csto_graph.neighbourhood import same_document
from csto_graph.sources import shipped
from csto_graph.turtle import read_turtle

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Identifier, Node

    from csto_graph.triples import Statement, Value

COMPARED = "0.5."  # versions of pyshifty; pyproject.toml has the same
ENGINES = ("pyshacl", "pyshifty")
_INTEGER = f"{XSD}integer"
_ORDINARY = {
    f"{XSD}string": re.compile(""),
    f"{RDF}langString": re.compile(""),
    EDTF: re.compile(""),
    f"{XSD}boolean": re.compile(r"(?:true|false)\Z"),
    f"{XSD}duration": re.compile(r"P(?:[1-9][0-9]{0,8}[YD]|[1-9]M|1[01]M)\Z"),
    _INTEGER: re.compile(r"(?:0|[1-9][0-9]{0,17})\Z"),
}
# Compared by the shapes: with other numbers, of other nodes too.
_POSITIONS = {CSTO + name for name in ("startOffset", "endOffset", "characters", "statedCount")}


def chosen_engine(name: str | None = None) -> str:
    """The engine of that name; by default pyshifty if it can be used, otherwise pyshacl.

    Raises ParameterError for a name that is none, and for pyshifty where it is not installed
    or of a version that was not compared with pyshacl.
    """
    if name == "pyshacl":
        return name
    if name not in (None, "pyshifty"):
        raise ParameterError(f"engine: no SHACL engine {name!r}; there is {' and '.join(ENGINES)}")
    try:
        found = version("pyshifty")
    except PackageNotFoundError:
        found = ""
    if found.startswith(COMPARED):
        return "pyshifty"
    if name is None:
        return "pyshacl"
    state = f"is of version {found}" if found else "is not installed"
    raise ParameterError(
        f"engine: pyshifty {state}; install it with: pip install 'csto-graph[fast]', or use "
        "pyshacl, which finds the same"
    )


@dataclass(frozen=True)
class Result:
    """One result of SHACL validation: the IRI at fault, the message, shape and severity."""

    node: str
    message: str
    shape: str
    severity: str


def to_rdflib(triples: Iterable[Statement], graph: Graph | None = None) -> Graph:
    """Add triples to an rdflib graph, a new one by default; literals keep their spelling."""
    from rdflib import Graph

    graph = Graph() if graph is None else graph
    for triple in triples:
        graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    return graph


def pyshacl_results(triples: Iterable[Statement]) -> Iterator[Result]:
    """What the shapes find in triples, by pyshacl; IRIs in a message are not shortened."""
    from pyshacl import validate as pyshacl_validate
    from rdflib import Graph, URIRef
    from rdflib.namespace import SH as TERM

    shapes = to_rdflib(read_turtle(shipped("ontology") / "shapes.ttl").triples)
    _, results, text = pyshacl_validate(
        to_rdflib(triples), shacl_graph=shapes, inference="none", inplace=True
    )
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
        shape = str(results.value(result, TERM.sourceShape)).removeprefix(CSTO)
        severity = str(results.value(result, TERM.resultSeverity)).removeprefix(SH)
        yield Result(str(node), message, shape, severity)


def pyshifty_suspects(triples: Sequence[Statement]) -> set[str]:
    """The IRIs that pyshifty finds something about, and those it may read otherwise."""
    from pyoxigraph import RdfFormat, Triple, serialize
    from shifty import validate_algebra

    data = serialize(cast("Sequence[Triple]", triples), format=RdfFormat.N_TRIPLES) or b""
    shapes = (shipped("ontology") / "shapes.ttl").read_bytes()
    result = validate_algebra(
        data, shapes, graph_mode="data", infer=False, on_unsupported="error", sort_results=False
    )
    named = [violation.focus_node for violation in result.violations]
    named += [reason.value for violation in result.violations for reason in violation.reasons]
    return {term[1:-1] for term in named if term.startswith("<")} | _odd(triples)


def _odd(triples: Sequence[Statement]) -> set[str]:
    """The nodes about which the engines may differ, for a literal that one normalises.

    The number "007" is 7 to pyshifty and stays 007 to pyshacl; one of forty digits is a
    number to pyshacl alone, which also compares words with numbers. Among offsets that
    concerns all passages of the document.
    """
    from pyoxigraph import Literal

    odd: set[str] = set()
    misplaced: set[str] = set()
    for triple in triples:
        value = triple.object
        position = triple.predicate.value in _POSITIONS
        datatype = value.datatype.value if isinstance(value, Literal) else ""
        if (datatype or position) and not _ordinary(value.value, datatype, position):
            (misplaced if position else odd).add(triple.subject.value)
    return odd | (same_document(triples, misplaced) if misplaced else set())


def _ordinary(text: str, datatype: str, number: bool) -> bool:
    """Whether both engines read a literal alike; ``number`` if only a number can be meant."""
    spelling = _ORDINARY.get(datatype)
    if spelling is None or (number and datatype != _INTEGER):
        return False
    return spelling.match(text) is not None


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
