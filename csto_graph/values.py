"""The values of one node, from what its sources claim, by a policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csto_graph.claims import STRENGTH, Claim
from csto_graph.dates import DateRange, as_edtf
from csto_graph.namespaces import EDTF
from csto_graph.policies import Policy, Weights

if TYPE_CHECKING:
    from csto_graph.triples import Value


@dataclass(frozen=True)
class ResolvedValue:
    """The value of one property of one node, who supports it and who speaks against it.

    ``period`` bounds a date; ``denied`` marks a value that every source denies.
    """

    node: str
    predicate: str
    value: Value
    modality: str
    rule: str
    agreement: str
    support: tuple[Claim, ...]
    contest: tuple[str, ...]
    period: DateRange | None = None
    denied: bool = False


def node_modality(claims: Sequence[Claim], naming: set[str]) -> str:
    """The strongest modality of what is said; a name alone shows nothing to have happened."""
    said = [c for c in claims if c.stance == "Affirms"] or list(claims)
    telling = [c for c in said if c.predicate not in naming] or said
    return min((c.modality for c in telling), key=STRENGTH.index)


def node_values(
    claims: Sequence[Claim], single: set[str], policy: Policy, weights: Weights
) -> list[ResolvedValue]:
    """What the policy makes of the claims about one node; agreement is judged later.

    Claims of different modality are resolved apart: a plan is not weighed against an event.
    ``single`` holds the IRIs of the properties that have one value at most in reality.
    """
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.predicate, claim.modality].append(claim)
    found: list[ResolvedValue] = []
    for (predicate, _), said in groups.items():
        affirmed = [claim for claim in said if claim.stance == "Affirms"]
        if predicate not in single:
            found += [_value(same, "OnlyValue") for same in _by_value(said).values()]
        elif affirmed and all(claim.extent for claim in affirmed):
            found.append(_date(affirmed, policy, weights))
        else:
            found += _one_of(said, affirmed, policy, weights)
    return found


def _one_of(
    said: Sequence[Claim], affirmed: Sequence[Claim], policy: Policy, weights: Weights
) -> list[ResolvedValue]:
    by_value = _by_value(affirmed)
    if not by_value:
        return [_value(same, "OnlyValue") for same in _by_value(said).values()]
    kept, rule = policy.others(by_value, weights)
    return [_value(by_value[value], rule) for value in kept]


def _by_value(claims: Sequence[Claim]) -> dict[Value, list[Claim]]:
    found: dict[Value, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.value].append(claim)
    return found


def _value(claims: Sequence[Claim], rule: str) -> ResolvedValue:
    """The value that all of these claims give, or all deny."""
    one = claims[0]
    support = tuple(claim for claim in claims if claim.stance == "Affirms")
    return ResolvedValue(
        node=one.subject,
        predicate=one.predicate,
        value=one.value,
        modality=one.modality,
        rule=rule,
        agreement="",
        support=support or tuple(claims),
        contest=(),
        period=one.extent.whole if one.extent else None,
        denied=not support,
    )


def _date(claims: Sequence[Claim], policy: Policy, weights: Weights) -> ResolvedValue:
    from pyoxigraph import Literal, NamedNode

    decision = policy.dates(claims, weights)
    texts = {c.value.value for c in claims if c.extent and c.extent.whole == decision.period}
    text = texts.pop() if len(texts) == 1 else as_edtf(decision.period)
    return replace(
        _value(claims, decision.rule),
        value=Literal(text, datatype=NamedNode(EDTF)),
        support=decision.support,
        period=decision.period,
    )


def judged(value: ResolvedValue, against: Mapping[str, set[str]]) -> ResolvedValue:
    """The value with its agreement, once all contradictions are known."""
    support = {c.iri for c in value.support}
    opposed = set().union(*(against.get(iri, set()) for iri in support))
    if opposed:
        agreement = "Disputed"
    else:
        several = len({c.document for c in value.support}) > 1
        agreement = "Agreed" if several else "SingleSource"
    return replace(value, agreement=agreement, contest=tuple(sorted(opposed - support)))
