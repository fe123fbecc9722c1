"""How a policy makes one value out of several that sources give.

The policies and their rules are described for people in ontology/policies.ttl; a rule is
named here by its local name there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from csto_graph.claims import Claim
from csto_graph.dates import DateRange, as_edtf, hull, intersection
from csto_graph.errors import ParameterError

if TYPE_CHECKING:
    from csto_graph.triples import Value

T = TypeVar("T")


@dataclass(frozen=True)
class Weights:
    """What a policy may weigh, by IRI of the document.

    ``inconsistent`` are the documents that contradict themselves about the node at hand,
    ``publisher`` says from whom a document comes, ``issued`` the last day of its issue.
    """

    inconsistent: frozenset[str]
    publisher: Mapping[str, str]
    issued: Mapping[str, date | None]


@dataclass(frozen=True)
class Decision:
    """What a policy arrives at: a range of days, the rule that decided, the claims for it."""

    period: DateRange
    rule: str
    support: tuple[Claim, ...]


@dataclass(frozen=True)
class Policy:
    """How dates are decided, and which of several other values are kept, by which rule."""

    dates: Callable[[Sequence[Claim], Weights], Decision]
    others: Callable[[Mapping[Value, Sequence[Claim]], Weights], tuple[Sequence[Value], str]]


def policy_name(name: str) -> str:
    """The name of a policy as the ontology has it; ParameterError where there is none."""
    for known in POLICIES:
        if known.lower() == name.lower():
            return known
    raise ParameterError(f"no policy {name!r}; there is {', '.join(POLICIES)}")


def _period(claim: Claim) -> DateRange:
    return claim.extent.whole if claim.extent else DateRange(None, None)


def _cautious_dates(claims: Sequence[Claim], weights: Weights) -> Decision:
    """The days that all sources allow, or, where there are none, all that any allows."""
    ranges = [_period(claim) for claim in claims]
    common = intersection(ranges)
    if len(set(ranges)) == 1:
        return Decision(ranges[0], "OnlyValue", tuple(claims))
    if common is not None:
        return Decision(common, "Intersection", tuple(claims))
    # A vague date that a precise one lies in ("2002" beside "May 2002") widens nothing.
    finest = [r for r in ranges if not any(other.within(r) for other in ranges)]
    return Decision(hull(finest), "Hull", tuple(claims))


def _keep_all(
    values: Mapping[Value, Sequence[Claim]], weights: Weights
) -> tuple[Sequence[Value], str]:
    return list(values), "SideBySide" if len(values) > 1 else "OnlyValue"


def _best_dates(claims: Sequence[Claim], weights: Weights) -> Decision:
    """The most precise date; if there are several, the one that weighs most; else the hull."""
    ranges = list(dict.fromkeys(_period(claim) for claim in claims))
    if len(ranges) == 1:
        return Decision(ranges[0], "OnlyValue", tuple(claims))
    support = {r: [c for c in claims if _period(c).overlaps(r)] for r in ranges}
    own = {r: [c for c in claims if _period(c) == r] for r in ranges}
    kept, rule = _fewest(ranges, _days, "MostPrecise")
    if len(kept) > 1:
        kept, rule = _weightiest({r: support[r] for r in kept}, own, weights)
    if len(kept) > 1:
        kept, rule = _fewest(kept, lambda r: min(_distance(c, r, weights) for c in own[r]), NEAREST)
    if len(kept) == 1:
        return Decision(kept[0], rule, tuple(support[kept[0]]))
    return Decision(hull(kept), "Hull", tuple(c for c in claims if _period(c).overlaps(hull(kept))))


def _best_other(
    values: Mapping[Value, Sequence[Claim]], weights: Weights
) -> tuple[Sequence[Value], str]:
    """The value that weighs most; all of them side by side if none does."""
    if len(values) == 1:
        return list(values), "OnlyValue"
    kept, rule = _weightiest(values, values, weights)
    return (kept, rule) if len(kept) == 1 else (list(values), "SideBySide")


NEAREST = "NearestInTime"


def _weightiest(
    support: Mapping[T, Sequence[Claim]], own: Mapping[T, Sequence[Claim]], weights: Weights
) -> tuple[list[T], str]:
    """The values of documents at one with themselves, then those of most publishers."""
    kept = [v for v in support if any(c.document not in weights.inconsistent for c in own[v])]
    if len(kept) == 1:
        return kept, "ConsistentDocument"
    publishers = {
        v: len({weights.publisher.get(c.document, c.document) for c in support[v]})
        for v in kept or support
    }
    return _fewest(list(publishers), lambda v: -publishers[v], "MostPublishers")


def _fewest(items: Sequence[T], key: Callable[[T], int], rule: str) -> tuple[list[T], str]:
    least = min(key(item) for item in items)
    return [item for item in items if key(item) == least], rule


def _days(period: DateRange) -> int:
    if period.earliest is None or period.latest is None:
        return 10**7  # open: vaguer than any date
    # A leap year is no vaguer than another year, nor May than June.
    calendar = {len("2012"): 365, len("2012-05"): 30}.get(len(as_edtf(period)))
    return calendar or (period.latest - period.earliest).days


def _distance(claim: Claim, period: DateRange, weights: Weights) -> int:
    """Days from what a claim dates to the issue of its document."""
    day, issued = period.latest or period.earliest, weights.issued.get(claim.document)
    return abs((issued - day).days) if day and issued else 10**7


POLICIES: dict[str, Policy] = {
    "Cautious": Policy(_cautious_dates, _keep_all),
    "Best": Policy(_best_dates, _best_other),
}
