"""Making triples of our own from IRIs, terms and days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day
from typing import TYPE_CHECKING, Protocol, cast

from csto_graph.namespaces import CSTO, XSD

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode

    Value = NamedNode | BlankNode | Literal


class Statement(Protocol):
    """A triple of RDF 1.1: pyoxigraph's own type also allows triples within triples."""

    @property
    def subject(self) -> NamedNode | BlankNode: ...  # noqa: D102
    @property
    def predicate(self) -> NamedNode: ...  # noqa: D102
    @property
    def object(self) -> Value: ...  # noqa: D102
    def __hash__(self) -> int: ...  # noqa: D105


def triple(subject: str, predicate: str, value: str | Value) -> Statement:
    """A triple of IRIs, with an IRI or a term as its object."""
    from pyoxigraph import NamedNode, Triple

    term = NamedNode(value) if isinstance(value, str) else value
    return cast("Statement", Triple(NamedNode(subject), NamedNode(predicate), term))


def day(subject: str, predicate: str, value: Day | None) -> Iterator[Statement]:
    """A day as ``xsd:date`` under a property of our ontology; nothing for ``None``."""
    from pyoxigraph import Literal, NamedNode

    if value is not None:
        literal = Literal(value.isoformat(), datatype=NamedNode(f"{XSD}date"))
        yield triple(subject, CSTO + predicate, literal)


def is_blank(term: Value) -> bool:
    """Whether a term is a blank node, which nothing outside its file can refer to."""
    from pyoxigraph import BlankNode

    return isinstance(term, BlankNode)
