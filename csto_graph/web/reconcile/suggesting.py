"""Suggestions while somebody types: of nodes, classes and properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from csto_graph.web.pages.matching import matches, similar
from csto_graph.web.protocol import RequestError
from csto_graph.web.reconcile.asked import checked
from csto_graph.web.reconcile.known import id_of

if TYPE_CHECKING:
    from csto_graph.web.reconcile.known import Catalogue, Term

    Asked = Mapping[str, str]
    Answer = Callable[[Asked], dict[str, Any]]

SHOWN = 20


def suggest(catalogue: Catalogue, kind: str) -> Answer:
    """What answers ``prefix`` and ``cursor`` with an ``entity``, a ``type`` or a ``property``."""

    def answer(asked: Asked) -> dict[str, Any]:
        prefix = checked(asked.get("prefix", ""), "prefix").strip()
        start = whole(asked.get("cursor", ""), "cursor", 0)
        found = _found(catalogue, kind, prefix, _known(catalogue, kind))
        shown = found[start : start + SHOWN]
        return {"result": [_shown(catalogue, kind, iri) for iri in shown]}

    return answer


def _known(catalogue: Catalogue, kind: str) -> Mapping[str, Any]:
    if kind == "entity":
        return catalogue.labels
    return catalogue.classes if kind == "type" else catalogue.properties


def _found(catalogue: Catalogue, kind: str, prefix: str, known: Mapping[str, Any]) -> list[str]:
    named = {
        "entity": catalogue.node,
        "type": catalogue.kind,
        "property": catalogue.property,
    }[kind](prefix)
    first = [named] if named is not None else []
    if not prefix:
        # Classes and properties are few enough to look through.
        return sorted(known, key=lambda iri: known[iri].label) if kind != "entity" else []
    graph = catalogue.graph
    hits = [hit.iri for hit in matches(graph, prefix) if hit.iri in known]
    if not hits:
        hits = [hit.iri for hit in similar(graph, prefix) if hit.iri in known]
    # Terms of other vocabularies are not among the names of the graph.
    others = [iri for iri in known if kind != "entity" and prefix.lower() in known[iri].label]
    return list(dict.fromkeys([*first, *hits, *others]))


def _shown(catalogue: Catalogue, kind: str, iri: str) -> dict[str, Any]:
    if kind == "entity":
        kinds = [catalogue.type_of(one) for one in catalogue.narrowest(iri)]
        told = ", ".join(one["name"] for one in kinds)
        return {
            "id": id_of(iri),
            "name": catalogue.labels[iri],
            "description": told,
            "notable": kinds,
        }
    return _term((catalogue.classes if kind == "type" else catalogue.properties)[iri])


def _term(term: Term) -> dict[str, str]:
    told = {"id": id_of(term.iri), "name": term.label}
    return told | ({"description": term.definition} if term.definition else {})


def proposals(catalogue: Catalogue, asked: Asked) -> dict[str, Any]:
    """The properties that nodes of a class have, those that most have first."""
    given = checked(asked.get("type", ""), "type").strip()
    iri = catalogue.kind(given) if given else ""
    if iri is None:
        raise RequestError(400, f"type: {given[:80]!r} is no type of the graph")
    limit = whole(asked.get("limit", ""), "limit", 0) or None
    counts = catalogue.used.get(iri, Counter())
    ranked = sorted(counts, key=lambda p: (-counts[p], catalogue.properties[p].label))
    found: dict[str, Any] = {"properties": [_term(catalogue.properties[p]) for p in ranked[:limit]]}
    found |= {"type": given} if given else {}
    return found | ({"limit": limit} if limit else {})


def whole(text: str, name: str, default: int) -> int:
    """A parameter that is a whole number; RequestError if it is none."""
    if not text.strip():
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise RequestError(400, f"{name}: {text[:40]!r} is no whole number")
    return int(text)
