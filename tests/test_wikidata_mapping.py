"""The mapping to Wikidata: one file, ids that were confirmed, and terms that exist."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from csto_graph.dates import DateRange
from csto_graph.errors import ParameterError
from csto_graph.namespaces import CSTO, RDF, RDFS
from csto_graph.nodes import Nodes
from csto_graph.sources import shipped
from csto_graph.turtle import read_turtle
from csto_graph.wikidata.mapping import WIKIBASE, read_mapping
from csto_graph.wikidata.times import date_time, is_exact, quick_time, time_values

ROOT = Path(__file__).parent.parent
IDENTIFIERS = ROOT.parent / "shared" / "identifiers.tsv"
FILE = shipped("ontology") / "wikidata.ttl"
TERMS = {t.subject.value for t in read_turtle(shipped("ontology") / "csto.ttl").triples}


@pytest.fixture(scope="module")
def nodes() -> Nodes:
    return Nodes(read_turtle(FILE).triples)


@pytest.fixture(scope="module")
def confirmed() -> dict[str, tuple[str, str]]:
    """The label and the notes of each id of the list of identifiers."""
    if not IDENTIFIERS.is_file():
        pytest.skip(f"the list of confirmed identifiers is not at {IDENTIFIERS}")
    with IDENTIFIERS.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file, delimiter="\t"))
    return {row["wikidata"]: (row["label"], row["other_ids_and_notes"] or "") for row in listed}


def test_each_id_in_the_mapping_was_confirmed(confirmed: dict[str, tuple[str, str]]) -> None:
    used = set(re.findall(r"\bwd:([PQ][0-9]+)", FILE.read_text(encoding="utf-8")))
    assert len(used) > 40
    assert used - confirmed.keys() == set()


def test_labels_and_types_of_properties_are_as_confirmed(
    confirmed: dict[str, tuple[str, str]],
) -> None:
    types = {"Item": "WikibaseItem", "IRI": "Url"}
    for one in read_mapping().properties.values():
        label, notes = confirmed[one.id]
        kind = re.match(r"datatype (\w+)", notes)
        assert kind is not None
        assert (one.label, one.kind) == (label, types.get(kind[1], kind[1]))


def test_each_id_in_the_mapping_is_described_with_where_it_was_seen(nodes: Nodes) -> None:
    text = FILE.read_text(encoding="utf-8")
    for name in set(re.findall(r"\bwd:[PQ][0-9]+", text)):
        iri = name.replace("wd:", "http://www.wikidata.org/entity/")
        assert nodes.types(iri) <= {f"{WIKIBASE}Property", f"{WIKIBASE}Item"}
        assert nodes.one(iri, f"{RDFS}label"), name
        assert nodes.one(iri, "http://purl.org/dc/terms/source"), name


def test_each_term_that_is_mapped_is_in_the_ontology_or_described_here(nodes: Nodes) -> None:
    parts = {v.value for of in nodes.of.values() for values in of.values() for v in values}
    named = {iri for iri in parts if iri.startswith(CSTO)}
    assert f"{CSTO}Membership" in named
    assert named - TERMS - set(nodes.of) == set()
    used = {p for of in nodes.of.values() for p in of if p.startswith(CSTO)}
    assert {p for p in used if not nodes.one(p, f"{RDFS}label")} == set()


def test_what_is_mapped_has_the_role_it_is_given() -> None:
    mapping = read_mapping()
    for pattern in mapping.statements:
        assert pattern.kinds
        assert mapping.properties[pattern.property]
        for part in pattern.qualifiers:
            assert mapping.properties[part.property]
    assert {mapping.earliest, mapping.latest, mapping.disputed_by} == {"P1319", "P1326", "P1310"}
    assert mapping.instance_of == "P31"
    member = next(s for s in mapping.statements if s.property == "P463")
    assert (member.subject, member.value) == (f"{CSTO}member", f"{CSTO}organization")
    assert member.unless_only == {f"{CSTO}Suspended", f"{CSTO}Observer"}
    assert {q.property for q in member.qualifiers} == {"P580", "P582", "P585"}


def test_every_qualifier_that_is_described_is_used(nodes: Nodes) -> None:
    used = {v.value for of in nodes.of.values() for v in of.get(f"{CSTO}withQualifier", ())}
    computed = {f"{CSTO}{name}Qualifier" for name in ("Earliest", "Latest", "DisputedBy")}
    assert set(nodes.of_type(f"{CSTO}QualifierMapping")) == used | computed
    assert f"{RDF}type" in {nodes.one(s, f"{CSTO}mappedValue") for s in nodes.of}


# ---- dates as times


@pytest.mark.parametrize(
    ("text", "quick", "moment", "exact"),
    [
        ("2006-06-23", "+2006-06-23T00:00:00Z/11", "2006-06-23T00:00:00Z", True),
        ("2006-08", "+2006-08-00T00:00:00Z/10", "2006-08-01T00:00:00Z", True),
        ("1993", "+1993-00-00T00:00:00Z/9", "1993-01-01T00:00:00Z", True),
        ("199X", "+1990-00-00T00:00:00Z/8", "1990-01-01T00:00:00Z", True),
        ("[2006-06-23..2006-08-31]", "+2006-00-00T00:00:00Z/9", "2006-01-01T00:00:00Z", False),
        ("[2012-05-03..2012-05-09]", "+2012-05-00T00:00:00Z/10", "2012-05-01T00:00:00Z", False),
        ("[1992-05-15..1993-12-31]", "+1990-00-00T00:00:00Z/8", "1990-01-01T00:00:00Z", False),
        ("0987-02", "+0987-02-00T00:00:00Z/10", "0987-02-01T00:00:00Z", True),
    ],
)
def test_a_date_has_the_finest_precision_that_holds_it(
    text: str, quick: str, moment: str, exact: bool
) -> None:
    ((value, days),) = time_values(text).values()
    assert value.time is not None
    assert quick_time(value.time) == quick
    assert date_time(value.time) == moment
    assert is_exact(value, days) is exact


def test_days_of_two_decades_are_an_unknown_time_with_bounds() -> None:
    ((value, days),) = time_values("[1999-12-31..2000-01-01]").values()
    assert value.kind == "somevalue"
    assert not is_exact(value, days)
    assert days.earliest is not None
    assert days.earliest.isoformat() == "1999-12-31"


def test_an_interval_has_a_start_and_an_end() -> None:
    found = time_values("2012-09-03/2012-09-08")
    assert {name: value.text[:11] for name, (value, _) in found.items()} == {
        "start": "+2012-09-03",
        "end": "+2012-09-08",
    }
    assert list(time_values("2004/..")) == ["start"]
    assert list(time_values("../2004-05")) == ["end"]


def test_an_open_side_is_an_unknown_time() -> None:
    ((value, days),) = time_values("[..2012-05-02]").values()
    assert value.kind == "somevalue"
    assert days == DateRange(None, days.latest)


@pytest.mark.parametrize("text", ["1992~", "2012-05?", "2012%", "1992~/1994"])
def test_an_approximate_date_is_not_told_as_if_it_were_none(text: str) -> None:
    assert time_values(text) == {}


@pytest.mark.parametrize("text", ["", "yesterday", "2012-13", "2012-02-30", "0000", "9" * 300])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ParameterError):
        time_values(text)


def test_the_page_names_every_property_of_the_mapping_and_no_other() -> None:
    page = (ROOT / "docs" / "wikidata.md").read_text(encoding="utf-8")
    table = page.partition("### The mapping")[2].partition("## QuickStatements")[0]
    named = dict(re.findall(r"\b(P[0-9]+) ([a-z][A-Za-z()' ]+?)(?=[,|]| \|)", table))
    properties = read_mapping().properties
    assert set(re.findall(r"\bP[0-9]+\b", page)) == set(properties)
    assert {p: label.strip() for p, label in named.items()} == {
        p: one.label for p, one in properties.items() if p in named
    }
    assert len(named) > 30
