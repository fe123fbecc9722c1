"""A folder of the user's own changes answers, and is named in three ways."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from csto_graph import Graph, open_graph
from csto_graph.export import exported
from csto_graph.namespaces import PREFIXES, short

EXAMPLE = Path(__file__).parent / "example"
SIXTH = "document:example-wire-2019-05-06"
FIVE = ("armenia", "belarus", "kyrgyzstan", "russia", "tajikistan")
Rows = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="module")
def union(cache: Path) -> Graph:
    """The shipped graph together with the example."""
    return open_graph(data=[EXAMPLE])


@pytest.fixture(params=["--data", "CSTO_GRAPH_DATA", "open_graph"])
def ask(request: pytest.FixtureRequest, run, union: Graph, monkeypatch) -> Rows:
    """Ask a canned question of the union by one of the three ways; cells are short names."""

    def by_command(name: str, **parameters: str) -> list[dict[str, str]]:
        options = [word for key, value in parameters.items() for word in (f"--{key}", value)]
        if request.param == "--data":
            options += ["--data", str(EXAMPLE)]
        status, out, err = run("query", name, *options, "--format", "json")
        assert status == 0, err
        bindings = json.loads(out)["results"]["bindings"]
        return [{k: short(cell["value"]) for k, cell in row.items()} for row in bindings]

    def by_python(name: str, **parameters: str) -> list[dict[str, str]]:
        rows = union.query(name, **parameters)
        return [{k: short(str(v)) for k, v in row._asdict().items()} for row in rows]

    if request.param == "CSTO_GRAPH_DATA":
        monkeypatch.setenv("CSTO_GRAPH_DATA", str(EXAMPLE))
    return by_python if request.param == "open_graph" else by_command


def certainties(rows: list[dict[str, str]]) -> dict[str, tuple[str, str]]:
    return {
        row["state"].partition(":")[2]: (row["status"].partition(":")[2], row["certainty"])
        for row in rows
    }


def test_five_members_are_certain_on_its_day(ask: Rows, graph: Graph) -> None:
    before = {short(r.state): r.certainty for r in graph.query("members-on", date="2019-05-06")}
    assert set(before.values()) == {"possible"}
    after = certainties(ask("members-on", date="2019-05-06"))
    assert after == {
        **dict.fromkeys(FIVE, ("FullMember", "certain")),
        "kazakhstan": ("FullMember", "possible"),
        "uzbekistan": ("Suspended", "possible"),
    }


def test_certainty_ends_with_the_day_of_the_list(ask: Rows) -> None:
    next_day = certainties(ask("members-on", date="2019-05-07"))
    assert {next_day[state][1] for state in FIVE} == {"possible"}
    between = certainties(ask("members-on", date="2018-06-01"))
    assert {between[state][1] for state in FIVE} == {"certain"}
    assert between["kazakhstan"] == ("FullMember", "possible")


def test_who_is_left_out_of_its_list(ask: Rows) -> None:
    rows = [row for row in ask("member-lists") if row["document"] == SIXTH]
    assert {row["omitted"] for row in rows} >= {"state:kazakhstan"}
    assert {(row["members"], row["stated"], row["closed"]) for row in rows} == {
        ("5", "5", "complete")
    }


def test_it_disagrees_about_a_past_session(ask: Rows) -> None:
    (row,) = ask("disagreements", about="session:icmec-10")
    assert row["property"] == "csto:date"
    assert {(row["value1"], row["document1"]), (row["value2"], row["document2"])} == {
        ("2012-10-31", SIXTH),
        ("2012-11-01", "document:asiaplus-2012-11-02"),
    }


def test_it_makes_a_certain_suspension_only_possible(ask: Rows, graph: Graph) -> None:
    day = "2012-07-01"
    before = next(r for r in graph.query("members-on", date=day) if "uzbekistan" in r.state)
    assert before.certainty == "certain"
    assert certainties(ask("members-on", date=day))["uzbekistan"] == ("Suspended", "possible")
    others = {
        value
        for row in ask("disagreements", about="membership:csto-uzbekistan-suspended")
        if row["property"] == "csto:start"
        for value in (row["value1"], row["value2"])
    }
    assert others == {"2012-06", "2012-06-28", "2012-07"}


def test_sessions(ask: Rows) -> None:
    rows = {row["session"]: row for row in ask("sessions", body="body:icmec")}
    assert list(rows) == ["session:icmec-10", "session:icmec-20"]
    new, old = rows["session:icmec-20"], rows["session:icmec-10"]
    assert (new["modality"], new["date"], new["place"]) == (
        "csto:Planned",
        "2019-05-08",
        "place:dushanbe",
    )
    # "It was chaired by" speaks of the tenth meeting: nobody is said to chair the next.
    assert (new["ordinal"], new["chair"]) == ("20", "not stated")
    assert old["date"] == "[2012-10-31..2012-11-01]"
    assert old["chair"] == "person:igor-karavayev"


def test_what_it_announces_and_hopes_did_not_happen(ask: Rows) -> None:
    announced = {row["subject"]: row["modality"] for row in ask("announced-only")}
    assert announced["session:icmec-20"] == "csto:Planned"
    outcomes = {r["instrument"]: r for r in ask("outcomes", session="session:icmec-20")}
    assert outcomes["instrument:spare-parts-agreement"]["modality"] == "csto:Hoped"


def test_it_names_the_secretary_general_of_its_day(ask: Rows) -> None:
    (row,) = ask("office-holders", date="2019-05-06", office="office:csto-secretary-general")
    assert (row["person"], row["certainty"]) == ("person:timur-almazov", "certain")


def test_it_is_a_document_like_the_others(ask: Rows) -> None:
    rows = {row["document"]: row for row in ask("documents")}
    assert len(rows) == 6
    assert (rows[SIXTH]["id"], rows[SIXTH]["issued"]) == ("sixth", "2019-05-06")
    (voice,) = ask("speakers", document="sixth")
    assert voice["name"] == "person:timur-almazov"


def test_known_by_and_without_reach_it() -> None:
    earlier = open_graph(data=[EXAMPLE], known_by=date(2019, 5, 5))
    assert len(earlier.query("documents")) == 5
    less = open_graph(data=[EXAMPLE], without=["sixth"])
    assert len(less.query("documents")) == 5
    assert not any("icmec-20" in row.session for row in less.query("sessions"))


def test_coverage_measures_it(run) -> None:
    out = run("coverage", "--data", str(EXAMPLE), "--format", "json")[1]
    assert [item["document"].rpartition("/")[2] for item in json.loads(out)][-1] == (
        "example-wire-2019-05-06"
    )


def test_exports_hold_it_with_its_provenance(run, union: Graph, monkeypatch) -> None:
    from rdflib import Graph as RdflibGraph

    exports = {
        "--data": run("export", "--format", "ntriples", "--data", str(EXAMPLE))[1],
        "open_graph": exported(union, "ntriples"),
    }
    monkeypatch.setenv("CSTO_GRAPH_DATA", str(EXAMPLE))
    exports["CSTO_GRAPH_DATA"] = run("export", "--format", "ntriples")[1]
    assert len(set(exports.values())) == 1
    loaded = RdflibGraph().parse(data=exports["--data"], format="nt")
    text = """ASK { session:icmec-20 prov:wasDerivedFrom claim:sixth-09 .
        claim:sixth-09 csto:evidence/oa:hasSource ?document . ?document dct:identifier "sixth" }"""
    assert loaded.query(text, initNs=PREFIXES).askAnswer
    quads = run("export", "--format", "nquads")[1]
    claims = [line for line in quads.splitlines() if "claim/sixth-09>" in line.split(" ", 1)[0]]
    assert any(line.endswith("document/example-wire-2019-05-06> .") for line in claims)


def test_the_folder_may_be_named_twice(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSTO_GRAPH_DATA", os.pathsep.join([str(EXAMPLE), str(EXAMPLE)]))
    status, out, err = run("query", "documents", "--data", str(EXAMPLE), "--format", "csv")
    assert status == 0, err
    assert out.count("example-wire-2019-05-06,sixth") == 1


def test_the_example_is_good_data(run) -> None:
    status, out, err = run("validate", str(EXAMPLE), "--texts", str(EXAMPLE))
    assert (status, out) == (0, ""), out + err
    assert run("format", "--check", str(EXAMPLE / "sixth.ttl"))[0] == 0


def test_a_copy_that_breaks_a_rule_is_refused(run, tmp_path: Path) -> None:
    text = (EXAMPLE / "sixth.ttl").read_text("utf-8")
    (tmp_path / "sixth.ttl").write_text(text.replace('"Wednesday"', '"Thursday"'), "utf-8")
    status, out, err = run("query", "documents", "--data", str(tmp_path))
    assert (status, out) == (1, "")
    assert "claim:sixth-09" in err
    assert "Wednesday" in err
