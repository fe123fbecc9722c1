"""Resolved situations as RDF of Wikidata: queries as for its query service, ranks, what stays out.

Each query in tests/wikidata/wdqs has its answer beside it, worked out from the documents.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from csto_graph import Graph, open_graph
from csto_graph.namespaces import BASE, CSTO
from csto_graph.wikidata.descriptions import WAYS
from csto_graph.wikidata.evidence import evidence_of
from csto_graph.wikidata.rdf import wikidata_export, wikidata_text
from csto_graph.wikidata.reading import read_data_set

QUERIES = sorted((Path(__file__).parent / "wikidata" / "wdqs").glob("*.rq"))
ENTITY = "http://www.wikidata.org/entity/"
# What a query on the query service need not declare:
# https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format#Full_list_of_prefixes
IMPLICIT = {
    **{name: iri for name, iri in WAYS.items() if name != "wdno"},
    "wd": ENTITY,
    "wikibase": "http://wikiba.se/ontology#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def text_of(graph: Graph, form: str = "ntriples", *, linked_only: bool = False) -> str:
    triples, _ = wikidata_export(evidence_of(graph), linked_only=linked_only)
    return wikidata_text(triples, form)


def loaded(text: str) -> Store:
    store = Store()
    store.load(text.encode(), format=RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="module")
def text(graph: Graph) -> str:
    return text_of(graph)


@pytest.fixture(scope="module")
def store(text: str) -> Store:
    return loaded(text)


@pytest.fixture(scope="module")
def best() -> Store:
    return loaded(text_of(open_graph(policy="Best")))


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(query, prefixes=IMPLICIT)
    names = [variable.value for variable in solutions.variables]  # type: ignore[union-attr]
    return sorted(tuple(short(row[name]) for name in names) for row in solutions)  # type: ignore


def short(term: NamedNode | Literal | None) -> str:
    value = term.value if term is not None else ""
    if isinstance(term, NamedNode):
        for name in ("wd", "wikibase"):
            if value.startswith(IMPLICIT[name]):
                return f"{name}:{value.removeprefix(IMPLICIT[name])}"
    return value.removeprefix(BASE)


# ---- queries for the Wikidata Query Service


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_for_the_query_service_is_answered(path: Path, store: Store) -> None:
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        _, *expected = csv.reader(file)
    assert rows(store, path.read_text(encoding="utf-8")) == sorted(map(tuple, expected))


def test_there_are_ten_queries_and_none_declares_a_prefix_or_calls_a_service() -> None:
    assert len(QUERIES) >= 10
    for path in QUERIES:
        query = path.read_text(encoding="utf-8").upper()
        assert "PREFIX" not in query
        assert "SERVICE WIKIBASE" not in query


# ---- the shape of the model


def test_every_statement_has_a_rank_a_value_and_a_subject(store: Store) -> None:
    (total,) = rows(store, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a wikibase:Statement }")
    whole = """SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a wikibase:Statement ; wikibase:rank ?r .
      ?property wikibase:claim ?p ; wikibase:statementProperty ?ps . ?subject ?p ?s . ?s ?ps ?v }"""
    assert rows(store, whole) == [total]
    assert int(total[0]) > 200


def test_truthy_triples_are_the_values_of_the_best_rank(store: Store, best: Store) -> None:
    direct = """SELECT DISTINCT ?subject ?property ?value { ?subject ?way ?value .
      ?property wikibase:directClaim ?way }"""
    ranked = """SELECT DISTINCT ?subject ?property ?value { ?subject ?p ?s .
      ?s a wikibase:BestRank ; ?ps ?value .
      ?property wikibase:claim ?p ; wikibase:statementProperty ?ps }"""
    for each in (store, best):
        assert rows(each, direct) == rows(each, ranked) != []


def test_every_time_has_its_full_value(store: Store) -> None:
    query = """SELECT ?node ?value { VALUES (?simple ?full)
      { (wikibase:statementProperty wikibase:statementValue) (wikibase:qualifier
        wikibase:qualifierValue) (wikibase:reference wikibase:referenceValue) }
      ?property wikibase:propertyType wikibase:Time ; ?simple ?way ; ?full ?long .
      ?node ?way ?value FILTER(ISLITERAL(?value))
      FILTER NOT EXISTS { ?node ?long [ wikibase:timeValue ?value ] } }"""
    assert rows(store, query) == []
    with_some = query.replace("NOT EXISTS", "EXISTS")
    assert len(rows(store, with_some)) > 100


def test_every_statement_has_a_source_but_classes_and_data_of_documents(store: Store) -> None:
    query = """SELECT DISTINCT ?property { ?s a wikibase:Statement ; ?ps ?value .
      ?property wikibase:statementProperty ?ps
      FILTER NOT EXISTS { ?s prov:wasDerivedFrom/pr:P854 ?url } }"""
    assert rows(store, query) == [("wd:P123",), ("wd:P31",), ("wd:P577",), ("wd:P953",)]


def test_no_words_of_a_source_are_quoted(store: Store) -> None:
    assert rows(store, "SELECT ?x { ?x pr:P1683|pq:P1683|ps:P1683 ?quoted }") == []


# ---- ranks


def test_without_a_decision_disputed_values_are_normal_and_all_best(store: Store) -> None:
    query = """SELECT ?date ?rank ?best { wd:Q318693 p:P571 ?s .
      ?s ps:P571 ?date ; wikibase:rank ?rank
      BIND(EXISTS { ?s a wikibase:BestRank } AS ?best) }"""
    assert rows(store, query) == [
        ("1992-01-01T00:00:00Z", "wikibase:NormalRank", "true"),
        ("2002-05-14T00:00:00Z", "wikibase:NormalRank", "true"),
    ]


def test_what_a_policy_turns_down_is_normal_and_all_else_of_the_property_preferred(
    best: Store,
) -> None:
    # A day is more precise than a month: 004 against 002. Both are of one state and property.
    query = """SELECT ?start ?rank ?best { wd:Q265 p:P463 ?s .
      ?s pq:P580 ?start ; wikibase:rank ?rank
      BIND(EXISTS { ?s a wikibase:BestRank } AS ?best) }"""
    assert rows(best, query) == [
        ("2006-06-23T00:00:00Z", "wikibase:PreferredRank", "true"),
        ("2006-08-01T00:00:00Z", "wikibase:NormalRank", "false"),
    ]
    events = """SELECT DISTINCT ?rank { wd:Q318693 p:P793 ?s . ?s wikibase:rank ?rank ;
      ps:P793/rdfs:label "Renaming of the group of treaty parties as the CSTO"@en }"""
    assert rows(best, events) == [("wikibase:PreferredRank",)]


def test_who_disputes_a_value_is_told(store: Store) -> None:
    query = (
        """SELECT ?start ?against { wd:Q265 p:P463 ?s . ?s pq:P580 ?start ; pq:P1310 ?against }"""
    )
    assert rows(store, query) == [
        ("2006-06-23T00:00:00Z", "document/itar-tass-2012-08-28"),
        ("2006-08-01T00:00:00Z", "document/asiaplus-2012-11-02"),
    ]


# ---- what stays out


def test_nothing_planned_is_exported_as_if_it_had_happened(graph: Graph, text: str) -> None:
    query = f"SELECT ?node {{ ?node a <{CSTO}AnnouncedOnly> }}"
    planned = [row["node"].value for row in graph.sparql(query)]  # type: ignore[union-attr]
    assert f"{BASE}session/minsk-summit-2017" in planned
    assert [node for node in planned if f"<{node}>" in text] == []


def test_a_planned_value_of_what_did_happen_is_not_exported(store: Store) -> None:
    # Document 001: Kazakhstan's presidency is to come; nobody chairs the organization.
    assert rows(store, "SELECT ?x { wd:Q318693 wdt:P488 ?x }") == []
    assert rows(store, "SELECT ?x { ?x wdt:P585 '2017-11-30T00:00:00Z'^^xsd:dateTime }") == []


def test_a_suspended_membership_is_no_membership(store: Store) -> None:
    starts = rows(store, "SELECT ?start { wd:Q265 p:P463/pq:P580 ?start }")
    assert [start for (start,) in starts if start.startswith("2012")] == []


def test_a_place_in_a_series_that_is_limited_by_words_is_not_told(store: Store) -> None:
    # Document 000 counts the session of 2004 as the first of a format, not of all.
    query = "SELECT ?ordinal { ?s ps:P793 ?session ; pq:P1545 ?ordinal . ?session wdt:P585 ?day }"
    assert rows(store, query) == [("10",)]


def test_an_unknown_holder_is_an_unknown_value_with_the_printed_office(store: Store) -> None:
    # 000 has an acting president of Kyrgyzstan, 003 a president of Kazakhstan, both unnamed.
    query = """SELECT ?label ?printed ?holder { ?office p:P1308 ?s ; rdfs:label ?label .
      ?s ps:P1308 ?holder ; pq:P1810 ?printed
      FILTER(CONTAINS(STR(?holder), "/.well-known/genid/")) }"""
    found = rows(store, query)
    assert [row[:2] for row in found] == [
        ("President of Kazakhstan", "president of Kazakhstan"),
        ("President of Kyrgyzstan", "acting president of Kyrgyzstan"),
    ]
    assert len({row[2] for row in found}) == 2


# ---- names, links and forms


def test_entities_without_an_id_are_named_by_us_and_labels_are_ours(store: Store) -> None:
    query = 'SELECT ?entity { ?entity rdfs:label "Nikolai Bordyuzha"@en }'
    assert rows(store, query) == [("person/nikolai-bordyuzha",)]
    query = "SELECT ?name { wd:Q318693 skos:altLabel|schema:description ?name }"
    assert rows(store, query) == [("CSTO",)]


def test_linked_only_names_no_entity_of_ours(graph: Graph) -> None:
    store = loaded(text_of(graph, linked_only=True))
    query = """SELECT DISTINCT ?value { ?property wikibase:propertyType wikibase:WikibaseItem ;
      (wikibase:statementProperty|wikibase:qualifier|wikibase:reference) ?way . ?s ?way ?value }"""
    values = [value for (value,) in rows(store, query)]
    assert "wd:Q318693" in values
    assert [v for v in values if not v.startswith("wd:Q") and ".well-known/genid" not in v] == []
    assert len(rows(store, "SELECT ?s { ?s a wikibase:Statement }")) > 40


def test_ids_of_statements_are_stable_and_derived_from_our_nodes(text: str) -> None:
    again = text_of(open_graph(without="000"))
    node = f"<{BASE}wikidata/statement/membership/csto-uzbekistan-2006/P463-"
    found = {line.split()[2] for line in text.splitlines() if f"/P463> {node}" in line}
    assert len(found) == 2
    assert found == {line.split()[2] for line in again.splitlines() if f"/P463> {node}" in line}


def test_both_forms_hold_the_same_and_are_the_same_each_time(graph: Graph, text: str) -> None:
    turtle = text_of(graph, "turtle")
    assert turtle == text_of(graph, "turtle")
    assert set(parse(turtle, format=RdfFormat.TURTLE)) == set(
        parse(text, format=RdfFormat.N_TRIPLES)
    )
    assert "@prefix wdt: <http://www.wikidata.org/prop/direct/> ." in turtle


def test_what_is_exported_can_be_read_as_a_data_set(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(text_of(graph, "turtle"), encoding="utf-8")
    memberships = read_data_set([path]).entities["Q265"].of("P463")
    starts = {s.qualifier("P580")[0].time.precision for s in memberships}  # type: ignore
    assert starts == {10, 11}
    assert {len(s.references) for s in memberships} == {1}


# ---- the command


def test_the_command_writes_a_file_once(run, graph, tmp_path: Path) -> None:
    path = tmp_path / "w.nt"
    status, out, err = run("wikidata", "export", "--format", "ntriples", "-o", str(path))
    assert (status, out) == (0, "")
    assert "statements" in err
    status, _, err = run("wikidata", "export", "-o", str(path))
    assert status == 2
    assert err == f"csto-graph: {path} is there already; --force replaces it\n"
    assert run("wikidata", "export", "-o", str(path), "--force")[0] == 0
    assert path.read_text(encoding="utf-8").startswith("@prefix ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["exprot"], "no action 'exprot'; did you mean export?"),
        (["zzz"], "no action 'zzz'; there is export"),
        (["export", "-o", "."], ". is no plain file"),
        (["export", "--policy", "Bets"], "no policy 'Bets'"),
        (["export", "-o", "no/such/folder/x.ttl"], "cannot be written"),
        (["export", "--data", "no-such"], "no-such: does not exist"),
    ],
    ids=" ".join,
)
def test_bad_use_has_one_clear_message(words: list[str], message: str, run, graph) -> None:
    status, out, err = run("wikidata", *words)
    assert status in (1, 2)
    assert out == ""
    assert message in err
    assert "Traceback" not in err


def test_the_help_names_the_actions(run) -> None:
    status, out, _ = run("wikidata", "--help")
    assert status == 0
    assert "export" in out
    assert "quickstatements" in out
    assert max(map(len, out.splitlines())) <= 80
