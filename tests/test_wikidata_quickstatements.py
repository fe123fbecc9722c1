"""QuickStatements for what a data set lacks; answers worked out from the documents."""

from __future__ import annotations

import gzip
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from csto_graph import Graph
from csto_graph.namespaces import BASE
from csto_graph.wikidata.evidence import evidence_of
from csto_graph.wikidata.lacking import proposals
from csto_graph.wikidata.quickstatements import quick_line

ASIA_PLUS = (
    "https://www.asiaplustj.info/en/news/tajikistan/politics/20121102/"
    "csto-commission-military-and-economic-cooperation-meets-astana"
)
ITAR_TASS = "http://tass.com/archive/681043"
CSTO_ITEM = "Q318693"


@pytest.fixture
def lines(run, graph):
    """Run the command and give its lines, split at tabs, and its messages."""

    def call(*words: str) -> tuple[list[list[str]], str]:
        status, out, err = run("wikidata", "quickstatements", *words)
        assert status == 0, err
        return [line.split("\t") for line in out.splitlines()], err

    return call


def claim(prop: str, value: str, **qualifiers: str) -> dict[str, object]:
    """A statement of the JSON of Wikidata: an item, or a day, with days as qualifiers."""

    def snak(name: str, text: str) -> dict[str, object]:
        day = re.fullmatch(r"(\d+)-(\d+)-(\d+)", text)
        if not day:
            data: dict[str, object] = {"type": "wikibase-entityid", "value": {"id": text}}
        else:
            precision = 9 if text.endswith("00-00") else 11
            data = {"type": "time", "value": {
                "time": f"+{text}T00:00:00Z", "precision": precision, "timezone": 0,
                "before": 0, "after": 0,
                "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}}  # fmt: skip
        return {"snaktype": "value", "property": name, "datavalue": data}

    made: dict[str, object] = {"mainsnak": snak(prop, value), "type": "statement",
                               "rank": "normal", "id": f"x${prop}{value}"}  # fmt: skip
    if qualifiers:
        made["qualifiers"] = {name: [snak(name, text)] for name, text in qualifiers.items()}
    return made


def data_set(path: Path, entities: dict[str, list[dict[str, object]]]) -> str:
    """A file of entities with these statements, in the JSON of Wikidata."""
    found = {}
    for name, claims in entities.items():
        by_property: dict[str, list[dict[str, object]]] = {}
        for one in claims:
            by_property.setdefault(str(one["mainsnak"]["property"]), []).append(one)  # type: ignore
        label = {"en": {"language": "en", "value": name}}
        found[name] = {"type": "item", "id": name, "labels": label, "claims": by_property}
    text = json.dumps({"entities": found}).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return str(path)


# ---- without a data set: everything held between linked entities


def test_all_memberships_are_proposed_with_precisions_and_references(lines) -> None:
    found, err = lines()
    members = {row[0]: row for row in found if row[1:3] == ["P463", CSTO_ITEM]}
    assert set(members) == {"Q399", "Q184", "Q232", "Q813", "Q159", "Q863", "Q265"}
    # 000, 002, 004 and 001 attest Tajikistan on a day or in a month, 003 in 2012.
    row = members["Q863"]
    assert row[3:13] == [
        "P585", "+2002-10-00T00:00:00Z/10", "P585", "+2005-06-23T00:00:00Z/11",
        "P585", "+2012-00-00T00:00:00Z/9", "P585", "+2012-08-28T00:00:00Z/11",
        "P585", "+2017-11-30T00:00:00Z/11"]  # fmt: skip
    assert [cell for cell in row if cell.endswith("854")] == ["S854", *["!S854"] * 4]
    assert f"{len(found)} lines of QuickStatements" in err


def test_each_line_has_ids_only_and_a_reference(lines) -> None:
    found, _ = lines()
    for row in found:
        assert re.fullmatch(r"Q[0-9]+", row[0])
        assert re.fullmatch(r"P[0-9]+", row[1])
        assert not any(cell.startswith(BASE) for cell in row)
        assert "S854" in row
        assert row[row.index("S854") + 1].startswith('"http')
        assert "somevalue" not in row
        assert all(re.fullmatch(r"!?[PS][0-9]+", cell) for cell in row[3::2])


def test_a_reference_has_address_day_and_publisher_if_linked(lines) -> None:
    found, _ = lines()
    signed = [row for row in found if row[1] == "P1891"]
    assert len(signed) == 6
    for row in signed:
        assert row[3:] == ["P585", "+1992-05-15T00:00:00Z/11", "S854", f'"{ITAR_TASS}"',
                           "S577", "+2012-08-28T00:00:00Z/11", "S123", "Q223799"]  # fmt: skip


def test_a_disputed_date_is_left_out_of_a_statement_that_is_not_disputed(lines) -> None:
    found, _ = lines()
    (row,) = [row for row in found if row[0] == "Q265"]
    # 23 June (004) or August (002) 2006; both have it end in June 2012, 004 on the 28th.
    assert row[:5] == ["Q265", "P463", CSTO_ITEM, "P582", "+2012-06-28T00:00:00Z/11"]
    assert "P580" not in row
    assert not any("2006" in cell for cell in row)


def test_a_disputed_value_is_not_proposed(lines) -> None:
    found, _ = lines()
    assert [row for row in found if row[1] == "P571"] == []


# ---- what has to be asked for


def test_disputed_statements_are_marked_and_told_to_merge(lines) -> None:
    found, err = lines("--include", "disputed")
    starts = [row for row in found if row[0] == "Q265"]
    assert [row[4] for row in starts] == ["+2006-06-23T00:00:00Z/11", "+2006-08-00T00:00:00Z/10"]
    assert [row[row.index("S854") + 1] for row in starts] == [f'"{ASIA_PLUS}"', f'"{ITAR_TASS}"']
    assert {row[-1] for row in starts} == {"/* sources dispute this */"}
    assert "2 lines have the same entity, property and value" in err
    founded = [row[2] for row in found if row[1] == "P571"]
    assert founded == ["+1992-00-00T00:00:00Z/9", "+2002-05-14T00:00:00Z/11"]


@pytest.fixture(scope="module")
def planned_data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The invented document of the tests, and of it that Georgia will be a member again."""
    folder = tmp_path_factory.mktemp("planned")
    example = Path(__file__).parent / "example" / "sixth.ttl"
    text = example.read_text(encoding="utf-8").replace(
        "@prefix tenure:", "@prefix state: <https://w3id.org/csto-graph/state/> .\n@prefix tenure:"
    )
    text += """
membership:csto-georgia-planned a csto:Membership ; csto:member state:georgia ;
    csto:organization org:csto ;
    <http://www.w3.org/2004/02/skos/core#prefLabel> "Membership of Georgia, planned"@en .
claim:sixth-99 a csto:Claim ; csto:basis csto:Stated ; csto:stance csto:Affirms ;
    csto:modality csto:Planned ; csto:evidence <#char=76,111> ; rdf:predicate csto:start ;
    rdf:object "2020-01"^^edtf:EDTF ; rdf:subject membership:csto-georgia-planned .
"""
    # Denied by its only source; and vague in a way that Wikidata has no word for.
    for number, state, stance, date in (
        (98, "azerbaijan", "Denies", "2019-01"),
        (97, "afghanistan", "Affirms", "2019~"),
    ):
        text += f"""
membership:csto-{state}-x a csto:Membership ; csto:member state:{state} ;
    csto:organization org:csto ;
    <http://www.w3.org/2004/02/skos/core#prefLabel> "Membership of {state}, invented"@en .
claim:sixth-{number} a csto:Claim ; csto:basis csto:Stated ; csto:stance csto:{stance} ;
    csto:modality csto:Happened ; csto:evidence <#char=76,111> ; rdf:predicate csto:start ;
    rdf:object "{date}"^^edtf:EDTF ; rdf:subject membership:csto-{state}-x .
"""
    (folder / "sixth.ttl").write_text(text, encoding="utf-8")
    return str(folder)


def test_what_is_planned_is_proposed_only_when_asked_for_and_marked(lines, planned_data) -> None:
    found, _ = lines("--data", planned_data)
    assert [row for row in found if row[0] == "Q230"] == []
    found, _ = lines("--data", planned_data, "--include", "planned")
    (row,) = [row for row in found if row[0] == "Q230"]
    assert row[:5] == ["Q230", "P463", CSTO_ITEM, "P580", "+2020-01-00T00:00:00Z/10"]
    assert row[-1] == "/* planned, not known to have happened */"


def test_what_is_planned_is_never_in_the_export(run, graph, planned_data) -> None:
    status, out, _ = run("wikidata", "export", "--data", planned_data, "--format", "ntriples")
    assert status == 0
    assert "membership/csto-georgia-planned" not in out
    assert "/Q230> <http://www.wikidata.org/prop/P463>" not in out
    # Nor is what is denied; an approximate date is not told as if it were a plain one.
    assert "membership/csto-azerbaijan-x" not in out
    assert "membership/csto-afghanistan-x" in out
    assert "2019-01-01T00:00:00Z" not in out


def test_what_is_denied_is_not_proposed(lines, planned_data) -> None:
    found, _ = lines("--data", planned_data, "--include", "planned", "--include", "disputed")
    assert [row for row in found if row[0] == "Q227"] == []
    (row,) = [row for row in found if row[0] == "Q889"]
    assert row[3] == "S854"


# ---- against a data set


def test_only_what_a_data_set_lacks_is_proposed(lines, tmp_path: Path) -> None:
    path = data_set(tmp_path / "d.json", {"Q399": [claim("P463", CSTO_ITEM)], "Q184": []})
    found, err = lines("--against", path)
    # Armenia is there without days, so days are proposed; Belarus has nothing.
    assert [row[:3] for row in found] == [
        ["Q184", "P463", CSTO_ITEM],
        ["Q399", "P463", CSTO_ITEM],
    ]
    assert "not in the data set, so nothing is proposed for them" in err
    assert "Q265" in err


def test_a_missing_end_is_proposed_for_a_statement_that_is_there(lines, tmp_path: Path) -> None:
    # As Wikidata had it. The end is said by 002 and 004, not by 003, which came before it.
    there = claim("P463", CSTO_ITEM)
    path = data_set(tmp_path / "d.json.gz", {"Q265": [there]})
    (row,), _ = lines("--against", path)
    end = row.index("P582")
    assert row[:3] == ["Q265", "P463", CSTO_ITEM]
    assert row[end + 1] == "+2012-06-28T00:00:00Z/11"
    started = claim("P463", CSTO_ITEM, P580="2006-06-23")
    (row,), _ = lines("--against", data_set(tmp_path / "e.json", {"Q265": [started]}))
    assert row[3:5] == ["P582", "+2012-06-28T00:00:00Z/11"]
    sources = [cell for mark, cell in pairwise(row) if mark.endswith("S854")]
    assert sources == [f'"{ITAR_TASS}"', f'"{ASIA_PLUS}"']


def test_an_end_that_is_there_is_not_proposed_again(lines, tmp_path: Path) -> None:
    there = claim("P463", CSTO_ITEM, P580="2006-06-23", P582="2012-06-28")
    found, _ = lines("--against", data_set(tmp_path / "d.json", {"Q265": [there]}))
    assert found == []


def test_a_vague_date_that_holds_ours_is_no_other_date(lines, tmp_path: Path) -> None:
    there = claim("P463", CSTO_ITEM, P582="2012-00-00")
    found, err = lines("--against", data_set(tmp_path / "d.json", {"Q265": [there]}))
    assert found == []
    assert "other dates" not in err


def test_other_dates_are_told_and_nothing_is_proposed(lines, tmp_path: Path) -> None:
    there = claim("P463", CSTO_ITEM, P582="2013-01-01")
    found, err = lines("--against", data_set(tmp_path / "d.json", {"Q265": [there]}))
    assert found == []
    assert "with other dates in the data set, so left out: Q265 member of Q318693" in err


def test_a_day_that_a_year_holds_is_not_lacking(lines, tmp_path: Path) -> None:
    path = data_set(tmp_path / "d.json", {CSTO_ITEM: [claim("P571", "1992-05-15")]})
    found, _ = lines("--against", path, "--include", "disputed")
    assert [row[2] for row in found if row[1] == "P571"] == ["+2002-05-14T00:00:00Z/11"]


def test_the_own_export_lacks_nothing(run, lines, tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    assert run("wikidata", "export", "-o", str(path))[0] == 0
    assert lines("--against", str(path))[0] == []
    assert lines("--against", str(path), "--include", "disputed")[0] == []


def test_several_data_sets_are_read_together(lines, tmp_path: Path) -> None:
    one = data_set(tmp_path / "one.json", {"Q184": []})
    two = data_set(tmp_path / "two.json", {"Q813": []})
    found, _ = lines("--against", one, two)
    assert [row[0] for row in found] == ["Q184", "Q813"]
    assert lines("--against", one, "--against", two)[0] == found


# ---- bad use, and the form of a line


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("no.json", None, "no.json: does not exist"),
        ("empty.json", b"", "empty.json: is empty"),
        ("bad.json", b"{", "bad.json"),
        ("bad.ttl", b"@prefix", "bad.ttl"),
        ("bytes.json", b"\xff\xfe{\x00", "bytes.json"),
        ("null.json", b"\x00\x00", "null.json"),
        ("cut.json.gz", gzip.compress(b"{}" * 900, mtime=0)[:-9], "cut.json.gz"),
    ],
)
def test_a_bad_data_set_has_one_clear_message(
    name: str, content: bytes | None, message: str, run, graph, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    status, out, err = run("wikidata", "quickstatements", "--against", str(path))
    assert status in (1, 2)
    assert out == ""
    assert message in err
    assert "Traceback" not in err
    assert len(err.splitlines()) == 1


def test_a_file_is_not_overwritten(run, graph, tmp_path: Path) -> None:
    path = tmp_path / "q.tsv"
    path.write_text("mine", encoding="utf-8")
    status, _, err = run("wikidata", "quickstatements", "-o", str(path))
    assert status == 2
    assert "--force replaces it" in err
    assert path.read_text(encoding="utf-8") == "mine"


def test_text_has_no_tab_or_line_end(graph: Graph) -> None:
    from dataclasses import replace

    from csto_graph.wikidata.records import Snak, Value

    one = next(p for p in proposals(evidence_of(graph), disputed=False))
    odd = (Snak("P1810", Value("string", " a\tb\nc ")),)
    made = replace(one.exported.statement, qualifiers=odd, references=())
    line = quick_line(replace(one, exported=replace(one.exported, statement=made)))
    assert line.split("\t")[3:] == ["P1810", '"a b c"']
