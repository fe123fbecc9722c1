"""The published graph as text, with every literal as it was authored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_graph.files import read_text

if TYPE_CHECKING:
    from csto_graph.graph import Graph

FORMATS = ("turtle", "ntriples", "nquads")


def exported(graph: Graph, form: str) -> str:
    """The graph in one of FORMATS, sorted, so that two exports of one graph are equal.

    Read from the file that the build wrote, not from the store, which normalises literals.
    """
    from pyoxigraph import DefaultGraph, RdfFormat, parse, serialize

    text = read_text(graph.nquads())
    if form == "nquads":
        return text
    triples = [
        quad.triple
        for quad in parse(text, format=RdfFormat.N_QUADS)
        if isinstance(quad.graph_name, DefaultGraph)
    ]
    if form == "ntriples":
        return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode("utf-8")
    from csto_graph.canonical import write_turtle

    return write_turtle(triples)
