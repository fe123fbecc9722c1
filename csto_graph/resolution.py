"""From the claims of many sources to one value each, by a stated policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from csto_graph.bounds import Bounds, attested_extents, resolve_bounds
from csto_graph.claims import STRENGTH, Claim, Nodes, StateList, subclasses
from csto_graph.contradictions import Pair, compare, in_scope, omissions
from csto_graph.dates import DateRange, as_edtf
from csto_graph.namespaces import CSTO, EDTF
from csto_graph.policies import POLICIES, policy_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from csto_graph.policies import Decision
    from csto_graph.triples import Value

    Decide = Callable[[Sequence[DateRange]], Decision]

IDENTITY = tuple(CSTO + name for name in ("organization", "treaty", "partOf", "session"))


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


@dataclass(frozen=True)
class Resolution:
    """Everything that a policy makes of the claims; keys are IRIs of nodes and lists."""

    policy: str
    values: dict[str, list[ResolvedValue]]
    bounds: dict[str, Bounds]
    modality: dict[str, str]
    contradictions: set[Pair]
    refinements: set[Pair]
    omitted: dict[str, list[str]]


def resolve(
    nodes: Nodes, claims: Sequence[Claim], lists: Sequence[StateList], policy: str
) -> Resolution:
    """Resolve all claims; ParameterError for a policy that does not exist."""
    single = set(nodes.of_type(f"{CSTO}SingleValuedProperty"))
    naming = set(nodes.of_type(f"{CSTO}NamingProperty"))
    name = policy_name(policy)
    decide = POLICIES[name]
    about: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        about[claim.subject].append(claim)
    modality = {node: _modality(said, naming) for node, said in about.items()}
    contradictions: set[Pair] = set()
    refinements: set[Pair] = set()
    for said in about.values():
        found, finer = compare(said, single)
        contradictions |= found
        refinements |= finer
    values = {node: _values(node, said, single, decide) for node, said in about.items()}
    bounds = _bounds(nodes, about, values, modality)
    omitted: dict[str, list[str]] = {}
    candidates: dict[str, set[str]] = defaultdict(set)
    for node in about:
        for predicate in IDENTITY:
            for value in nodes.values(node, predicate):
                candidates[value.value].add(node)
    for item in lists:
        if item.closed:
            omitted[item.iri] = in_scope(item, nodes, candidates)
            contradictions |= omissions(item, omitted[item.iri], about, bounds)
    against: dict[str, set[str]] = defaultdict(set)
    for one, two in contradictions:
        against[one].add(two)
        against[two].add(one)
    values = {node: [_judged(v, against) for v in found] for node, found in values.items()}
    return Resolution(name, values, bounds, modality, contradictions, refinements, omitted)


def _modality(claims: Sequence[Claim], naming: set[str]) -> str:
    """The strongest modality of what is said; a name alone shows nothing to have happened."""
    said = [c for c in claims if c.stance == "Affirms"] or list(claims)
    telling = [c for c in said if c.predicate not in naming] or said
    return min((c.modality for c in telling), key=STRENGTH.index)


def _values(
    node: str, claims: Sequence[Claim], single: set[str], decide: Decide
) -> list[ResolvedValue]:
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.predicate, claim.modality].append(claim)
    found = []
    for (predicate, modality), said in groups.items():
        affirmed = [c for c in said if c.stance == "Affirms"]
        if predicate in single and affirmed and all(c.extent for c in affirmed):
            found.append(_date(node, predicate, modality, affirmed, decide))
            continue
        by_value: dict[Value, list[Claim]] = defaultdict(list)
        for claim in said:
            by_value[claim.value].append(claim)
        rule = "SideBySide" if predicate in single and len(by_value) > 1 else "OnlyValue"
        for value, claimed in by_value.items():
            support = tuple(c for c in claimed if c.stance == "Affirms")
            period = claimed[0].extent.whole if claimed[0].extent else None
            found.append(
                ResolvedValue(
                    node, predicate, value, modality, rule, "", support or tuple(claimed), (),
                    period, denied=not support,
                )
            )  # fmt: skip
    return found


def _date(
    node: str, predicate: str, modality: str, claims: Sequence[Claim], decide: Decide
) -> ResolvedValue:
    from pyoxigraph import Literal, NamedNode

    decision = decide([c.extent.whole for c in claims if c.extent])
    texts = {c.value.value for c in claims}
    text = texts.pop() if len(texts) == 1 else as_edtf(decision.period)
    value = Literal(text, datatype=NamedNode(EDTF))
    return ResolvedValue(
        node, predicate, value, modality, decision.rule, "", tuple(claims), (), decision.period
    )


def _judged(value: ResolvedValue, against: Mapping[str, set[str]]) -> ResolvedValue:
    """The value with its agreement, once all contradictions are known."""
    support = {c.iri for c in value.support}
    opposed = set().union(*(against.get(iri, set()) for iri in support))
    if opposed:
        agreement = "Disputed"
    else:
        several = len({c.document for c in value.support}) > 1
        agreement = "Agreed" if several else "SingleSource"
    return replace(value, agreement=agreement, contest=tuple(sorted(opposed - support)))


def _bounds(
    nodes: Nodes,
    about: Mapping[str, Sequence[Claim]],
    values: Mapping[str, Sequence[ResolvedValue]],
    modality: Mapping[str, str],
) -> dict[str, Bounds]:
    lasting = subclasses(nodes, f"{CSTO}LastingSituation")
    founded = _foundings(nodes, values, modality)
    bounds = {}
    for node, claims in about.items():
        if not nodes.types(node) & lasting:
            continue
        dates = {
            v.predicate: v.period for v in values[node] if v.modality == modality[node] and v.period
        }
        said = [c for c in claims if c.modality == modality[node] and c.stance == "Affirms"]
        organization = nodes.one(node, f"{CSTO}organization")
        bounds[node] = resolve_bounds(
            dates.get(f"{CSTO}start"),
            dates.get(f"{CSTO}end"),
            attested_extents(said),
            founded.get(organization) if organization else None,
        )
    return bounds


def _foundings(
    nodes: Nodes, values: Mapping[str, Sequence[ResolvedValue]], modality: Mapping[str, str]
) -> dict[str, date | None]:
    """The earliest day on which each organization may have been founded."""
    return {
        organization.value: value.period.earliest
        for node in nodes.of_type(f"{CSTO}Founding")
        for value in values.get(node, ())
        if value.predicate == f"{CSTO}date" and value.period and value.modality == modality[node]
        for organization in nodes.values(node, f"{CSTO}organization")
    }
