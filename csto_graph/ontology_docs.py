"""The page docs/ontology.md: every term with its definition, examples and notes.

Everything on the page is from ontology/csto.ttl and ontology/policies.ttl. Each term has its
local name as its anchor, so that the IRI of a term and the page end alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from csto_graph.canonical import natural
from csto_graph.namespaces import BASE, CSTO, DCT, OWL, RDF, RDFS, SKOS, short
from csto_graph.nodes import Nodes

if TYPE_CHECKING:
    from csto_graph.triples import Statement

TITLE = "# The ontology"
ONTOLOGY = f"{BASE}ontology"
PARENT, DOMAIN, LABEL = f"{RDFS}subClassOf", f"{RDFS}domain", f"{RDFS}label"
KINDS = {  # What a type says of a term that its place on the page does not.
    f"{OWL}AnnotationProperty": "said of terms, not of nodes",
    f"{OWL}SymmetricProperty": "symmetric",
    f"{OWL}TransitiveProperty": "transitive",
    f"{CSTO}SingleValuedProperty": "[single-valued](#SingleValuedProperty)",
    f"{CSTO}NamingProperty": "[naming](#NamingProperty)",
}
DETAILS = {  # Properties whose values are terms, and the words before them, in their order.
    PARENT: "a kind of",
    f"{RDFS}subPropertyOf": "implies",
    f"{OWL}inverseOf": "inverse of",
    f"{RDFS}range": "range",
    f"{OWL}disjointWith": "disjoint with",
    f"{CSTO}shortcutClass": "shortcut through",
    f"{CSTO}shortcutFrom": "from",
    f"{CSTO}shortcutTo": "to",
    f"{CSTO}expects": "expects",
    f"{CSTO}ruleOf": "rule of",
    f"{SKOS}closeMatch": "close to",
    f"{RDFS}seeAlso": "see",
    f"{DCT}isReplacedBy": "replaced by",
}
NOTES = {f"{SKOS}scopeNote": "Note", f"{SKOS}changeNote": "Change"}


def ontology_page(triples: Iterable[Statement]) -> str:
    """The page, in Markdown, from the triples of the files of the ontology."""
    terms = Nodes(triples)
    classes = _of_kind(terms, "Class")
    properties = _of_kind(terms, "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    individuals = _of_kind(terms, "NamedIndividual")
    counts = f"{len(classes)} classes, {len(properties)} properties, {len(individuals)} individuals"
    lines = [TITLE, "", _text(terms, ONTOLOGY, f"{DCT}description"), ""]
    lines += [
        f"Version {_text(terms, ONTOLOGY, f'{OWL}versionInfo')}: {counts}. The prefix `csto:` "
        f"stands for `{CSTO}`.",
        "[ontology/README.md](../ontology/README.md) says how terms are named, added, withdrawn.",
        "",
        "This page is generated from `ontology/csto.ttl` and `ontology/policies.ttl` by",
        "`csto-graph docs`; change those, not this.",
        "",
        "- [Classes](#classes)",
        "- [Properties](#properties), by the class of their subjects",
        "- [Individuals](#individuals), by their class",
    ]
    lines += ["", "## Classes", "", *_tree(terms, classes)]
    lines += ["", "## Properties"]
    by_domain = _grouped(terms, properties, DOMAIN)
    for domain in sorted(by_domain, key=lambda iri: (not iri, natural(iri))):
        title = f"Of {_link(domain)}" if domain else "Of whatever class"
        lines += ["", f"### {title}", "", *(_entry(terms, term) for term in by_domain[domain])]
    lines += ["", "## Individuals"]
    by_class = _grouped(terms, individuals, f"{RDF}type", classes)
    for kind in sorted(by_class, key=natural):
        lines += ["", f"### Of {_link(kind)}", "", *(_entry(terms, t) for t in by_class[kind])]
    return "\n".join(lines) + "\n"


def _of_kind(terms: Nodes, *kinds: str) -> list[str]:
    found = terms.of_type(*(OWL + kind for kind in kinds))
    return sorted((iri for iri in found if iri.startswith(CSTO)), key=natural)


def _grouped(
    terms: Nodes, wanted: list[str], predicate: str, among: Iterable[str] | None = None
) -> dict[str, list[str]]:
    """Terms by the value of a property; under the empty text those that have none."""
    groups: dict[str, list[str]] = defaultdict(list)
    for term in wanted:
        values = [value.value for value in terms.values(term, predicate)]
        for value in [v for v in values if among is None or v in among] or [""]:
            groups[value].append(term)
    return groups


def _tree(terms: Nodes, classes: list[str]) -> list[str]:
    """Every class below its first parent among the classes, indented."""
    first = {
        term: min((v.value for v in terms.values(term, PARENT) if v.value in classes), default="")
        for term in classes
    }

    def below(parent: str, indent: str) -> Iterator[str]:
        for term in (term for term in classes if first[term] == parent):
            yield indent + _entry(terms, term, parent)
            yield from below(term, indent + "  ")

    return list(below("", ""))


def _entry(terms: Nodes, term: str, shown: str = "") -> str:
    """A term as an item of a list; ``shown`` is the class that it stands below there."""
    name = term.removeprefix(CSTO)
    words = [KINDS.get(kind, "") for kind in sorted(terms.types(term))]
    for predicate, word in DETAILS.items():
        values = sorted(v.value for v in terms.values(term, predicate) if v.value != shown)
        words += [f"{word} {', '.join(map(_link, values))}"] if values else []
    struck = "deprecated: " if terms.values(term, f"{OWL}deprecated") else ""
    lines = [
        f'<a id="{name}"></a>**{name}** ({struck}*{_text(terms, term, LABEL)}*): '
        f"{_text(terms, term, f'{SKOS}definition')}",
        "; ".join(word for word in words if word),
        *(f"Example: `{v.value}`" for v in terms.values(term, f"{SKOS}example")),
        *(f"{n}: {_plain(v.value)}" for p, n in NOTES.items() for v in terms.values(term, p)),
    ]
    return "- " + "<br>".join(line for line in lines if line)


def _text(terms: Nodes, term: str, predicate: str) -> str:
    return _plain(terms.one(term, predicate) or "")


def _plain(text: str) -> str:
    """A text with whatever Markdown would take for its own marked as plain."""
    return re.sub(r"([\\`*_<>\[\]])", r"\\\1", text)


def _link(iri: str) -> str:
    name = short(iri)
    if iri.startswith(CSTO):
        return f"[{name.removeprefix('csto:')}](#{name.removeprefix('csto:')})"
    return f"<{iri}>" if name == iri else f"`{name}`"
