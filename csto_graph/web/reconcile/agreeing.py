"""Whether a node has the values of properties that a query wants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from csto_graph.entities import folded
from csto_graph.errors import ParameterError
from csto_graph.facts import datatype_of
from csto_graph.namespaces import EDTF, XSD

if TYPE_CHECKING:
    from csto_graph.web.reconcile.known import Catalogue

Values = dict[tuple[str, str], list[Any]]
ALIKE = 0.86  # texts below this are different ones
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}


def values_of(
    catalogue: Catalogue, nodes: Iterable[str] | None, properties: Iterable[str]
) -> Values:
    """The values, as RDF terms, of each property of each node; ``None`` means every node."""
    found: Values = defaultdict(list)
    subjects = None if nodes is None else " ".join(f"<{iri}>" for iri in nodes)
    predicates = " ".join(f"<{iri}>" for iri in properties)
    chosen = "" if subjects is None else f"VALUES ?node {{ {subjects} }} "
    if subjects != "" and predicates:
        rows: Any = catalogue.graph.run(
            f"SELECT ?node ?p ?o WHERE {{ {chosen}"
            f"VALUES ?p {{ {predicates} }} ?node ?p ?o }} ORDER BY ?node ?p ?o"
        )
        for row in rows:
            found[row["node"].value, row["p"].value].append(row["o"])
    return found


def agreement(catalogue: Catalogue, wanted: Iterable[Any], terms: Iterable[Any]) -> float | None:
    """How well the best of some values fits the best of some terms, from 0 to 1.

    ``None`` where there is no term: what is not stated is no disagreement.
    """
    known = list(terms)
    pairs = [(value, term) for value in wanted for term in known]
    return max((_fits(catalogue, *pair) for pair in pairs), default=None)


def _fits(catalogue: Catalogue, value: Any, term: Any) -> float:
    if isinstance(value, tuple):
        return float(value[0] == term.value)
    datatype = datatype_of(term)
    if not datatype:
        return _names(catalogue, str(value), term.value)
    if isinstance(value, bool):
        return float(term.value == str(value).lower())
    if datatype in _NUMBERS:
        return float(_number(value) == _number(term.value))
    if datatype in (EDTF, f"{XSD}date"):
        return _dates(str(value), term.value)
    return _texts(str(value), term.value)


def _names(catalogue: Catalogue, value: str, iri: str) -> float:
    if value == iri or iri in catalogue.called.get(folded(value), ()):
        return 1.0
    names = catalogue.names.get(iri, ())
    return max((_texts(value, name) for name in names), default=0.0)


def _texts(one: str, two: str) -> float:
    from rapidfuzz.fuzz import ratio

    alike = ratio(folded(one), folded(two)) / 100
    return alike if alike >= ALIKE else 0.0


def _dates(value: str, known: str) -> float:
    """Dates agree when their ranges overlap, as claims do."""
    from csto_graph.dates import bounds

    try:
        return float(bounds(value.strip()).overlaps(bounds(known)))
    except ParameterError:
        return 0.0


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
