"""How a policy makes one range of days out of several that sources give.

The policies and their rules are described in ontology/policies.ttl.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from csto_graph.dates import DateRange, hull, intersection
from csto_graph.errors import ParameterError


@dataclass(frozen=True)
class Decision:
    """The range a policy arrives at and the local name of the rule that decided."""

    period: DateRange
    rule: str


def cautious(ranges: Sequence[DateRange]) -> Decision:
    """The days that all sources allow, or, where there are none, all that any allows."""
    if len(set(ranges)) == 1:
        return Decision(ranges[0], "OnlyValue")
    common = intersection(ranges)
    if common is not None:
        return Decision(common, "Intersection")
    return Decision(hull(ranges), "Hull")


POLICIES: dict[str, Callable[[Sequence[DateRange]], Decision]] = {"Cautious": cautious}


def policy_name(name: str) -> str:
    """The name of a policy as the ontology has it; ParameterError where there is none."""
    for known in POLICIES:
        if known.lower() == name.lower():
            return known
    raise ParameterError(f"no policy {name!r}; there is {', '.join(POLICIES)}")
