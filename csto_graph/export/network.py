"""The network of states, bodies, offices and persons as GraphML.

http://graphml.graphdrawing.org/ ; Gephi, networkx, igraph and yEd read it. Every tie has
the days that bound it, how far the sources agree and which they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from csto_graph.errors import ParameterError
from csto_graph.export.blocks import Block
from csto_graph.export.details import Details, local
from csto_graph.export.rdf import check_xml
from csto_graph.export.selection import Selection
from csto_graph.namespaces import CSTO, SKOS

# A situation ties two nodes: its class, and the properties that name them.
TIES = (
    ("Chairmanship", "presidingState", "organization"),
    ("Delegation", "delegate", "representedState"),
    ("Founding", "participant", "organization"),
    ("Membership", "member", "organization"),
    ("ObserverRelation", "observer", "organization"),
    ("OfficeTenure", "holder", "office"),
    ("Reception", "guest", "host"),
    ("Session", "chair", "body"),
    ("Session", "participant", "body"),
    ("TreatyAction", "party", "treaty"),
    ("TreatyParticipation", "party", "treaty"),
)
# Properties that tie a node to another one directly.
STRUCTURE = ("continues", "highestBodyOf", "officeOf", "partOf")
LEFT_OUT = f"{CSTO}Publisher"
NODE_DATA = ("label", "class", "wikidata")
BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")
EDGE_DATA = ("kind", "role", "label", "situation", "modality", "agreement", "start", "end",
             "date", *BOUNDS, "earliest", "latest", "sources")  # fmt: skip
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns
 http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""

Edge = tuple[str, str, dict[str, str]]


def write_graphml(selection: Selection, sink: BinaryIO) -> None:
    """Write the network; DataError for a character that XML cannot hold, naming the node.

    Raises ParameterError where the selection has neither situations nor actors.
    """
    details = Details(selection)
    nodes: dict[str, Block] = {}
    edges: list[Edge] = []
    for block in selection:
        found = list(_edges(details, block))
        edges += found
        ends = {end for edge in found for end in edge[:2]}
        if f"{CSTO}Actor" in block.types and LEFT_OUT not in block.types:
            ends.add(block.subject)
        nodes.update((iri, details.block(iri)) for iri in ends if iri not in nodes)
    if not nodes:
        raise ParameterError("nothing of what was asked for ties actors; use --view all")
    sink.write(_HEAD.encode())
    for domain, names in (("node", NODE_DATA), ("edge", EDGE_DATA)):
        for name in names:
            line = f'<key id="{domain}-{name}" for="{domain}" attr.name="{name}" '
            sink.write(f'{line}attr.type="string"/>\n'.encode())
    sink.write(b'<graph id="csto-graph" edgedefault="directed">\n')
    for iri in sorted(nodes):
        data = _data("node", iri, _shown(details, nodes[iri]))
        sink.write(f"<node id={_quoted(iri, iri)}>{data}</node>\n".encode())
    named = sorted((f"{d['situation']} {d['role']} {s} {t}", s, t, d) for s, t, d in edges)
    for name, source, target, known in named:
        places = f"source={_quoted(source, source)} target={_quoted(target, target)}"
        data = _data("edge", known["situation"], known)
        sink.write(f"<edge id={_quoted(name, name)} {places}>{data}</edge>\n".encode())
    sink.write(b"</graph>\n</graphml>\n")


def _edges(details: Details, block: Block) -> Iterator[Edge]:
    """The ties that a situation, or an actor, makes."""
    for kind, start, goal in TIES:
        if CSTO + kind in block.types:
            for source in block.texts(CSTO + start):
                for target in block.texts(CSTO + goal):
                    yield source, target, _tie(details, block, start, source)
    if f"{CSTO}Actor" in block.types:
        for name in STRUCTURE:
            for target in block.texts(CSTO + name):
                yield block.subject, target, _tie(details, block, name, target)


def _tie(details: Details, block: Block, role: str, value: str) -> dict[str, str]:
    behind = details.value_of(block, CSTO + role, value)
    situation = f"{CSTO}Situation" in block.types
    kinds = details.classes(block, f"{CSTO}Situation") if situation else [CSTO + role]
    known = {
        "kind": ", ".join(details.label(kind) for kind in kinds),
        "role": role,
        "label": block.label or "",
        "situation": block.subject,
        "modality": local(behind.text(f"{CSTO}modality")),
        "agreement": local(behind.text(f"{CSTO}agreement")),
        "sources": "; ".join(passage.shown for passage in details.passages(behind)),
    }
    if situation:
        dates = ("start", "end", "date", *BOUNDS, "earliest", "latest")
        known |= {name: " | ".join(block.texts(CSTO + name)) for name in dates}
    return known


def _shown(details: Details, block: Block) -> dict[str, str]:
    actors = details.classes(block, f"{CSTO}Actor") or sorted(
        kind for kind in block.types if kind.startswith(CSTO)
    )
    linked = [iri for iri in block.texts(f"{SKOS}exactMatch") if "wikidata.org" in iri]
    return {
        "label": details.label(block.subject),
        "class": ", ".join(local(kind) for kind in actors),
        "wikidata": " ".join(linked),
    }


def _data(domain: str, node: str, known: dict[str, str]) -> str:
    parts = []
    for name, text in known.items():
        if text:
            check_xml(node, text)
            shown = escape(text, {"\r": "&#13;"})
            parts.append(f'<data key="{domain}-{name}">{shown}</data>')
    return "".join(parts)


def _quoted(node: str, text: str) -> str:
    check_xml(node, text)
    return quoteattr(text)
