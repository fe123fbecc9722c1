"""What changed between two releases, at the level of facts and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from csto_graph.export.blocks import Block
from csto_graph.namespaces import CSTO, DCT, OWL, RDF, short

ONTOLOGY = CSTO.rstrip("#")
# Node, property, modality, and whether it is denied.
Key = tuple[str, str, str, bool]
# The values of a property: a text with its datatype (None for a node), and how far agreed.
Values = dict[tuple[str, str | None], str]


@dataclass
class State:
    """What one release says: its version, documents (with citations), facts and labels.

    ``single`` are the properties with one value at most, whose other values are a change.
    """

    version: str = ""
    documents: dict[str, str] = field(default_factory=dict)
    facts: dict[Key, Values] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    single: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Change:
    """One fact that was added, removed, changed, or is now agreed on otherwise."""

    change: str
    node: str
    node_label: str
    property: str
    property_label: str
    modality: str
    denied: bool
    before: list[str]
    after: list[str]
    agreement_before: str
    agreement_after: str

    def __str__(self) -> str:
        """The change as a sentence."""
        notes = [self.modality.lower()] if self.modality != "Happened" else []
        notes += ["denied"] if self.denied else []
        name = f"{self.property_label} ({', '.join(notes)})" if notes else self.property_label
        old, new = ", ".join(self.before), ", ".join(self.after)
        said = {
            "added": f"{name} is {new}",
            "removed": f"{name} was {old}",
            "changed": f"{name} changed from {old} to {new}",
            "agreement": f"{name} {new}: {_level(self.agreement_before)} became "
            f"{_level(self.agreement_after)}",
        }
        return f"{self.node_label}: {said[self.change]}"


def _level(name: str) -> str:
    return {"SingleSource": "single source"}.get(name, name.lower())


def state_of(blocks: Iterable[Block]) -> State:
    """What a graph says, from its blocks."""
    state = State()
    for block in blocks:
        if block.label is not None:
            state.labels[block.subject] = block.label
        if block.subject == ONTOLOGY:
            state.version = block.text(f"{OWL}versionInfo") or ""
        types = block.types
        if f"{CSTO}Document" in types:
            citation = block.text(f"{DCT}bibliographicCitation")
            state.documents[block.subject] = citation or short(block.subject)
        if f"{CSTO}SingleValuedProperty" in types:
            state.single.add(block.subject)
        if f"{CSTO}ResolvedValue" in types:
            _add(state, block)
    return state


def _add(state: State, block: Block) -> None:
    key = (
        block.text(f"{RDF}subject") or "",
        block.text(f"{RDF}predicate") or "",
        (block.text(f"{CSTO}modality") or "").removeprefix(CSTO),
        block.text(f"{CSTO}stance") == f"{CSTO}Denies",
    )
    agreement = (block.text(f"{CSTO}agreement") or "").removeprefix(CSTO)
    values = state.facts.setdefault(key, {})
    for value in block.properties.get(f"{RDF}object", []):
        datatype = value.datatype.value if hasattr(value, "datatype") else None
        values[value.value, datatype] = agreement


def changes(before: State, after: State) -> Iterator[Change]:
    """The facts that differ, in the order of their nodes and properties.

    A property with one value at most changes; of others, values are added and removed.
    """
    single = before.single | after.single
    for key in sorted(before.facts.keys() | after.facts.keys()):
        old, new = before.facts.get(key, {}), after.facts.get(key, {})
        if old == new:
            continue
        if key[1] in single:
            yield _change(key, before, after, old, new)
            continue
        for value in sorted(old.keys() | new.keys(), key=str):
            one = {value: old[value]} if value in old else {}
            two = {value: new[value]} if value in new else {}
            if one != two:
                yield _change(key, before, after, one, two)


def _change(key: Key, before: State, after: State, old: Values, new: Values) -> Change:
    if not (old and new):
        what = "removed" if old else "added"
    else:
        what = "agreement" if old.keys() == new.keys() else "changed"
    node, predicate, modality, denied = key
    return Change(
        what,
        node,
        _label(node, after, before),
        predicate,
        _label(predicate, after, before),
        modality,
        denied,
        _shown(old, before, after),
        _shown(new, after, before),
        _agreement(old),
        _agreement(new),
    )


def _agreement(values: Values) -> str:
    levels = set(values.values())
    known = ("Disputed", "Agreed", "SingleSource")
    return next((name for name in known if name in levels), "")


def _label(iri: str, *states: State) -> str:
    return next((state.labels[iri] for state in states if iri in state.labels), short(iri))


def _shown(values: Values, *states: State) -> list[str]:
    return sorted(text if datatype else _label(text, *states) for text, datatype in values)


def as_json(before: State, after: State) -> dict[str, Any]:
    """The changes as JSON: versions, documents, facts, and how many of each."""
    found = list(changes(before, after))
    kinds = ("added", "removed", "changed", "agreement")
    return {
        "from": before.version,
        "to": after.version,
        "documents": {
            "added": _documents(after, before),
            "removed": _documents(before, after),
        },
        "counts": {kind: sum(change.change == kind for change in found) for kind in kinds},
        "facts": [{**asdict(change), "text": str(change)} for change in found],
    }


def _documents(here: State, there: State) -> list[dict[str, str]]:
    only = sorted(here.documents.keys() - there.documents.keys())
    return [{"document": iri, "citation": here.documents[iri]} for iri in only]


def as_markdown(told: dict[str, Any]) -> str:
    """The same changes for people."""
    lines = ["# Changes", "", f"From release {told['from']} to release {told['to']}.", ""]
    for kind in ("added", "removed"):
        documents = told["documents"][kind]
        if documents:
            lines += [f"## Documents {kind}", ""]
            lines += [f"- {_plain(d['citation'])} (`{short(d['document'])}`)" for d in documents]
            lines.append("")
    titles = {
        "changed": "Facts changed",
        "added": "Facts added",
        "removed": "Facts removed",
        "agreement": "Facts on which sources agree otherwise",
    }
    for kind, title in titles.items():
        facts = [fact for fact in told["facts"] if fact["change"] == kind]
        if facts:
            lines += [f"## {title}", "", *(f"- {_plain(fact['text'])}" for fact in facts), ""]
    if len(lines) == 4:
        lines += ["No fact and no document differs.", ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """A text on one line, in which Markdown sees no mark-up."""
    flat = " ".join(text.split())
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in flat)
