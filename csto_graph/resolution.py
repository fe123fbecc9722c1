"""From the claims of many sources to one value each, by a stated policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from csto_graph.bounds import Bounds, attested_extents, resolve_bounds
from csto_graph.claims import Claim, StateList
from csto_graph.contradictions import Pair, compare, in_scope, omissions
from csto_graph.namespaces import CSTO, DCT
from csto_graph.nodes import Nodes, issued, subclasses
from csto_graph.policies import POLICIES, Policy, Weights, policy_name
from csto_graph.values import ResolvedValue, judged, node_modality, node_values

IDENTITY = tuple(CSTO + name for name in ("organization", "treaty", "partOf", "session"))


@dataclass(frozen=True)
class ResolvedNode:
    """What a policy makes of the claims about one node.

    ``bounds`` is ``None`` for what does not last. Contradictions are pairs of claims, or of
    a claim and a closed list that leaves the node out; refinements are pairs of a claim and
    a vaguer one; ``omitted_by`` has the IRIs of the closed lists that leave the node out.
    """

    node: str
    claims: Sequence[Claim]
    modality: str
    values: Sequence[ResolvedValue]
    bounds: Bounds | None
    contradictions: set[Pair]
    refinements: set[Pair]
    omitted_by: Sequence[str]


@dataclass(frozen=True)
class _Rules:
    """What is the same for all nodes: the policy, and what the ontology says of terms."""

    policy: Policy
    single: set[str]
    naming: set[str]
    lasting: set[str]
    weigh: Callable[[Sequence[Claim], set[Pair]], Weights]


def resolve(
    nodes: Nodes, claims: Sequence[Claim], lists: Sequence[StateList], policy: str
) -> tuple[str, Mapping[str, Sequence[Claim]], Iterator[ResolvedNode]]:
    """The name of the policy, the claims by the node they are about, and each node resolved.

    The nodes are resolved one after the other as they are taken, so that no more than the
    claims is kept. Raises ParameterError for a policy that does not exist.
    """
    name = policy_name(policy)
    rules = _Rules(
        POLICIES[name],
        set(nodes.of_type(f"{CSTO}SingleValuedProperty")),
        set(nodes.of_type(f"{CSTO}NamingProperty")),
        subclasses(nodes, f"{CSTO}LastingSituation"),
        _scales(nodes, claims),
    )
    about: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        about[claim.subject].append(claim)
    return name, about, _resolved(nodes, rules, about, lists)


def _resolved(
    nodes: Nodes, rules: _Rules, about: Mapping[str, Sequence[Claim]], lists: Sequence[StateList]
) -> Iterator[ResolvedNode]:
    founded = _foundings(nodes, rules, about)
    omitting = _omitting(nodes, lists, about)
    for node, said in about.items():
        against, finer = compare(said, rules.single)
        modality = node_modality(said, rules.naming)
        values = node_values(said, rules.single, rules.policy, rules.weigh(said, against))
        bounds = _bounds(nodes, rules, said, values, modality, founded)
        omitted_by = omitting.get(node, ())
        for item in omitted_by:
            against |= omissions(item, said, bounds)
        opponents: dict[str, set[str]] = defaultdict(set)
        for one, two in against:
            opponents[one].add(two)
            opponents[two].add(one)
        judgements = [judged(value, opponents) for value in values]
        left_out = [item.iri for item in omitted_by]
        yield ResolvedNode(node, said, modality, judgements, bounds, against, finer, left_out)


def _scales(
    nodes: Nodes, claims: Sequence[Claim]
) -> Callable[[Sequence[Claim], set[Pair]], Weights]:
    """What a policy may weigh about the claims of a node, given those in contradiction."""
    documents = {claim.document for claim in claims}
    publisher = {d: nodes.one(d, f"{CSTO}source") or nodes.one(d, f"{DCT}publisher") or d
                 for d in documents}  # fmt: skip
    latest = {document: issued(nodes, document)[1] for document in documents}

    def weigh(said: Sequence[Claim], against: set[Pair]) -> Weights:
        document = {claim.iri: claim.document for claim in said}
        torn = {document[one] for one, two in against if document[one] == document[two]}
        return Weights(frozenset(torn), publisher, latest)

    return weigh


def _omitting(
    nodes: Nodes, lists: Sequence[StateList], about: Mapping[str, Sequence[Claim]]
) -> dict[str, list[StateList]]:
    """For each situation the closed lists that could have attested it and do not."""
    candidates: dict[str, set[str]] = defaultdict(set)
    for node in about:
        for predicate in IDENTITY:
            for value in nodes.values(node, predicate):
                candidates[value.value].add(node)
    found: dict[str, list[StateList]] = defaultdict(list)
    for item in lists:
        for node in in_scope(item, nodes, candidates) if item.closed else ():
            found[node].append(item)
    return found


def _bounds(
    nodes: Nodes,
    rules: _Rules,
    said: Sequence[Claim],
    values: Sequence[ResolvedValue],
    modality: str,
    founded: Mapping[str, date | None],
) -> Bounds | None:
    node = said[0].subject
    if not nodes.types(node) & rules.lasting:
        return None
    dates = {
        value.predicate: value.period
        for value in values
        if value.modality == modality and value.period and not value.denied
    }
    affirmed = [c for c in said if c.modality == modality and c.stance == "Affirms"]
    organization = nodes.one(node, f"{CSTO}organization")
    return resolve_bounds(
        dates.get(f"{CSTO}start"),
        dates.get(f"{CSTO}end"),
        attested_extents(affirmed),
        # A plan is bounded by what is planned, not by what has been.
        founded.get(organization) if organization and modality == "Happened" else None,
    )


def _foundings(
    nodes: Nodes, rules: _Rules, about: Mapping[str, Sequence[Claim]]
) -> dict[str, date | None]:
    """The earliest day on which each organization may have been founded."""
    found: dict[str, date | None] = {}
    for node in nodes.of_type(f"{CSTO}Founding"):
        said = about.get(node, ())
        against, _ = compare(said, rules.single)
        for value in node_values(said, rules.single, rules.policy, rules.weigh(said, against)):
            dated = value.predicate == f"{CSTO}date" and value.period
            if dated and value.modality == node_modality(said, rules.naming):
                for organization in nodes.values(node, f"{CSTO}organization"):
                    found[organization.value] = value.period.earliest if value.period else None
    return found
