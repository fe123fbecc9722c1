"""The rules of inference against the reference reasoner."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from csto_graph.errors import CstoGraphError, DataError, ParameterError
from csto_graph.graph import open_graph
from csto_graph.inference import ON_FACTS, ON_TERMS, closure

PREFIXES = {
    "": "https://w3id.org/csto-graph/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
}


def facts(folder: Path, *triples: str) -> Path:
    """An N-Triples file from triples such as ``:x a :C``."""

    def iri(name: str) -> str:
        if name.startswith('"'):
            return name
        prefix, _, rest = ("rdf:type" if name == "a" else name).partition(":")
        return f"<{PREFIXES[prefix]}{rest}>"

    path = folder / "facts.nt"
    lines = (" ".join(iri(name) for name in line.split()) + " .\n" for line in triples)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def inferred(path: Path, reasoner: str) -> set[str]:
    return {str(t).replace("https://w3id.org/csto-graph/", "") for t in closure(path, reasoner)}


def test_both_reasoners_publish_the_same_graph() -> None:
    by_rules, by_owlrl = (
        open_graph(reasoner=name).folder / "graph.nq" for name in ("rules", "owlrl")
    )
    assert by_rules != by_owlrl
    assert by_rules.read_bytes() == by_owlrl.read_bytes()


RULES = {
    "subclasses of subclasses": (
        [":A rdfs:subClassOf :B", ":B rdfs:subClassOf :C", ":x a :A"],
        {("x", "type", "B"), ("x", "type", "C")},
    ),
    "subproperties, with a literal": (
        [":p rdfs:subPropertyOf :q", ':x :p "v"'],
        {("x", "q", '"v"')},
    ),
    "domain and range of a superproperty": (
        [":p rdfs:subPropertyOf :q", ":q rdfs:domain :D", ":q rdfs:range :R", ":x :p :y"],
        {("x", "q", "y"), ("x", "type", "D"), ("y", "type", "R")},
    ),
    "symmetry": ([":p a owl:SymmetricProperty", ":x :p :y"], {("y", "p", "x")}),
    "transitivity": (
        [":p a owl:TransitiveProperty", ":x :p :y", ":y :p :z", ":z :p :w"],
        {("x", "p", "z"), ("x", "p", "w"), ("y", "p", "w")},
    ),
    "an inverse, both ways": (
        [":p owl:inverseOf :q", ":x :p :y", ":z :q :w"],
        {("y", "q", "x"), ("w", "p", "z")},
    ),
    "equivalent classes": (
        [":A owl:equivalentClass :B", ":x a :A", ":y a :B"],
        {("x", "type", "B"), ("y", "type", "A")},
    ),
    "a functional property": (
        [":p a owl:FunctionalProperty", ":x :p :y", ":x :p :z", ":y :q :w"],
        {("y", "sameAs", "z"), ("z", "sameAs", "y"), ("z", "q", "w")},
    ),
    "an inverse functional property": (
        [":p a owl:InverseFunctionalProperty", ":x :p :v", ":y :p :v"],
        {("x", "sameAs", "y"), ("y", "sameAs", "x")},
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_what_follows_from_each_feature(tmp_path: Path, name: str) -> None:
    given, expected = RULES[name]
    path = facts(tmp_path, *given)
    lines = [line.split() for line in inferred(path, "rules")]
    parts = {tuple(part.strip("<>").split("#")[-1] for part in line) for line in lines}
    parts = {part for part in parts if part[0] not in ("A", "B", "C", "p", "q")}
    assert parts == expected


def test_generated_graphs_have_the_same_closure_by_both_reasoners(tmp_path: Path) -> None:
    chance = random.Random(8)
    axioms = [
        lambda: f":C{chance.randrange(6)} rdfs:subClassOf :C{chance.randrange(6)}",
        lambda: f":p{chance.randrange(5)} rdfs:subPropertyOf :p{chance.randrange(5)}",
        lambda: f":p{chance.randrange(5)} rdfs:domain :C{chance.randrange(6)}",
        lambda: f":p{chance.randrange(5)} rdfs:range :C{chance.randrange(6)}",
        lambda: f":p{chance.randrange(5)} owl:inverseOf :p{chance.randrange(5)}",
        lambda: f":p{chance.randrange(5)} a owl:SymmetricProperty",
        lambda: f":p{chance.randrange(5)} a owl:TransitiveProperty",
        lambda: f":p{chance.randrange(5)} a owl:FunctionalProperty",
        lambda: f":p{chance.randrange(5)} a owl:InverseFunctionalProperty",
        lambda: f":p{chance.randrange(5)} owl:equivalentProperty :p{chance.randrange(5)}",
        lambda: f":C{chance.randrange(6)} owl:equivalentClass :C{chance.randrange(6)}",
        lambda: f":x{chance.randrange(9)} owl:sameAs :x{chance.randrange(9)}",
    ]
    sizes = []
    for _ in range(40):
        chosen = chance.sample(axioms, 3)
        given = [make() for make in chosen for _ in range(2)]
        given += [
            f":x{chance.randrange(9)} :p{chance.randrange(5)} :x{chance.randrange(9)}"
            for _ in range(8)
        ]
        given += [f":x{chance.randrange(9)} a :C{chance.randrange(6)}" for _ in range(3)]
        path = facts(tmp_path, *given)
        things = [
            {line for line in inferred(path, reasoner) if line.startswith("<x")}
            for reasoner in ("rules", "owlrl")
        ]
        assert things[0] == things[1], given
        sizes.append(len(things[0]))
    assert sum(size > 0 for size in sizes) > 30


@pytest.mark.parametrize(
    "triple",
    [
        ":p owl:propertyChainAxiom :list",
        ":A owl:unionOf :list",
        ":A owl:hasKey :list",
        ":A a owl:Restriction",
        ":p a owl:ReflexiveProperty",
    ],
)
def test_a_feature_that_the_rules_lack_is_refused(tmp_path: Path, triple: str) -> None:
    path = facts(tmp_path, triple)
    with pytest.raises(DataError, match="which the rules of inference do not know") as error:
        list(closure(path, "rules"))
    assert "owl:" in str(error.value) and "--reasoner owlrl" in str(error.value)
    list(closure(path, "owlrl"))


def test_every_rule_is_valid_sparql(tmp_path: Path) -> None:
    assert inferred(facts(tmp_path, ":x :p :y"), "rules") == set()
    assert len(ON_TERMS | ON_FACTS) == len(ON_TERMS) + len(ON_FACTS)


def test_another_reasoner_is_refused(run) -> None:
    with pytest.raises(ParameterError, match="no reasoner 'hermit'; there is rules, owlrl"):
        open_graph(reasoner="hermit")
    status, _, err = run("build", "--reasoner", "hermit")
    assert (status, err.count("Traceback")) == (2, 0)
    assert issubclass(ParameterError, CstoGraphError)
