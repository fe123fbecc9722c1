"""What people decided on links: read from Turtle, and recorded in it.

A link is ``skos:exactMatch``; beside it, a ``csto:LinkJudgement`` says when, how and why it
was accepted. A pair that was rejected has only the judgement.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from csto_graph.canonical import canonical_file
from csto_graph.errors import CstoGraphError, ParameterError
from csto_graph.files import alone, replace_file
from csto_graph.namespaces import BASE, CSTO, RDF, SKOS, XSD, short
from csto_graph.nodes import Nodes
from csto_graph.sources import shipped
from csto_graph.triples import Statement, triple
from csto_graph.turtle import TurtleFile, read_turtle
from csto_graph.wikidata.records import id_of, iri_of

LINK = f"{SKOS}exactMatch"
_ID = re.compile(r"Q[1-9][0-9]{0,17}\Z", re.ASCII)
_IRI = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\/]+/[^\x00-\x20<>\"{}|^`\\]+\Z")
_PAGE = re.compile(r"https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(?:Item:)?(Q[0-9]+)\Z")


@dataclass(frozen=True)
class Judgements:
    """The links of each node, and the pairs that were rejected with the reason given.

    Nodes are IRIs, the others ids as of ``records.id_of``.
    """

    links: dict[str, list[str]] = field(default_factory=dict)
    rejected: dict[tuple[str, str], str] = field(default_factory=dict)

    def linked(self, identifier: str) -> list[str]:
        """The nodes that an id is linked to."""
        return [node for node, ids in self.links.items() if identifier in ids]


@dataclass(frozen=True)
class Decision:
    """A decision on one pair: the node (IRI and label), the id, and what is recorded of it."""

    node: str
    label: str
    match: str
    accepted: bool
    method: str
    reason: str
    day: date


def read_judgements(nodes: Nodes) -> Judgements:
    """The links and the rejected pairs among authored nodes."""
    links: dict[str, list[str]] = defaultdict(list)
    for node in list(nodes.of):
        links[node] += [id_of(value.value) for value in nodes.values(node, LINK)]
    rejected = {
        (about, id_of(match)): nodes.one(judgement, f"{CSTO}rationale") or ""
        for judgement in nodes.of_type(f"{CSTO}LinkJudgement")
        if nodes.one(judgement, f"{CSTO}verdict") == f"{CSTO}Rejected"
        if (about := nodes.one(judgement, f"{CSTO}judgedNode"))
        if (match := nodes.one(judgement, f"{CSTO}judgedMatch"))
    }
    return Judgements({node: ids for node, ids in links.items() if ids}, rejected)


def match_id(text: str) -> str:
    """The id of an entity of another data set: ``Q1``, ``wd:Q1``, its address, or an IRI.

    Raises ParameterError for anything else, and for a node of this graph.
    """
    page = _PAGE.match(text)
    identifier = page[1] if page else text.removeprefix("wd:").strip("<>")
    if _ID.match(identifier):
        return identifier
    if identifier.startswith(BASE):
        raise ParameterError(f"ID: {text!r} is a node of this graph; give one of the data set")
    if _IRI.match(identifier):
        return id_of(identifier)
    raise ParameterError(f"ID: {text!r} is no id; write such as Q318693, or a full IRI")


def links_file(named: Path | None) -> Path:
    """The file to record in: the one named, or data/links.ttl of a checkout.

    Raises ParameterError where that is the file of an installed package.
    """
    if named is not None:
        if named.suffix != ".ttl":
            raise ParameterError(f"--links {named}: name a Turtle file, such as links.ttl")
        return named
    path = shipped("data") / "links.ttl"
    if path.parent.parent.name == "shipped":
        raise ParameterError(
            "the files of the installed package are not to be changed: name a file of yours by "
            "--links my-data/links.ttl, and read it with --data my-data"
        )
    return path


def record(path: Path, decision: Decision, instead: Collection[str] = ()) -> None:
    """Put a decision into a file, which is made if it is not there; an older one is replaced.

    Links of the node to the ids in ``instead`` are taken out, with what was recorded of
    them: such as an id that was merged into another. The file is written whole or not at
    all, and of two decisions at once both are kept. Raises DataError if it is not Turtle, or
    has comments that would be lost; CstoGraphError if it cannot be written.
    """
    with alone(path):
        _record(path, decision, instead)


def _record(path: Path, decision: Decision, instead: Collection[str]) -> None:
    if path.exists():
        file = read_turtle(path)
    elif path.parent.is_dir():
        file = TurtleFile(path, "", [], {}, None)
    else:
        raise CstoGraphError(f"{path}: there is no folder {path.parent}; make it first")
    match = iri_of(decision.match)
    gone = {match, *map(iri_of, instead)}
    about = {
        t.subject.value
        for t in file.triples
        if t.predicate.value == f"{CSTO}judgedNode" and t.object.value == decision.node
    }
    old = {
        t.subject.value
        for t in file.triples
        if t.predicate.value == f"{CSTO}judgedMatch" and t.object.value in gone
    } & about
    links = {triple(decision.node, LINK, one) for one in gone}
    kept = [t for t in file.triples if t.subject.value not in old and t not in links]
    added = list(_triples(decision, match))
    added += [triple(decision.node, LINK, match)] * decision.accepted
    replace_file(path, canonical_file(replace(file, triples=kept + added)))


def links_in(path: Path, node: str) -> list[str]:
    """The ids that a node is linked to by a file."""
    if not path.exists():
        return []
    return [
        id_of(t.object.value)
        for t in read_turtle(path).triples
        if t.subject.value == node and t.predicate.value == LINK
    ]


def _triples(decision: Decision, match: str) -> list[Statement]:
    from pyoxigraph import Literal, NamedNode

    key = decision.match.lower()
    if not _ID.match(decision.match):
        key = hashlib.sha256(match.encode()).hexdigest()[:12]
    iri = f"{BASE}judgement/{short(decision.node).replace(':', '-')}-{key}"
    verdict = "Accepted" if decision.accepted else "Rejected"
    label = f"{decision.label} is {'' if decision.accepted else 'not '}{decision.match}"
    day = Literal(decision.day.isoformat(), datatype=NamedNode(f"{XSD}date"))
    found = [
        triple(iri, f"{RDF}type", f"{CSTO}LinkJudgement"),
        triple(iri, f"{SKOS}prefLabel", Literal(label, language="en")),
        triple(iri, f"{CSTO}judgedNode", decision.node),
        triple(iri, f"{CSTO}judgedMatch", match),
        triple(iri, f"{CSTO}verdict", CSTO + verdict),
        triple(iri, f"{CSTO}judgedOn", day),
        triple(iri, f"{CSTO}matchMethod", Literal(decision.method, language="en")),
    ]
    if decision.reason:
        found.append(triple(iri, f"{CSTO}rationale", Literal(decision.reason, language="en")))
    return found
