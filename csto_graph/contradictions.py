"""Which claims cannot be true together, which only differ in precision, what lists omit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from csto_graph.bounds import Bounds
from csto_graph.claims import Claim, StateList
from csto_graph.dates import DateRange
from csto_graph.namespaces import CSTO
from csto_graph.nodes import Nodes

Pair = tuple[str, str]


def contradict(one: Claim, two: Claim, single: set[str]) -> bool:
    """Whether two claims about the same node cannot both be true.

    ``single`` holds the IRIs of the properties that have one value at most in reality.
    A plan that came out otherwise contradicts nothing, so modalities must be equal.
    """
    if one.modality != two.modality:
        return False
    first, second = one.extent, two.extent
    if one.predicate != two.predicate:
        return one.stance == two.stance == "Affirms" and _out_of_order(one, two)
    same = one.value == two.value
    if one.stance != two.stance:
        return same
    if one.stance == "Denies" or one.predicate not in single:
        return False
    if first and second:
        return not first.whole.overlaps(second.whole)
    return not same


def _out_of_order(one: Claim, two: Claim) -> bool:
    """Whether something is attested before a start, or after an end, that a claim gives."""
    for attested, other in ((one, two), (two, one)):
        if attested.predicate != f"{CSTO}attestedOn" or not attested.extent or not other.extent:
            continue
        if other.predicate == f"{CSTO}start" and attested.extent.end.before(other.extent.whole):
            return True
        if other.predicate == f"{CSTO}end" and other.extent.whole.before(attested.extent.start):
            return True
    return False


def compare(claims: Sequence[Claim], single: set[str]) -> tuple[set[Pair], set[Pair]]:
    """Contradictions and refinements among the claims about one node, as pairs of IRIs."""
    contradictions: set[Pair] = set()
    refinements: set[Pair] = set()
    for one, two in combinations(claims, 2):
        if contradict(one, two, single):
            contradictions.add(_sorted(one.iri, two.iri))
        elif one.predicate == two.predicate in single and one.modality == two.modality:
            first, second = one.extent, two.extent
            if first and second and first.whole.within(second.whole):
                refinements.add((one.iri, two.iri))
            elif first and second and second.whole.within(first.whole):
                refinements.add((two.iri, one.iri))
    return contradictions, refinements


def in_scope(item: StateList, nodes: Nodes, candidates: Mapping[str, set[str]]) -> list[str]:
    """The situations that a list could have attested and does not.

    ``candidates`` gives, for each organization, treaty or event, the situations that name
    it. Only situations of a class that the list does attest count, and of a state that it
    does not name at all.
    """
    kinds = {kind for node in item.attests for kind in nodes.types(node)}
    named = {state for node in item.attests for state in _states(nodes, node)}
    return sorted(
        node
        for node in candidates.get(item.scope, set()) - set(item.attests)
        if nodes.types(node) & kinds and not named & _states(nodes, node)
    )


def _states(nodes: Nodes, situation: str) -> set[str]:
    found = nodes.values(situation, f"{CSTO}member") + nodes.values(situation, f"{CSTO}party")
    return {value.value for value in found}


def omissions(item: StateList, claims: Sequence[Claim], held: Bounds | None) -> set[Pair]:
    """The claims about a node that a closed list disputes by leaving it out, as pairs of IRIs.

    ``held`` bounds the node in time. A suspended membership is not disputed: a list of
    members need not count it. An omission disputes only what other claims say of the time
    that the list speaks of.
    """
    if not item.closed or item.asof is None:
        return set()
    if any(claim.value.value == f"{CSTO}Suspended" for claim in claims):
        return set()
    return {
        _sorted(item.iri, claim.iri)
        for claim in claims
        if claim.stance == "Affirms" and _says_so_then(claim, item, item.asof.whole, held)
    }


def _says_so_then(claim: Claim, item: StateList, asof: DateRange, held: Bounds | None) -> bool:
    when = claim.extent.whole if claim.extent else None
    if when is None or claim.modality != "Happened" or claim.listed_from == item.iri:
        return False
    if claim.predicate == item.predicate:
        return when.overlaps(asof)
    if item.predicate == f"{CSTO}attestedOn" and claim.predicate == f"{CSTO}start":
        ends_later = held is not None and held.possible_within(asof)
        return ends_later and (when.before(asof) or when.overlaps(asof))
    return False


def _sorted(one: str, two: str) -> Pair:
    return (one, two) if one < two else (two, one)
