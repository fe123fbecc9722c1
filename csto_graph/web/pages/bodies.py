"""The bodies of the organization as a tree, and its picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csto_graph.web.pages.reader import Link, Note, Reader, local
from csto_graph.web.pages.rendering import rendered

if TYPE_CHECKING:
    from csto_graph.web.site import Site

ROW = 25


@dataclass
class Branch:
    """A body or what it belongs to, with what belongs to it."""

    iri: str
    node: Link
    kind: str
    modality: str = ""
    notes: tuple[Note, ...] = ()
    parts: list[Branch] = field(default_factory=list)

    @property
    def tip(self) -> str:
        """All of it as one text."""
        sources = "; ".join(f"{n.document.text}, {n.characters}" for n in self.notes[:3])
        planned = f" {self.modality.capitalize()}." if self.modality else ""
        return f"{self.node.text}, {self.kind}.{planned}" + (
            f" Sources: {sources}." if sources else ""
        )


def body_tree(reader: Reader) -> list[Branch]:
    """Every body below what it is most nearly part of; the largest tree first."""
    rows: Any = reader.graph.run("""
        SELECT ?body ?whole ?modality
          (GROUP_CONCAT(DISTINCT STR(?passage); separator=" ") AS ?passages) WHERE {
          ?body a ?kind ; csto:modality ?modality .
          FILTER(?kind IN (csto:Body, csto:Force))
          OPTIONAL { ?body csto:partOf ?whole
            FILTER NOT EXISTS { ?body csto:partOf ?between . ?between csto:partOf ?whole
              FILTER(?between != ?whole && ?between != ?body) } }
          OPTIONAL { ?body csto:value ?value . ?value rdf:predicate csto:partOf ;
            csto:passage ?passage }
        } GROUP BY ?body ?whole ?modality ORDER BY ?body ?whole""")
    found = list(rows)
    reader.prepare(row[n].value for row in found for n in ("body", "whole") if row[n] is not None)
    branches: dict[str, Branch] = {}
    below: dict[str, str] = {}
    for row in found:
        body, modality = row["body"].value, row["modality"].value
        passages = row["passages"].value.split() if row["passages"] is not None else []
        branch = branches.setdefault(body, _branch(reader, body))
        branch.modality = "" if local(modality) == "Happened" else reader.label(modality)
        branch.notes = tuple(reader.noted(passages))
        if row["whole"] is not None:
            whole = row["whole"].value
            branches.setdefault(whole, _branch(reader, whole))
            below.setdefault(body, whole)
    for body, whole in below.items():
        if not _above(below, whole, body):
            branches[whole].parts.append(branches[body])
        else:
            below[body] = ""  # a circle, which a user's data may hold
    roots = [branch for iri, branch in branches.items() if not below.get(iri)]
    for branch in branches.values():
        branch.parts.sort(key=lambda part: part.node.text)
    with_parts = [root for root in roots if root.parts]
    return sorted(with_parts, key=lambda root: (-_size(root), root.node.text))


def _branch(reader: Reader, iri: str) -> Branch:
    from csto_graph.web.pages.entity import kinds_of

    kinds = kinds_of(reader, iri)
    return Branch(iri, reader.link(iri), reader.label(kinds[0]) if kinds else "node")


def _above(below: dict[str, str], node: str, wanted: str) -> bool:
    seen = set()
    while node and node not in seen:
        if node == wanted:
            return True
        seen.add(node)
        node = below.get(node, "")
    return False


def _size(branch: Branch) -> int:
    return 1 + sum(_size(part) for part in branch.parts)


def tree_chart(
    site: Site, roots: Sequence[Branch], *, narrow: bool = False, standalone: bool = False
) -> str:
    """The trees as SVG, a row for each node, indented below what it belongs to."""
    width, indent = (390, 16) if narrow else (960, 26)
    letters = 46 if narrow else 110
    rows: list[dict[str, Any]] = []

    def draw(branch: Branch, depth: int, parent_y: float | None) -> None:
        y = 14 + ROW * len(rows)
        text = branch.node.text
        room = letters - depth * 2
        rows.append({
            "item": branch, "x": 8 + depth * indent, "y": y, "parent_y": parent_y,
            "text": text if len(text) <= room else text[: room - 1].rstrip() + "…",
            "root": depth == 0,
        })  # fmt: skip
        for part in branch.parts:
            draw(part, depth + 1, y)

    for root in roots:
        draw(root, 0, None)
    return rendered(
        site, "pictures/bodies.svg", key=f"bodies{'-narrow' if narrow else ''}", width=width,
        height=14 + ROW * len(rows), narrow=narrow, rows=rows, indent=indent,
        standalone=standalone,
    )  # fmt: skip


def flat(roots: Sequence[Branch], depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Every branch with its depth, in the order of the picture."""
    for root in roots:
        yield depth, root
        yield from flat(root.parts, depth + 1)
