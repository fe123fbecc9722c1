"""JSON-LD with the published context: one object a node, or nested for people who know JSON.

https://www.w3.org/TR/json-ld11/ . Nested, the export holds each situation and entity with
its values, each value with the claims for and against it, each claim with its passage.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from csto_graph.export.blocks import Block
from csto_graph.export.context import URL, read_context
from csto_graph.export.names import Names
from csto_graph.export.selection import Selection, view_of
from csto_graph.namespaces import (
    BASE,
    CSTO,
    DCT,
    OA,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
)

if TYPE_CHECKING:
    pass

# What is written inside of what: the value of these properties is given whole.
NESTED = frozenset(
    [f"{CSTO}value", f"{CSTO}evidence", f"{CSTO}speaker", f"{CSTO}relayedBy",
     f"{OA}hasSource"]
)  # fmt: skip
OF_VALUES = frozenset([f"{PROV}wasDerivedFrom", f"{CSTO}contestedBy"])
# A document is given with every passage, in short: these properties, and its IRI.
BRIEF = frozenset(
    [f"{DCT}bibliographicCitation", f"{DCT}issued", f"{DCT}publisher", f"{DCT}identifier",
     f"{SCHEMA}url", f"{RDFS}label", f"{CSTO}textFile", f"{CSTO}sha256"]
)  # fmt: skip
DEPTH = 12  # of nesting: speakers may relay each other in a circle


def write_flat(blocks: Iterable[Block], sink: BinaryIO, *, inline: bool = False) -> None:
    """One object a node and a line; ``inline`` puts the context into the file."""
    names = Names(read_context())
    _write(names, (names.object_of(block) for block in blocks), sink, None, inline)


def write_nested(selection: Selection, sink: BinaryIO, *, inline: bool = False) -> None:
    """Situations first, then entities and documents, each with all that it rests on.

    Then come claims that are part of none of them, and the rest, such as terms, as it is.
    """
    names = Names(read_context())
    _write(names, _nested(names, selection), sink, 1, inline)


def _write(
    names: Names, nodes: Iterable[dict[str, Any]], sink: BinaryIO, indent: int | None, inline: bool
) -> None:
    base = {"@base": BASE}
    context = {**names.context, **base} if inline else [URL, base]
    head = json.dumps(context, ensure_ascii=False)
    sink.write(f'{{"@context": {head},\n"@graph": ['.encode())
    comma = ""
    for node in nodes:
        sink.write(f"{comma}\n{json.dumps(node, ensure_ascii=False, indent=indent)}".encode())
        comma = ","
    sink.write(b"\n]}\n")


def _nested(names: Names, selection: Selection) -> Iterator[dict[str, Any]]:
    written: set[str] = set()
    for rank in range(_REST):
        for block in selection:
            if block.subject not in written and _rank(block) == rank:
                written.add(block.subject)
                yield _whole(names, selection, block, written, DEPTH)
    for block in selection:
        if block.subject not in written:
            yield names.object_of(block)


_REST = 3


def _rank(block: Block) -> int:
    """Where a node comes: situations, entities and documents, assertions, and the rest."""
    types = block.types
    if f"{CSTO}Situation" in types:
        return 0
    if f"{CSTO}Assertion" in types:
        return 2
    # A block without classes is there for its label only.
    entity = types and view_of(block) == "resolved" and not _is_value(block)
    return 1 if entity or f"{CSTO}value" in block.properties else _REST


def _whole(
    names: Names, selection: Selection, block: Block, written: set[str], depth: int
) -> dict[str, Any]:
    """A node with what belongs inside it; what is given whole is added to ``written``."""
    node = names.head(block)
    of_value = f"{CSTO}ResolvedValue" in block.types
    for predicate, values in block.properties.items():
        inside = predicate in NESTED or (of_value and predicate in OF_VALUES)
        for value in values if predicate != f"{RDF}type" else ():
            target = None
            if not hasattr(value, "datatype") and not value.value.startswith(CSTO):
                target = selection.get(value.value)
            if target is None:
                names.put(node, block.subject, predicate, value)
            elif inside and depth and predicate == f"{OA}hasSource":
                names.put(node, block.subject, predicate, _brief(names, selection, target))
            elif inside and depth:
                written.add(target.subject)
                whole = _whole(names, selection, target, written, depth - 1)
                names.put(node, block.subject, predicate, whole)
            elif view_of(target) == "resolved" and target.label and not _is_value(target):
                names.put(node, block.subject, predicate, _labelled(names, target))
            else:
                names.put(node, block.subject, predicate, value)
    return names.ordered(node)


def _is_value(block: Block) -> bool:
    return f"{CSTO}ResolvedValue" in block.types


def _labelled(names: Names, block: Block) -> dict[str, Any]:
    """A reference to a node, with its label."""
    node: dict[str, Any] = {"id": names.node(block.subject, block.subject)}
    for value in block.properties.get(f"{RDFS}label", []):
        names.put(node, block.subject, f"{RDFS}label", value)
    return node


def _brief(names: Names, selection: Selection, block: Block) -> dict[str, Any]:
    """A document in short: what is needed to cite it."""
    node = names.head(block)
    for predicate in BRIEF & block.properties.keys():
        for value in block.properties[predicate]:
            target = None if hasattr(value, "datatype") else selection.get(value.value)
            labelled = value if target is None else _labelled(names, target)
            names.put(node, block.subject, predicate, labelled)
    return names.ordered(node)
