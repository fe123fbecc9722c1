"""Between texts, RDF terms and Python values: what goes into a query and what comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from csto_graph.errors import ParameterError
from csto_graph.namespaces import CSTO, XSD

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

    from csto_graph.engine import Engine
    from csto_graph.queries import Parameter


def parameter_term(engine: Engine, parameter: Parameter, text: str) -> NamedNode | Literal:
    """The RDF term that a user's text stands for as the value of a parameter.

    Raises ParameterError where it is not of the parameter's type, UnknownEntityError where
    it names nothing in the graph.
    """
    from pyoxigraph import Literal, NamedNode

    kind, name = parameter.type, parameter.name
    if kind == "xsd:date":
        from csto_graph.days import parse_day

        day = parse_day(text, name)
        return Literal(day.isoformat(), datatype=NamedNode(f"{XSD}date"))
    if kind == "xsd:integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text.strip()):
            raise ParameterError(
                f"{name}: {text!r} is not a whole number of 18 digits at most, such as 12"
            )
        return Literal(int(text))
    if kind == "xsd:string":
        if any(0xD800 <= ord(c) < 0xE000 for c in text):
            raise ParameterError(f"{name}: {text!r} is not UTF-8")
        return Literal(text)
    from csto_graph.entities import find_entity

    class_iri = None if kind == "rdfs:Resource" else CSTO + kind.removeprefix("csto:")
    return NamedNode(find_entity(engine, text, class_iri, name))


def check_order(given: Mapping[str, str]) -> None:
    """Raise ParameterError for a period (since, until) that ends before it begins."""
    since, until = given.get("since"), given.get("until")
    if since and until and until < since:
        raise ParameterError(f"until: {until} is before since: {since}; swap the two")


def python_value(term: Any) -> object:
    """A term as Python has it: str, int, bool or date; ``None`` for an empty cell."""
    if term is None:
        return None
    datatype = getattr(term, "datatype", None)
    name = datatype.value.removeprefix(XSD) if datatype else ""
    if name == "integer":
        return int(term.value)
    if name == "boolean":
        return term.value == "true"
    return date.fromisoformat(term.value) if name == "date" else term.value
