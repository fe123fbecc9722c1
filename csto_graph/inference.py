"""OWL 2 RL over the ontology, the entities and the resolved situations.

Two reasoners come to the same triples: ``rules``, SPARQL on the engine that answers the
questions, and ``owlrl``, the reference, which takes some forty times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from csto_graph.errors import DataError, ParameterError
from csto_graph.loading import is_ours
from csto_graph.namespaces import OWL, PREFIXES, RDFS, short
from csto_graph.triples import triple

if TYPE_CHECKING:
    from pyoxigraph import Store
    from rdflib.term import Node

    from csto_graph.triples import Statement, Value

TRIVIAL = {f"{OWL}Thing", f"{RDFS}Resource"}

# The rules of https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
# by their names there, as what follows and what it follows from. Those on terms come first:
# with them closed, one application of the others to the facts is nearly all.
ON_TERMS = {
    "scm-sco": ("?a rdfs:subClassOf ?c", "?a rdfs:subClassOf ?b . ?b rdfs:subClassOf ?c"),
    "scm-eqc1": (
        "?a rdfs:subClassOf ?b . ?b rdfs:subClassOf ?a",
        "?a owl:equivalentClass ?b",
    ),
    "scm-spo": (
        "?a rdfs:subPropertyOf ?c",
        "?a rdfs:subPropertyOf ?b . ?b rdfs:subPropertyOf ?c",
    ),
    "scm-eqp1": (
        "?a rdfs:subPropertyOf ?b . ?b rdfs:subPropertyOf ?a",
        "?a owl:equivalentProperty ?b",
    ),
    "scm-dom1": ("?p rdfs:domain ?c", "?p rdfs:domain ?b . ?b rdfs:subClassOf ?c"),
    "scm-dom2": ("?p rdfs:domain ?c", "?q rdfs:domain ?c . ?p rdfs:subPropertyOf ?q"),
    "scm-rng1": ("?p rdfs:range ?c", "?p rdfs:range ?b . ?b rdfs:subClassOf ?c"),
    "scm-rng2": ("?p rdfs:range ?c", "?q rdfs:range ?c . ?p rdfs:subPropertyOf ?q"),
}
ON_FACTS = {
    "prp-spo1": ("?x ?q ?y", "?p rdfs:subPropertyOf ?q . ?x ?p ?y"),
    "prp-symp": ("?y ?p ?x", "?p a owl:SymmetricProperty . ?x ?p ?y"),
    "prp-inv1": ("?y ?q ?x", "?p owl:inverseOf ?q . ?x ?p ?y"),
    "prp-inv2": ("?y ?p ?x", "?p owl:inverseOf ?q . ?x ?q ?y"),
    "prp-trp": ("?x ?p ?z", "?p a owl:TransitiveProperty . ?x ?p ?y . ?y ?p ?z"),
    "prp-dom": ("?x a ?c", "?p rdfs:domain ?c . ?x ?p ?y"),
    "prp-rng": ("?y a ?c", "?p rdfs:range ?c . ?x ?p ?y"),
    "cax-sco": ("?x a ?c", "?b rdfs:subClassOf ?c . ?x a ?b"),
    "prp-fp": (
        "?y owl:sameAs ?z",
        "?p a owl:FunctionalProperty . ?x ?p ?y , ?z FILTER(isIRI(?y) && isIRI(?z))",
    ),
    "prp-ifp": (
        "?y owl:sameAs ?z",
        "?p a owl:InverseFunctionalProperty . ?y ?p ?x . ?z ?p ?x",
    ),
    "eq-sym": ("?y owl:sameAs ?x", "?x owl:sameAs ?y"),
    "eq-trans": ("?x owl:sameAs ?z", "?x owl:sameAs ?y . ?y owl:sameAs ?z"),
    "eq-rep-s": ("?y ?p ?o", "?x owl:sameAs ?y . ?x ?p ?o"),
    "eq-rep-p": ("?s ?y ?o", "?x owl:sameAs ?y . ?s ?x ?o"),
    "eq-rep-o": ("?s ?p ?y", "?x owl:sameAs ?y . ?s ?p ?x"),
}

# What an ontology may say besides without anything following from it here: names, remarks,
# and what only makes a graph inconsistent, which the shapes look for.
_SILENT = {
    *(OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "NamedIndividual")),
    *(OWL + name for name in ("AnnotationProperty", "Ontology", "OntologyProperty", "Thing")),
    *(OWL + name for name in ("AsymmetricProperty", "IrreflexiveProperty", "Nothing")),
    *(OWL + name for name in ("disjointWith", "propertyDisjointWith", "differentFrom")),
    *(OWL + name for name in ("versionInfo", "versionIRI", "priorVersion", "deprecated")),
}


def closure(facts: Path, reasoner: str) -> Iterator[Statement]:
    """What OWL 2 RL adds about our own nodes to the triples of an N-Triples file.

    ``reasoner`` is a key of REASONERS. Left out as trivial: that everything is a Thing, a
    Resource and the same as itself, and what concerns terms of the ontologies only. Raises
    ParameterError for another reasoner, DataError for a feature of OWL that it lacks.
    """
    if reasoner not in REASONERS:
        raise ParameterError(f"no reasoner {reasoner!r}; there is {', '.join(REASONERS)}")
    return REASONERS[reasoner](facts)


def _by_rules(facts: Path) -> Iterator[Statement]:
    """Apply the rules until nothing new follows."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.bulk_load(path=str(facts), format=RdfFormat.N_TRIPLES)
    _check_features(store)
    found: list[Statement] = []
    for rules in (ON_TERMS, {**ON_TERMS, **ON_FACTS}):
        while new := [t for rule in rules.values() for t in _applied(store, *rule)]:
            found += new
    for one in found:
        if _telling(one.subject.value, one.predicate.value, one.object.value):
            yield one


