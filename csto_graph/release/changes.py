"""What changed between two releases, at the level of facts and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from csto_graph.export.blocks import Block
from csto_graph.namespaces import CSTO, DCT, OWL, RDF, short

ONTOLOGY = CSTO.rstrip("#")
# What tells facts apart that are about the same property of the same node.
Key = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Fact:
    """A property of a node with its values: IRIs or texts with what people read, sorted."""

    values: frozenset[tuple[str, str | None]]
    agreement: str


@dataclass
class State:
    """What one release says: its version, documents (with citations), facts and labels."""

    version: str = ""
    documents: dict[str, str] = field(default_factory=dict)
    facts: dict[Key, Fact] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


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
    level = (block.text(f"{CSTO}agreement") or "").removeprefix(CSTO)
    values = {
        (value.value, value.datatype.value if hasattr(value, "datatype") else None)
        for value in block.properties.get(f"{RDF}object", [])
    }
    known = state.facts.get(key)
    levels = {level, known.agreement} if known else {level}
    level = next((n for n in ("Disputed", "Agreed", "SingleSource") if n in levels), level)
    state.facts[key] = Fact(frozenset(values) | (known.values if known else set()), level)


def changes(before: State, after: State) -> Iterator[Change]:
    """The facts that differ, in the order of their nodes and properties."""
    for key in sorted(before.facts.keys() | after.facts.keys()):
        old, new = before.facts.get(key), after.facts.get(key)
        if old == new:
            continue
        if old is None:
            what = "added"
        elif new is None:
            what = "removed"
        else:
            what = "changed" if old.values != new.values else "agreement"
        node, predicate, modality, denied = key
        yield Change(
            what,
            node,
            _label(node, after, before),
            predicate,
            _label(predicate, after, before),
            modality,
            denied,
            _shown(old, before, after),
            _shown(new, after, before),
            old.agreement if old else "",
            new.agreement if new else "",
        )


def _label(iri: str, *states: State) -> str:
    return next((state.labels[iri] for state in states if iri in state.labels), short(iri))


def _shown(fact: Fact | None, *states: State) -> list[str]:
    values = fact.values if fact else ()
    return sorted(text if kind else _label(text, *states) for text, kind in values)


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
