"""From the claims of many sources to one value each, by a stated policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from csto_graph.bounds import Bounds, attested_extents, resolve_bounds
from csto_graph.claims import Claim, Nodes, StateList, issued, subclasses
from csto_graph.contradictions import Pair, compare, in_scope, omissions
from csto_graph.namespaces import CSTO, DCT
from csto_graph.policies import POLICIES, Weights, policy_name
from csto_graph.values import ResolvedValue, judged, node_modality, node_values

IDENTITY = tuple(CSTO + name for name in ("organization", "treaty", "partOf", "session"))


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
    name = policy_name(policy)
    single = set(nodes.of_type(f"{CSTO}SingleValuedProperty"))
    naming = set(nodes.of_type(f"{CSTO}NamingProperty"))
    weigh = _scales(nodes, claims)
    about: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        about[claim.subject].append(claim)
    contradictions: set[Pair] = set()
    refinements: set[Pair] = set()
    values: dict[str, list[ResolvedValue]] = {}
    for node, said in about.items():
        against, finer = compare(said, single)
        contradictions |= against
        refinements |= finer
        values[node] = node_values(said, single, POLICIES[name], weigh(said, against))
    modality = {node: node_modality(said, naming) for node, said in about.items()}
    bounds = _bounds(nodes, about, values, modality)
    omitted = _omitted(nodes, lists, about)
    for item in lists:
        contradictions |= omissions(item, omitted.get(item.iri, ()), about, bounds)
    opponents: dict[str, set[str]] = defaultdict(set)
    for one, two in contradictions:
        opponents[one].add(two)
        opponents[two].add(one)
    values = {node: [judged(v, opponents) for v in found] for node, found in values.items()}
    return Resolution(name, values, bounds, modality, contradictions, refinements, omitted)


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


def _omitted(
    nodes: Nodes, lists: Sequence[StateList], about: Mapping[str, Sequence[Claim]]
) -> dict[str, list[str]]:
    """For each closed list the situations within its scope that it does not attest."""
    candidates: dict[str, set[str]] = defaultdict(set)
    for node in about:
        for predicate in IDENTITY:
            for value in nodes.values(node, predicate):
                candidates[value.value].add(node)
    return {item.iri: in_scope(item, nodes, candidates) for item in lists if item.closed}


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
            value.predicate: value.period
            for value in values[node]
            if value.modality == modality[node] and value.period and not value.denied
        }
        said = [c for c in claims if c.modality == modality[node] and c.stance == "Affirms"]
        organization = nodes.one(node, f"{CSTO}organization")
        bounds[node] = resolve_bounds(
            dates.get(f"{CSTO}start"),
            dates.get(f"{CSTO}end"),
            attested_extents(said),
            # A plan is bounded by what is planned, not by what has been.
            founded.get(organization) if organization and modality[node] == "Happened" else None,
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
