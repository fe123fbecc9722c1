"""Every planted error is found, and nothing else; what is expected comes from the documents."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from wikibase import (
    CSTO,
    JULIAN,
    NONE,
    STATES,
    TREATY,
    UNKNOWN,
    UZBEKISTAN,
    Json,
    dump,
    entity_data,
    good,
    guid,
    item,
    q,
    says,
    when,
)

from csto_graph import Graph
from csto_graph.namespaces import BASE, SKOS
from csto_graph.wikidata.comparing import compare
from csto_graph.wikidata.context import Context, Finding, wanted_ids
from csto_graph.wikidata.dating import verdict
from csto_graph.wikidata.evidence import Evidence, evidence_of
from csto_graph.wikidata.mapping import read_mapping
from csto_graph.wikidata.reading import read_data_set

Run = Callable[..., tuple[int, str, str]]
Told = set[tuple[str, str, str, str, str]]


@pytest.fixture(scope="module")
def evidence(graph: Graph) -> tuple[Evidence, Evidence]:
    return evidence_of(graph, "Happened"), evidence_of(graph, "Planned")


@pytest.fixture
def found(evidence: tuple[Evidence, Evidence], tmp_path: Path) -> Callable[..., list[Finding]]:
    """The findings against the good items, some replaced."""

    def find(*items: Json) -> list[Finding]:
        given = good() | {one["id"]: one for one in items if "id" in one}
        extra = [one for one in items if "id" not in one]
        path = dump(tmp_path / "d.json", [*given.values(), *extra])
        data = read_data_set([path], ids=wanted_ids(evidence[0]))
        return compare(Context(*evidence, read_mapping(), data))

    return find


def told(findings: list[Finding]) -> Told:
    """All that does not agree: item, property, here, there, result."""
    return {
        (f.item, f.property, f.here, f.there, f.result) for f in findings if f.result != "agrees"
    }


# What 002 says against 004, whatever a data set has: the second start of Uzbekistan.
DISPUTE = (UZBEKISTAN, "P580", "2006-08", "2006-06-23", "disputed here")


def test_a_data_set_that_agrees_has_nothing_to_report(
    found: Callable[..., list[Finding]],
) -> None:
    findings = found()
    assert told(findings) == {DISPUTE}
    assert len([f for f in findings if f.result == "agrees"]) > 20
    start = next(f for f in findings if f.property == "P580" and f.result == "agrees")
    assert start.here == "2006-06-23" and start.disputed
    assert start.sources == (
        "https://w3id.org/csto-graph/document/asiaplus-2012-11-02#char=2251,2316",
    )


def uzbekistan(**qualifiers: Json) -> Json:
    return item(UZBEKISTAN, "Uzbekistan", says("P463", q(CSTO), **qualifiers))


END = when("2012-06-28")
PLANTED: dict[str, tuple[Json, Told]] = {
    "a start in another year": (
        uzbekistan(P580=when("2004-06-23"), P582=END),
        {
            (UZBEKISTAN, "P580", "2006-08", "2004-06-23", "contradicts"),
            (UZBEKISTAN, "P580", "2006-06-23", "2004-06-23", "contradicts"),
        },
    ),
    "a year only": (
        uzbekistan(P580=when("2006"), P582=when("2012")),
        {
            (UZBEKISTAN, "P580", "2006-08", "2006", "coarser there"),
            (UZBEKISTAN, "P580", "2006-06-23", "2006", "coarser there"),
            (UZBEKISTAN, "P582", "2012-06-28", "2012", "coarser there"),
        },
    ),
    "a day in the month of the other source": (
        uzbekistan(P580=when("2006-08-16"), P582=END),
        {
            (UZBEKISTAN, "P580", "2006-08", "2006-08-16", "finer there"),
            (UZBEKISTAN, "P580", "2006-06-23", "2006-08-16", "disputed here"),
        },
    ),
    "no end": (
        uzbekistan(P580=when("2006-06-23")),
        {DISPUTE, (UZBEKISTAN, "P582", "2012-06-28", "", "missing there")},
    ),
    "it never ended": (
        uzbekistan(P580=when("2006-06-23"), P582=NONE),
        {DISPUTE, (UZBEKISTAN, "P582", "2012-06-28", "no value", "contradicts")},
    ),
    "an end nobody knows": (
        uzbekistan(P580=when("2006-06-23"), P582=UNKNOWN),
        {DISPUTE, (UZBEKISTAN, "P582", "2012-06-28", "unknown value", "coarser there")},
    ),
    # Ours is the first day that it no longer holds, theirs may be the last that it does.
    "the day before as the end": (
        uzbekistan(P580=when("2006-06-23"), P582=when("2012-06-27")),
        {DISPUTE},
    ),
    "an end two days early": (
        uzbekistan(P580=when("2006-06-23"), P582=when("2012-06-26")),
        {DISPUTE, (UZBEKISTAN, "P582", "2012-06-28", "2012-06-26", "contradicts")},
    ),
    "no day of the calendar": (
        uzbekistan(P580=when("2006-02-30"), P582=END),
        {
            (UZBEKISTAN, "P580", "2006-08", "+2006-02-30T00:00:00Z", "missing there"),
            (UZBEKISTAN, "P580", "2006-06-23", "+2006-02-30T00:00:00Z", "missing there"),
        },
    ),
    "a member that left before it was one in 2017": (
        item("Q184", "Belarus", says("P463", q(CSTO), P582=when("2010"))),
        {
            DISPUTE,
            (
                "Q184",
                "P582",
                "attested 2012-08-28, 2017-11-30, [2012-01-01..2012-05-02]",
                "2010",
                "contradicts",
            ),
        },
    ),
    "a member that came after it was one in 2002": (
        item("Q184", "Belarus", says("P463", q(CSTO), P580=when("2003"))),
        {DISPUTE, ("Q184", "P580", "attested 2002-10", "2003", "contradicts")},
    ),
    # The day of the treaty is no day of the organization: it neither fits nor contradicts.
    "the day of the treaty as that of the membership": (
        item("Q399", "Armenia", says("P463", q(CSTO), P580=when("1992-05-15"))),
        {DISPUTE, ("Q399", "P580", "", "1992-05-15", "missing here")},
    ),
    "membership marked as wrong": (
        item("Q813", "Kyrgyzstan", says("P463", q(CSTO), rank="deprecated")),
        {DISPUTE, ("Q813", "P463", "Collective Security Treaty Organization", "", "missing there")},
    ),
    "a second spell": (
        item(
            "Q863",
            "Tajikistan",
            says("P463", q(CSTO)),
            says("P463", q(CSTO), 2, P580=when("1950"), P582=when("1951")),
        ),
        {
            DISPUTE,
            (
                "Q863",
                "P463",
                "",
                "Collective Security Treaty Organization (start time 1950, end time 1951)",
                "missing here",
            ),
        },
    ),
    "the figures right, the calendar wrong": (
        item(
            TREATY,
            "CST",
            *(
                says("P1891", q(state), n, P585=when("1992-05-15", *[JULIAN][n - 1 :]))
                for n, state in enumerate(STATES.values(), start=1)
            ),
        ),
        {
            DISPUTE,
            (
                TREATY,
                "P585",
                "1992-05-15",
                "1992-05-28 (Julian there: +1992-05-15T00:00:00Z)",
                "contradicts",
            ),
        },
    ),
    "an office left too early": (
        item("Q58217", "Lavrov", says("P39", q("Q1418873"), P582=when("2016"))),
        {DISPUTE, ("Q58217", "P582", "attested 2017-11-30", "2016", "contradicts")},
    ),
    "another country": (
        item("Q1520", "Astana", says("P17", q("Q159"))),
        {DISPUTE, ("Q1520", "P17", "Kazakhstan", "Russia", "contradicts")},
    ),
    "things this graph knows nothing of": (
        item(
            "Q7747",
            "Putin",
            says("P39", q("Q218295")),
            says("P39", q("Q9900000001"), 2),
            says("P106", q("Q9900000002")),
            says("P9999999", q("Q159")),
        ),
        {DISPUTE},
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_error_is_found_and_nothing_else(
    planted: str, found: Callable[..., list[Finding]]
) -> None:
    given, wanted = PLANTED[planted]
    assert told(found(given)) == wanted


def test_the_organization_is_held_against_its_own_dates_only(
    found: Callable[..., list[Finding]],
) -> None:
    """P571: 004 counts from 1992, 002 from 14 May 2002; and North Korea is no member."""
    csto = item(
        CSTO,
        "CSTO",
        says("P571", when("1992-05-15")),
        says("P527", q("Q423")),
        says("P527", q("Q399"), 2),
    )
    inception = [f for f in found(csto) if f.property == "P571"]
    assert {(f.here, f.result) for f in inception} == {
        ("1992", "finer there"),
        ("2002-05-14", "disputed here"),
    }
    assert all(f.disputed for f in inception)
    finer = next(f for f in inception if f.result == "finer there")
    assert finer.note == "here the day of event:cst-signing-1992"
    parts = {(f.there, f.result) for f in found(csto) if f.property == "P527" and f.there}
    assert parts == {("Q423", "missing here"), ("Armenia", "agrees")}
    beyond = item(CSTO, "CSTO", says("P571", when("1955")))
    results = [f.result for f in found(beyond) if f.property == "P571"]
    assert results == ["contradicts", "contradicts"]


def test_a_merged_entity_is_followed(found: Callable[..., list[Finding]]) -> None:
    redirect = {"entity": UZBEKISTAN, "redirect": "Q9900000001"}
    moved = item("Q9900000001", "Uzbekistan", says("P463", q(CSTO), P580=when("2004"), P582=END))
    results = {(f.item, f.here, f.result) for f in found(moved, redirect) if f.property == "P580"}
    # Both records are in the data set; the id that is linked leads to the new one.
    assert results == {
        ("Q9900000001", "2006-08", "contradicts"),
        ("Q9900000001", "2006-06-23", "contradicts"),
    }


def test_a_plan_of_ours_is_not_held_against_an_event(graph: Graph, tmp_path: Path) -> None:
    """001 only announces the session in Minsk; a data set has it take place a day later."""
    both = evidence_of(graph, "Happened"), evidence_of(graph, "Planned")
    for one in both:
        link = NamedNode("http://www.wikidata.org/entity/Q9900000001")
        one.nodes.add(f"{BASE}session/minsk-summit-2017", f"{SKOS}exactMatch", link)
    data = dump(tmp_path / "d.json", [item("Q9900000001", "x", says("P585", when("2017-12-01")))])
    (row,) = compare(Context(*both, read_mapping(), read_data_set([data])))
    assert (row.here, row.there, row.result) == ("", "2017-12-01", "missing here")
    assert row.note == "only announced here, for 2017-11-30"


def test_an_end_a_day_apart_agrees() -> None:
    from csto_graph.dates import bounds

    assert verdict(bounds("2012-06-28"), bounds("2012-06-27"), end=True) == "agrees"
    assert verdict(bounds("2012-06-28"), bounds("2012-06-27")) == "contradicts"
    assert verdict(bounds("2012-07"), bounds("2012-06-30"), end=True) == "finer there"


# ---- the forms of output


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    items = good() | {UZBEKISTAN: uzbekistan(P580=when("2004-06-23"), P582=NONE)}
    items["Q184"] = item("Q184", "Belarus", says("P463", q(CSTO), P582=when("2010")))
    return entity_data(tmp_path / "d.json", items)


def test_the_file_for_mismatch_finder(run: Run, planted: Path) -> None:
    status, out, _ = run("wikidata", "diff", "--against", str(planted), "--format", "mismatch")
    assert status == 0
    assert out.splitlines()[0] == (
        "item_id,statement_guid,property_id,wikidata_value,meta_wikidata_value,"
        "external_value,external_url,type"
    )
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {(r["item_id"], r["property_id"], r["wikidata_value"]) for r in rows} == {
        (UZBEKISTAN, "P580", "2004-06-23"),
        ("Q184", "P582", "2010"),
    }
    row = next(r for r in rows if r["item_id"] == UZBEKISTAN)
    assert row["statement_guid"] == guid(UZBEKISTAN, "P463")
    # The format of the importer's own validation.
    assert re.fullmatch(r"Q\d+\$[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", row["statement_guid"])
    assert row["meta_wikidata_value"] == "Q1985727" and row["type"] == "qualifier"
    assert row["external_value"] == "2006-08 or 2006-06-23"
    assert row["external_url"] == "https://w3id.org/csto-graph/state/uzbekistan"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_one_file_that_runs_and_loads_nothing(run: Run, tmp_path: Path) -> None:
    bad = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    items = good() | {CSTO: item(CSTO, bad, says("P527", q("Q9900000001")))}
    items["Q9900000001"] = item("Q9900000001", bad)
    data = dump(tmp_path / "d&<b>.json", items)
    page = tmp_path / "page.html"
    given = ("wikidata", "diff", "--against", str(data), "--format", "html", "-o", str(page))
    assert run(*given)[0] == 0
    parser = Tags()
    parser.feed(page.read_text(encoding="utf-8"))
    kinds = {tag for tag, _ in parser.tags}
    assert not kinds & {"script", "img", "b", "iframe", "link", "object", "form"}
    assert not any(name.startswith("on") for _, attrs in parser.tags for name in attrs)
    assert all(
        str(attrs.get("href", "https:")).startswith(("https://", "http://", "https:"))
        for _, attrs in parser.tags
    )
    assert "d&<b>.json" in parser.text and "characters" in parser.text
    assert run(*given)[0] == 2  # the file is there
    assert run(*given, "--force")[0] == 0


def test_the_table_is_for_people(run: Run, planted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    given = ("wikidata", "diff", "--against", str(planted), "--only", "contradicts")
    status, out, err = run(*given)
    assert status == 0 and "contradicts" in out and "Asia-Plus 2012-11-02, characters" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "4 values compared: 4 contradicts" in err
    assert run(*given, "--about", "Belarus")[2].endswith("1 values compared: 1 contradicts\n")


@pytest.mark.parametrize(
    ("args", "status", "cause"),
    [
        ((), 2, "--against FILE"),
        (("--table", "x.csv"), 2, "--mapping"),
        (("--against", "no.json"), 1, "no.json: does not exist"),
        (("--against", "no.json", "--about", "nobody"), 1, "no.json"),
    ],
)
def test_bad_requests(args: tuple[str, ...], status: int, cause: str, run: Run) -> None:
    got, out, err = run("wikidata", "diff", *args)
    assert (got, out) == (status, "") and cause in err


def test_a_damaged_line_stops_or_is_passed_over(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    path.write_text(
        dump(path, good()).read_text().replace('"Armenia"', '"Arm', 1), encoding="utf-8"
    )
    status, out, err = run("wikidata", "diff", "--against", str(path), "--format", "csv")
    assert status == 1 and out == "" and "d.json:2" in err and err.count("--go-on") == 1
    status, out, err = run("wikidata", "diff", "--against", str(path), "--go-on", "--format", "csv")
    assert status == 1 and "state:belarus" in out and "state:armenia" not in out
    assert "d.json:2" in err and "passed over" in err
