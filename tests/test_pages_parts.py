"""The parts that pages are made of."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, cast

import pytest

from csto_graph import Graph
from csto_graph.namespaces import BASE, EDTF, XSD
from csto_graph.web.pages.addresses import node_iri, page_path, web_address
from csto_graph.web.pages.axis import Axis, axis_of
from csto_graph.web.pages.disagreeing import disagreements
from csto_graph.web.pages.incoming import role
from csto_graph.web.pages.lead import period_of
from csto_graph.web.pages.rdf import wanted
from csto_graph.web.pages.reader import Reader
from csto_graph.web.pages.rendering import WEB
from csto_graph.web.pages.standings import standings
from csto_graph.web.pages.wording import day_in_words, worded
from csto_graph.web.site import Site


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2012-06-28", "28 June 2012"),
        ("2006-08", "August 2006"),
        ("1993", "1993"),
        ("[2006-06-23..2006-08-31]", "between 23 June and 31 August 2006"),
        ("[2012-05-01..2012-05-03]", "between 1 and 3 May 2012"),
        ("[2002-05-14..2005-06-23]", "between 14 May 2002 and 23 June 2005"),
        ("2012-09-03/2012-09-08", "3 to 8 September 2012"),
        ("1999-04/2004-04", "April 1999 to April 2004"),
        ("[..2004-01-01]", "1 January 2004 or earlier"),
        ("2004/..", "since 2004"),
        ("/2004", "until 2004"),
        ("2004-21", "2004-21"),  # a season: as it is
        ("19XX", "19XX"),
        ("2012-99-99", "2012-99-99"),
    ],
)
def test_dates_in_words(text: str, words: str) -> None:
    assert worded(text, EDTF) == words


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("P6Y", "duration", "6 years"),
        ("P1Y2M", "duration", "1 year, 2 months"),
        ("PT5H", "duration", "PT5H"),
        ("true", "boolean", "yes"),
        ("3500", "integer", "3500"),
        ("22000", "integer", "22,000"),
        ("2012-05-03", "string", "2012-05-03"),
    ],
)
def test_values_in_words(text: str, kind: str, words: str) -> None:
    assert worded(text, XSD + kind) == words


def test_a_day_with_its_weekday() -> None:
    assert day_in_words(date(2012, 5, 3)) == "Thursday, 3 May 2012"


def test_addresses_of_iris() -> None:
    assert page_path(f"{BASE}state/uzbekistan") == "/state/uzbekistan"
    assert page_path(f"{BASE}document/x#char=1,9") == "/document/x#char=1,9"
    assert page_path(f"{BASE}state/ü") == "/state/%C3%BC"
    assert page_path("https://example.org/state/x") is None
    assert page_path(BASE) is None


@pytest.mark.parametrize("path", ["", "a b", "a>b", 'a"b', "a#b", "a?b", "a\x00b", "a\ud800b"])
def test_what_is_no_path_is_no_node(path: str) -> None:
    assert node_iri(path) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org/x", False),
        ("https:", False),
        ("https://[", False),
        ("https://example.org/\njavascript:", False),
        ("ftp://example.org/", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_links(text: str, kept: bool) -> None:
    assert web_address(text) == (text if kept else None)


def test_axis() -> None:
    axis = axis_of([date(1992, 5, 15), None, date(2017, 11, 30)], 100, 1000)
    assert (axis.first, axis.last) == (date(1992, 1, 1), date(2019, 1, 1))
    assert axis.at(date(1992, 1, 1)) == 100
    assert axis.at(date(1900, 1, 1)) == 100
    assert axis.at(date(2050, 1, 1)) == 1100
    assert axis.span(None, None) == (100, 1000)
    years = axis.years(70)
    assert [year for _, year in years][:3] == [1992, 1994, 1996]


def test_axis_of_all_time() -> None:
    axis = axis_of([date(1, 1, 1), date(9999, 12, 31)], 0, 960)
    assert len(axis.years(60)) == 9  # each thousand years
    assert Axis(date(2000, 1, 1), date(2000, 1, 1), 0, 10).at(date(2000, 1, 1)) == 0


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("member", "as member"),
        ("part of", "part of this"),
        ("ratifies", "ratifies this"),
        ("status", "as status"),
        ("agenda item", "as agenda item"),
        ("calls for", "calls for this"),
    ],
)
def test_parts_that_a_node_plays(label: str, part: str) -> None:
    assert role(label) == part


def test_periods() -> None:
    both = period_of("2006-06-23", "2006-08-31", "2012-06-28", "2012-06-28", "2012-01-01")
    assert both.began == "between 23 June and 31 August 2006"
    assert both.ended == "28 June 2012"
    assert both.certain == "31 August 2006 to 27 June 2012"
    never_certain = period_of("1993-01-01", "1993-12-31", "1993-06-01", "", "")
    assert never_certain.certain == ""
    assert never_certain.ended == "not stated"
    assert period_of("", "2012-11-01", "2012-11-02", "", "").certain == "1 November 2012"


def test_accept_headers() -> None:
    assert wanted(None) == "html"
    assert wanted("text/*") == "html"
    assert wanted("application/*") == "jsonld"
    assert wanted("text/turtle, application/ld+json") == "ttl"
    assert wanted("text/html;q=0") is None
    assert wanted(",,;;=") is None


def test_the_editor_is_pinned_and_its_lock_names_no_host() -> None:
    lock = json.loads((WEB / "editor" / "package-lock.json").read_text(encoding="utf-8"))
    wanted_by_us = json.loads((WEB / "editor" / "package.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages["node_modules/@zazuko/yasqe"]["version"] == "4.6.2"
    assert wanted_by_us["dependencies"] == {"@zazuko/yasqe": "4.6.2"}
    for name, entry in packages.items():
        assert "resolved" not in entry, name
        assert entry["integrity"].startswith("sha512-"), name


def reader(graph: Graph) -> Reader:
    return Reader(Site(graph, cast("Any", None)), graph)


def test_the_standings_of_a_node_are_its_share_of_all(graph: Graph) -> None:
    everything = standings(reader(graph))
    parts = [(s, node) for s in everything for node in (s.state, s.whole, s.situation)]
    assert len(everything) > 15
    for node in {node.href: node for _, node in parts}.values():
        found = standings(reader(graph), node_iri(node.href.removeprefix("/")))
        assert [s.iri for s in found] == [s.iri for s, other in parts if other == node]


def test_the_disagreements_of_a_node_are_its_own_and_of_what_names_it(graph: Graph) -> None:
    def own(about: str | None) -> set[str]:
        return {found.anchor for found in disagreements(reader(graph), about)}

    assert own(f"{BASE}membership/csto-uzbekistan-2006") < own(f"{BASE}state/uzbekistan")
    assert own(f"{BASE}state/uzbekistan") < own(None)
    assert own(f"{BASE}place/minsk") == set()
