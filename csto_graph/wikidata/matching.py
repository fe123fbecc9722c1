"""Proposals of which entity of a data set is which of ours, with what speaks for each.

Nothing is decided here. A pair that somebody rejected is not proposed again, also when the
data set has merged the entity into another since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from csto_graph.namespaces import short
from csto_graph.wikidata.judgements import Judgements
from csto_graph.wikidata.mapping import read_mapping
from csto_graph.wikidata.names import Likeness, NameIndex
from csto_graph.wikidata.ours import Ours
from csto_graph.wikidata.reading import DataSet
from csto_graph.wikidata.records import Entity

LEAST_NAME = 0.6  # names less alike are not looked at
LEAST = 0.65
CLOSE = 0.1  # proposals that differ by less are rivals
PRINTED = 0.9  # a name that only occurs in print may be a short form of it
WEIGHTS = {"name": 0.6, "class": 0.2, "dates": 0.1, "neighbours": 0.2}
NEUTRAL = 0.6  # what a part counts of which nothing is known
ONE_SHARED, APART = 0.85, 0.4  # one neighbour in common; none, though both have some


@dataclass(frozen=True)
class Proposal:
    """A pair that may be the same thing: node (IRI), id, score from 0 to 1, and its parts.

    A part that nothing is known of is ``None``. ``why`` says it in words, ``note`` what to
    look out for.
    """

    node: str
    label: str
    id: str
    theirs: str
    score: float
    name: Likeness
    parts: dict[str, float | None]
    why: str
    note: str = ""


@dataclass(frozen=True)
class Settled:
    """A link that was accepted and that the data set makes doubtful, and why."""

    node: str
    label: str
    id: str
    note: str


def name_index(ours: Mapping[str, Ours]) -> NameIndex:
    """The names of our entities, those included that are only printed."""
    return NameIndex({iri: one.names | one.printed for iri, one in ours.items()})


def propose(
    ours: Mapping[str, Ours],
    data: DataSet,
    judged: Judgements,
    index: NameIndex,
    least: float = LEAST,
    limit: int = 5,
) -> list[Proposal]:
    """The pairs with a score of ``least`` or more, ``limit`` a node at most, best first.

    Left out are nodes that are linked, ids that a node is linked to, and rejected pairs.
    """
    taken = {data.target(one) for ids in judged.links.values() for one in ids}
    rejected = {(node, data.target(one)) for node, one in judged.rejected}
    found: list[Proposal] = []
    for entity in data.entities.values():
        if entity.id in taken:
            continue
        for node, likeness in index.candidates(entity.names, LEAST_NAME).items():
            one = ours.get(node)
            if one is None or judged.links.get(node) or (node, entity.id) in rejected:
                continue
            proposal = _proposal(one, entity, likeness, data)
            if proposal.score >= least:
                found.append(proposal)
    found.sort(key=lambda p: (p.node, -p.score, p.id))
    return [p for group in _by_node(found).values() for p in group[:limit]]


def doubtful(ours: Mapping[str, Ours], data: DataSet, judged: Judgements) -> list[Settled]:
    """The links whose id the data set merged into another, or says it does not have."""
    found = []
    for node, ids in sorted(judged.links.items()):
        label = ours[node].label if node in ours else short(node)
        for one in ids:
            target = data.target(one)
            if target != one:
                told = "which was rejected" if (node, target) in judged.rejected else "accept that"
                found.append(Settled(node, label, one, f"was merged into {target}; {told}"))
            elif one in data.missing:
                found.append(Settled(node, label, one, "the data set has no such entity"))
    return found


def _by_node(found: Iterable[Proposal]) -> dict[str, list[Proposal]]:
    """The proposals of each node, with what is to be said of them together."""
    by_node: dict[str, list[Proposal]] = defaultdict(list)
    by_id: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in found:
        by_node[proposal.node].append(proposal)
        by_id[proposal.id].append(proposal)
    return {
        node: [replace(p, note=_note(p, group, by_id[p.id])) for p in group]
        for node, group in by_node.items()
    }


def _note(one: Proposal, of_node: list[Proposal], of_id: list[Proposal]) -> str:
    notes = []
    rivals = [p.id for p in of_node if p.id != one.id and abs(p.score - one.score) < CLOSE]
    if rivals:
        notes.append(f"{', '.join(rivals)} fits about as well: namesakes, or two ids for one thing")
    better = [p for p in of_id if p.node != one.node and p.score >= one.score]
    notes += [f"fits {short(p.node)} as well or better ({p.score:.2f})" for p in better]
    return "; ".join(notes)


def _proposal(ours: Ours, entity: Entity, likeness: Likeness, data: DataSet) -> Proposal:
    name = likeness.score * (PRINTED if likeness.ours in ours.printed else 1.0)
    kind, kind_why = _class(ours, entity)
    when, when_why = _dates(ours, entity)
    near, near_why = _neighbours(ours, entity, data)
    parts = {"name": name, "class": kind, "dates": when, "neighbours": near}
    known = {part: NEUTRAL if value is None else value for part, value in parts.items()}
    # Half of the words in common is what any two names of a field have.
    known["name"] = max(0.0, 2 * name - 1)
    score = sum(WEIGHTS[part] * value for part, value in known.items()) / sum(WEIGHTS.values())
    # Of another class, it is another thing, whatever its name.
    score *= 0.6 if kind == 0 else 1
    language = f" ({likeness.theirs.language})" if likeness.theirs.language else ""
    odd = f", without a partner: {', '.join(likeness.odd)}" if likeness.odd else ""
    why = [f'name {name:.2f}: "{likeness.ours}" and "{likeness.theirs.text}"{language}{odd}']
    why += [told for told in (kind_why, when_why, near_why) if told]
    return Proposal(
        ours.iri, ours.label, entity.id, entity.label(), score, likeness, parts, "; ".join(why)
    )


def _class(ours: Ours, entity: Entity) -> tuple[float | None, str]:
    mapping = read_mapping()
    given = [s.value.text for s in entity.of(mapping.instance_of) if s.value.kind == "entity"]
    # An item of no class that the mapping knows says nothing either way.
    recognized = mapping.recognized
    known = [kind for kind in given if kind in recognized]
    if any(recognized[kind] & ours.classes for kind in known):
        return 1.0, f"class: instance of {', '.join(given)}"
    if known:
        return 0.0, f"another class: instance of {', '.join(given)}"
    return None, f"class unknown: instance of {', '.join(given)}" if given else ""


def _dates(ours: Ours, entity: Entity) -> tuple[float | None, str]:
    given = [
        (name, s.value.time.period)
        for name in read_mapping().beginnings
        for s in entity.of(name)
        if s.value.time is not None and s.value.time.period is not None
    ]
    if not given or not ours.dates:
        return None, ""
    for name, period in given:
        if any(period.overlaps(days) for days in ours.dates):
            return 1.0, f"dates: {name} fits"
    return 0.0, f"dates: {', '.join(sorted({name for name, _ in given}))} fits no date of ours"


def _neighbours(ours: Ours, entity: Entity, data: DataSet) -> tuple[float | None, str]:
    given: dict[str, str] = {}
    for name, value in entity.values():
        if value.kind == "entity" and name != read_mapping().instance_of:
            given.setdefault(data.target(value.text), name)
    wanted = {data.target(one) for one in ours.neighbours}
    if not given or not wanted:
        return None, ""
    shared = sorted(wanted & given.keys())
    if not shared:
        return APART, "no neighbour in common"
    told = ", ".join(f"{given[one]} {one}" for one in shared[:4])
    return 1.0 if len(shared) > 1 else ONE_SHARED, f"neighbours: {told}"