def _applied(store: Store, head: str, body: str) -> list[Statement]:
    """Add to the store what follows from one rule; return what was not there before."""
    from pyoxigraph import Quad

    rule = f"CONSTRUCT {{ {head} }} WHERE {{ {body} FILTER NOT EXISTS {{ {head} }} }}"
    answer = cast("Iterable[Statement]", store.query(rule, prefixes=PREFIXES))
    new = list(dict.fromkeys(answer))
    store.extend(Quad(t.subject, t.predicate, t.object) for t in new)
    return new


def _check_features(store: Store) -> None:
    """Refuse what the rules do not know rather than leave out what follows from it."""
    known = " ".join(f"{head} {body}" for head, body in (ON_TERMS | ON_FACTS).values())
    used = f"""SELECT DISTINCT ?term {{
        {{ ?s ?term ?o }} UNION {{ ?s a ?term }} FILTER(STRSTARTS(STR(?term), "{OWL}")) }}"""
    for solution in store.query(used):  # type: ignore[union-attr]
        term = solution["term"].value
        if term not in _SILENT and short(term) not in known.split():
            raise DataError(
                f"the data uses {short(term)}, which the rules of inference do not know; "
                "leave it out, or build with --reasoner owlrl"
            )


def _telling(subject: str, predicate: str, value: str) -> bool:
    return (
        is_ours(subject)
        and value not in TRIVIAL
        and not (predicate == f"{OWL}sameAs" and subject == value)
    )


def _by_owlrl(facts: Path) -> Iterator[Statement]:
    """Let the reference reasoner expand the graph, and yield what was not there before."""
    from owlrl import DeductiveClosure, OWLRL_Semantics  # type: ignore[import-untyped]
    from rdflib import Graph, URIRef

    graph = Graph()
    graph.parse(str(facts), format="nt")
    known = set(graph)
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    # owlrl writes generalized RDF (literals as subjects), which is no RDF.
    for subject, predicate, value in set(graph) - known:
        resources = isinstance(subject, URIRef) and isinstance(predicate, URIRef)
        if resources and _telling(str(subject), str(predicate), str(value)):
            yield triple(str(subject), str(predicate), _term(value))


def _term(value: Node) -> Value:
    import pyoxigraph as ox
    from rdflib import BNode, Literal

    if isinstance(value, BNode):
        return ox.BlankNode(value)
    if not isinstance(value, Literal):
        return ox.NamedNode(str(value))
    if value.language:
        return ox.Literal(value, language=value.language)
    return ox.Literal(value, datatype=ox.NamedNode(value.datatype) if value.datatype else None)


REASONERS: dict[str, Callable[[Path], Iterator[Statement]]] = {
    "rules": _by_rules,
    "owlrl": _by_owlrl,
}
