"""Scholarly tables are held against the right thing, and a year of change contradicts nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from csto_graph import Graph
from csto_graph.errors import DataError, ParameterError
from csto_graph.wikidata.tables import compare_table

FILES = Path(__file__).parent / "wikidata"
Run = Callable[..., tuple[int, str, str]]


def years(tmp_path: Path, armenia: dict[int, int], uzbekistan: dict[int, int]) -> Path:
    """A state-year table in the form of the COW IGO set."""
    rows = ["ccode,year,state,csto"]
    rows += [f"371,{year},ARM,{value}" for year, value in armenia.items()]
    rows += [f"704,{year},UZB,{value}" for year, value in uzbekistan.items()]
    path = tmp_path / "igo.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def spells(tmp_path: Path, *rows: str) -> Path:
    """A table of spells in the form of the ATOP members."""
    head = "treaty,phase,member,inyear,inmonth,inday,outyear,outmonth,outday"
    path = tmp_path / "atop.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def told(graph: Graph, table: Path, mapping: str) -> set[tuple[str, str, str]]:
    """State, what the table says and the result."""
    return {
        (f.label, f.there, f.result)
        for f in compare_table(graph, table, FILES / mapping)
        if f.label != "Tajikistan"
    }


# 002 and 004: Uzbekistan from June or August 2006 to June 2012.
UZBEKISTAN = {year: int(2006 <= year <= 2012) for year in range(2002, 2013)}


def test_years_that_agree(graph: Graph, tmp_path: Path) -> None:
    table = years(tmp_path, {2002: 1, 2003: 1}, UZBEKISTAN)
    assert {result for *_, result in told(graph, table, "igo.toml")} == {"agrees"}


@pytest.mark.parametrize("value", [0, 1])
@pytest.mark.parametrize("year", [2006, 2012])
def test_a_year_of_change_cannot_contradict(
    value: int, year: int, graph: Graph, tmp_path: Path
) -> None:
    table = years(tmp_path, {2003: 1}, UZBEKISTAN | {year: value})
    assert {result for *_, result in told(graph, table, "igo.toml")} == {"agrees"}


@pytest.mark.parametrize(
    ("year", "value", "wanted"),
    [
        (2009, 0, ("Uzbekistan", "not in: 2009", "contradicts")),
        (2004, 1, ("Uzbekistan", "in: 2004", "contradicts")),
        # Whether it was suspended for good, or came back, no source says.
        (2013, 1, ("Uzbekistan", "in: 2013", "missing here")),
        (2013, -9, None),
    ],
)
def test_a_planted_year(
    year: int, value: int, wanted: tuple[str, str, str] | None, graph: Graph, tmp_path: Path
) -> None:
    table = years(tmp_path, {2003: 1}, UZBEKISTAN | {year: value})
    found = {entry for entry in told(graph, table, "igo.toml") if entry[2] != "agrees"}
    assert found == ({wanted} if wanted else set())


def test_a_member_on_both_sides_of_a_year(graph: Graph, tmp_path: Path) -> None:
    """Armenia is attested in 2002, 2005, 2012 and 2017: it cannot have been out in 2008."""
    table = years(tmp_path, {2001: 0, 2002: 0, 2008: 0, 2018: 1}, {2007: 1})
    assert told(graph, table, "igo.toml") == {
        ("Armenia", "not in: 2001", "missing here"),
        ("Armenia", "not in: 2002", "agrees"),
        ("Armenia", "not in: 2008", "contradicts"),
        ("Armenia", "in: 2018", "missing here"),
        ("Uzbekistan", "in: 2007", "agrees"),
    }


def test_a_state_that_the_table_leaves_out(graph: Graph, tmp_path: Path) -> None:
    found = compare_table(graph, years(tmp_path, {2003: 1}, {}), FILES / "igo.toml")
    missing = {(f.label, f.here) for f in found if f.result == "missing there"}
    assert ("Uzbekistan", "2006-08 or 2006-06-23 – 2012-06-28") in missing


# 001, 003: signed on 15 May 1992; 002, 004: Georgia and Azerbaijan in 1993, out in 1999.
ARMENIA = ("made-up-1,1,371,1992,5,15,1999,4,2", "made-up-1,2,371,1999,4,2,0,0,0")
GEORGIA = "made-up-1,1,372,1993,12,0,1999,4,2"
AZERBAIJAN = "made-up-1,1,373,1993,0,0,1999,0,0"
LEFT = "made-up-1,1,704,1992,5,15,1999,4,2"


def test_a_change_of_phase_is_no_withdrawal(graph: Graph, tmp_path: Path) -> None:
    table = spells(tmp_path, *ARMENIA, GEORGIA, AZERBAIJAN, LEFT)
    found = told(graph, table, "atop.toml")
    assert {entry for entry in found if entry[0] == "Armenia"} == {
        ("Armenia", "1992-05-15", "agrees")
    }
    assert not [entry for entry in found if entry[2] in ("contradicts", "missing there")]


def test_a_gap_between_phases_is_one(graph: Graph, tmp_path: Path) -> None:
    table = spells(tmp_path, ARMENIA[0].replace("1999,4,2", "1995,4,2"), ARMENIA[1])
    found = {entry for entry in told(graph, table, "atop.toml") if entry[0] == "Armenia"}
    assert ("Armenia", "1995-04-02", "contradicts") in found


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (GEORGIA.replace("1993,12,0", "1994,3,1"), ("Georgia", "1994-03-01", "contradicts")),
        (GEORGIA.replace("1999,4,2", "1997,1,1"), ("Georgia", "1997-01-01", "contradicts")),
        (GEORGIA.replace("1999,4,2", "0,0,0"), ("Georgia", "open in 2018", "contradicts")),
        (GEORGIA.replace("1993,12,0,1999,4,2", "1950,0,0,1951,0,0"),
         ("Georgia", "1950 – 1951", "missing here")),
        ("made-up-1,1,371,1992,5,15,2003,1,1", ("Armenia", "2003-01-01", "contradicts")),
    ],
)  # fmt: skip
def test_a_planted_spell(
    row: str, wanted: tuple[str, str, str], graph: Graph, tmp_path: Path
) -> None:
    assert wanted in told(graph, spells(tmp_path, row), "atop.toml")


def test_the_treaty_and_the_organization_are_not_confused(graph: Graph, tmp_path: Path) -> None:
    """Uzbekistan left the treaty in 1999 and the organization in 2012; each has its own spells."""
    table = spells(tmp_path, LEFT, "made-up-1,1,704,2006,6,23,2012,6,28")
    found = [f for f in compare_table(graph, table, FILES / "atop.toml") if f.result != "agrees"]
    of_2006 = [f for f in found if "2006" in f.there]
    assert [(f.there, f.result) for f in of_2006] == [("2006-06-23 – 2012-06-28", "missing here")]
    mapping = tmp_path / "org.toml"
    text = (FILES / "atop.toml").read_text(encoding="utf-8")
    mapping.write_text(text.replace("treaty:collective-security-treaty", "org:csto"))
    of_csto = [f for f in compare_table(graph, table, mapping) if f.label == "Uzbekistan"]
    assert {(f.there, f.result) for f in of_csto} == {
        ("1992-05-15 – 1999-04-02", "missing here"),
        ("2006-06-23", "agrees"),
        ("2006-06-23", "disputed here"),
        ("2012-06-28", "agrees"),
    }


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ('kind = "state-years"', 'kind = "years"', "kind 'years'"),
        ("[columns]", "[colums]", "unknown key 'colums'"),
        ('year = "year"', "", "lacks 'year'"),
        ('value = "csto"', 'value = "cis"', "no column 'cis'"),
        ("none = [0]", "", "member and none"),
        ('371 = "state:armenia"', '371 = "state:atlantis"', "states: 371"),
        ('about = "org:csto"', 'about = "state:armenia"', "no organization and no treaty"),
        ('about = "org:csto"', 'about = "org:none"', "about"),
        ('covers = "2000/2014"', 'covers = "long"', "covers"),
        ('name = "a', "name = a", "not valid TOML"),
        ("[columns]", 'delimiter = ";;"\n[columns]', "one character"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(
    old: str, new: str, cause: str, graph: Graph, tmp_path: Path
) -> None:
    mapping = tmp_path / "m.toml"
    text = (FILES / "igo.toml").read_text(encoding="utf-8")
    assert old in text
    mapping.write_text(text.replace(old, new), encoding="utf-8")
    table = years(tmp_path, {2003: 1}, {})
    with pytest.raises((DataError, ParameterError), match=cause) as error:
        compare_table(graph, table, mapping)
    assert "m.toml" in str(error.value) or "igo.csv:1" in str(error.value)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", ":1: no column"),
        ("ccode,year,csto\n371,2003\n", ":2: has not as many cells"),
        ("ccode,year,csto\n371,2003,1,9\n", ":2: has not as many cells"),
        ("ccode,year,csto\n371,soon,1\n", ":2: 'soon'"),
        ("ccode,year,csto\n371,2003-05,1\n371,2003,0\n", ":3: Armenia has 2003 twice"),
        ("ccode,year,csto\n371,1990/2003,1\n", ":2: '1990/2003' is no year"),
        ("ccode,year,csto\n999,2003,1\n", "no row is about a state"),
        ('ccode,year,csto\n371,"2003,1\n', "not valid CSV"),
    ],
)
def test_a_table_that_is_wrong_says_where(
    text: str, cause: str, graph: Graph, tmp_path: Path
) -> None:
    table = tmp_path / "t.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=cause):
        compare_table(graph, table, FILES / "igo.toml")


def test_on_the_command_line(run: Run, tmp_path: Path) -> None:
    table = years(tmp_path, {2003: 1}, UZBEKISTAN | {2009: 0})
    given = ("--table", str(table), "--mapping", str(FILES / "igo.toml"))
    status, out, _ = run("wikidata", "diff", *given, "--only", "contradicts", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert status == 0 and row["item"] == "Q265" and row["there"] == "not in: 2009"
    assert "#char=2251,2316" in row["sources"]
    # A table is no statement of Wikidata, so that nothing of it is a mismatch there.
    status, out, _ = run("wikidata", "diff", *given, "--format", "mismatch")
    assert status == 0 and out.count("\n") == 1
