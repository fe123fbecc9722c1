"""The short names of the JSON-LD context, and how values are written under them.

https://www.w3.org/TR/json-ld11/#the-context
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from csto_graph.errors import DataError
from csto_graph.export.blocks import Block
from csto_graph.loading import is_ours
from csto_graph.namespaces import BASE, CSTO, PREFIXES, RDF, XSD, curie, short

if TYPE_CHECKING:
    from csto_graph.triples import Value

_PATH = re.compile(r"[a-z]+(?:/[A-Za-z0-9_~-][\w.~-]*)+(?:#[\w.,=~/-]+)?\Z", re.ASCII)
_NATIVE = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
_FIRST = {"id": 0, "type": 1, "label": 2}


class Names:
    """The short names of a context, and how values are written under them."""

    def __init__(self, context: dict[str, Any]) -> None:
        """Index the terms of a context, as ``read_context`` gives it."""
        self.context = context
        self.prefixes = {p: n for p, n in context.items() if PREFIXES.get(p) == n}
        self.terms: dict[str, list[tuple[str, str | None, str | None]]] = defaultdict(list)
        for name, term in context.items():
            if isinstance(term, dict) and not term["@id"].startswith("@"):
                kind = term.get("@type")
                self.terms[self.full(term["@id"])].append(
                    (name, self.full(kind) if kind else None, term.get("@language"))
                )

    def full(self, name: str) -> str:
        """A keyword as it is; a compact IRI in full."""
        prefix, colon, rest = name.partition(":")
        return PREFIXES[prefix] + rest if colon and prefix in PREFIXES else name

    def put(self, node: dict[str, Any], subject: str, predicate: str, value: Any) -> None:
        """Add a value, already written or a term, under the name that fits it."""
        name, written = self.fitting(subject, predicate, value)
        listed = isinstance(self.context.get(name), dict) and "@container" in self.context[name]
        if name in node:
            if not isinstance(node[name], list):
                node[name] = [node[name]]
            node[name].append(written)
        else:
            node[name] = [written] if listed else written

    def fitting(self, subject: str, predicate: str, value: Any) -> tuple[str, Any]:
        """The name of a property that takes a value as it is, and the value under it."""
        terms = self.terms.get(predicate, [])
        if isinstance(value, dict):  # a node that is nested
            name = next((n for n, kind, _ in terms if kind == "@id"), None)
            return name or next((n for n, *_ in terms), None) or self.iri(subject, predicate), value
        if getattr(value, "datatype", None) is None and value.value.startswith(CSTO):
            terms = sorted(terms, key=lambda term: term[1] != "@vocab")
        for name, kind, language in terms:
            written = self.plain(subject, value, kind, language)
            if written is not None:
                return name, written
        free = next((n for n, kind, language in terms if kind is language is None), None)
        name = free or next((n for n, *_ in terms), None) or self.iri(subject, predicate)
        return name, self.spelt(subject, value)

    def plain(
        self, subject: str, value: Value, kind: str | None, language: str | None
    ) -> str | int | bool | None:
        """A value as plain JSON where the coercion of a name allows it."""
        datatype = getattr(value, "datatype", None)
        if datatype is None:
            if kind == "@id":
                return self.node(subject, value.value)
            return self.term(subject, value.value) if kind == "@vocab" else None
        text: str = value.value
        tag = getattr(value, "language", None)
        if tag is not None or language is not None:
            plain = tag == language and kind is None and not getattr(value, "direction", None)
            return text if plain else None
        if kind not in (datatype.value, None):
            return None
        if datatype.value == f"{XSD}integer" and _NATIVE.match(text):
            return int(text)
        if datatype.value == f"{XSD}boolean" and text in ("true", "false"):
            return text == "true"
        return text if kind is not None or datatype.value == f"{XSD}string" else None

    def spelt(self, subject: str, value: Value) -> dict[str, str]:
        """A value with its datatype or language beside it."""
        datatype = getattr(value, "datatype", None)
        if datatype is None:
            return {"id": self.node(subject, value.value)}
        if getattr(value, "direction", None):
            raise DataError(
                f"{short(subject)}: a text with a direction has no form in JSON-LD that other "
                "readers keep; use N-Quads, or leave the direction out"
            )
        tag = getattr(value, "language", None)
        if tag is not None:
            return {"@language": tag, "@value": value.value}
        if datatype.value == f"{XSD}string":
            return {"@value": value.value}
        return {"@type": self.iri(subject, datatype.value), "@value": value.value}

    def node(self, subject: str, iri: str) -> str:
        """The IRI of a node: below the base of our data, its path."""
        path = iri.removeprefix(BASE)
        if is_ours(iri) and _PATH.match(path) and "/." not in path:
            return path
        return self.iri(subject, iri) if iri.startswith(CSTO) else self.full_iri(subject, iri)

    def term(self, subject: str, iri: str) -> str:
        """The IRI of a term, where terms are expected: one of ours is its name."""
        name = iri.removeprefix(CSTO)
        meant = self.context.get(name, {"@id": f"csto:{name}"})
        ours = isinstance(meant, dict) and meant["@id"] == f"csto:{name}"
        if iri.startswith(CSTO) and ours and re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
            return name
        return self.iri(subject, iri)

    def iri(self, subject: str, iri: str) -> str:
        """The IRI of a term or property: by a prefix of the context, or in full."""
        return curie(iri, self.prefixes) or self.full_iri(subject, iri)

    def full_iri(self, subject: str, iri: str) -> str:
        """An IRI as it is; DataError for one that reads as a short name."""
        scheme, _, rest = iri.partition(":")
        if scheme in self.context and not rest.startswith("//"):
            raise DataError(
                f"{short(subject)}: <{iri}> would be taken for a short name in JSON-LD; "
                "use another format"
            )
        return iri

    def object_of(self, block: Block) -> dict[str, Any]:
        """The node that a block describes, with nothing nested."""
        node = self.head(block)
        for predicate, values in block.properties.items():
            if predicate != f"{RDF}type":
                for value in values:
                    self.put(node, block.subject, predicate, value)
        return self.ordered(node)

    def head(self, block: Block) -> dict[str, Any]:
        """The beginning of a node: its IRI and its classes."""
        node: dict[str, Any] = {"id": self.node(block.subject, block.subject)}
        kinds = block.properties.get(f"{RDF}type", [])
        if any(hasattr(kind, "datatype") for kind in kinds):
            raise DataError(f"{short(block.subject)}: a class that is no IRI; mend the data")
        if kinds:
            node["type"] = [self.term(block.subject, kind.value) for kind in kinds]
        return node

    @staticmethod
    def ordered(node: dict[str, Any]) -> dict[str, Any]:
        """The node with its names sorted after IRI, classes and label."""
        return dict(sorted(node.items(), key=lambda item: (_FIRST.get(item[0], 3), item[0])))
