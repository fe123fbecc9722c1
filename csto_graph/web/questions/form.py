"""The form of a canned query, from its parameters alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from csto_graph.namespaces import BASE, CSTO, expand, short

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.queries import Parameter, Query

MOST_CHOICES = 1000  # that a list in a form has
TERMS = "a term of the ontology"
Choices = Callable[[str], "tuple[tuple[str, str], ...]"]


@dataclass(frozen=True)
class Field:
    """A field of a form: what it asks, its input type, its value and what can be chosen."""

    name: str
    label: str
    hint: str
    kind: str
    value: str
    required: bool
    choices: tuple[tuple[str, str], ...]


def fields(query: Query, given: Mapping[str, str], choices: Choices) -> list[Field]:
    """The fields of a query, filled with what was given, or else with the defaults."""
    return [
        Field(
            name=parameter.name,
            label=parameter.help,
            hint=_hint(parameter),
            kind=_kind(parameter, given.get(parameter.name, "")),
            value=given.get(parameter.name) or parameter.default or "",
            required=parameter.required,
            choices=choices(choices_key(parameter)),
        )
        for parameter in query.parameters
    ]


def choices_key(parameter: Parameter) -> str:
    """What can be chosen for a parameter: a class, TERMS, or '' for what is no node."""
    if parameter.type.startswith("xsd:"):
        return ""
    # Any node may be given for rdfs:Resource; the example tells what is meant.
    if parameter.type == "rdfs:Resource" and (expand(parameter.example) or "").startswith(CSTO):
        return TERMS
    return parameter.type


def chooser(graph: Graph) -> Choices:
    """Looks up what can be chosen, as pairs of short name and label, by label; remembers it."""

    @lru_cache(maxsize=100)
    def choices(key: str) -> tuple[tuple[str, str], ...]:
        if not key:
            return ()
        if key == TERMS:
            wanted = f'FILTER(STRSTARTS(STR(?node), "{CSTO}")) ?node a owl:Class .'
        else:
            wanted = f"""?node a {"?any" if key == "rdfs:Resource" else key}
                FILTER(STRSTARTS(STR(?node), "{BASE}") && !STRSTARTS(STR(?node), "{CSTO}"))
                FILTER NOT EXISTS {{ ?node a ?kind FILTER(?kind IN (csto:Claim, csto:Passage,
                  csto:Speaker, csto:AnonymousSpeaker, csto:ResolvedValue)) }}"""
        rows: Any = graph.run(f"""SELECT DISTINCT ?node ?label WHERE {{
            ?node rdfs:label ?label . {wanted} }} ORDER BY ?label LIMIT {MOST_CHOICES}""")
        return tuple((short(row["node"].value), row["label"].value) for row in rows)

    return choices


def _kind(parameter: Parameter, value: str) -> str:
    """The type of the input; text where a browser would drop a value that is no date."""
    if parameter.type == "xsd:date":
        from csto_graph.days import parse_day
        from csto_graph.errors import ParameterError

        try:
            parse_day(value or parameter.example, parameter.name)
        except ParameterError:
            return "text"
        return "date"
    if parameter.type == "xsd:integer" and (not value or value.lstrip("-").isdigit()):
        return "number"
    return "text"


def _hint(parameter: Parameter) -> str:
    if parameter.type == "xsd:date":
        such = f"Year-month-day, such as {parameter.example}"
    elif parameter.type.startswith("xsd:"):
        such = f"Such as {parameter.example}"
    else:
        such = f"A name, or a short name such as {parameter.example}"
    if parameter.default is not None:
        return f"{such}; {parameter.default} if left empty."
    return f"{such}; any if left empty." if parameter.optional else f"{such}."
