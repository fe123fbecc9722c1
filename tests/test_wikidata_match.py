"""Proposals survive the traps of names, and decisions are recorded for good.

What the decoys are called and say is made up; their ids are from Q9900000001 on, but for
those that the list of identifiers warns of.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from wikibase import CSTO, dump, item, q, says, when

from csto_graph import CstoGraphError, Graph, files
from csto_graph.canonical import canonical_file
from csto_graph.namespaces import BASE, SKOS
from csto_graph.namespaces import CSTO as TERMS
from csto_graph.sources import shipped
from csto_graph.turtle import read_turtle
from csto_graph.validation import validate
from csto_graph.wikidata import judgements, matching
from csto_graph.wikidata.judgements import Decision, Judgements, record
from csto_graph.wikidata.names import NameIndex, words
from csto_graph.wikidata.ours import Ours, our_entities
from csto_graph.wikidata.reading import DataSet, read_data_set
from csto_graph.wikidata.records import Name

Run = Callable[..., tuple[int, str, str]]

PERSON, OFFICE, ORGANIZATION = "Q5", "Q4164871", "Q43229"


@pytest.fixture(scope="module")
def ours(graph: Graph) -> dict[str, Ours]:
    return our_entities(graph)


@pytest.fixture(scope="module")
def index(ours: dict[str, Ours]) -> NameIndex:
    return matching.name_index(ours)


@pytest.fixture
def proposals(
    ours: dict[str, Ours], index: NameIndex, tmp_path: Path
) -> Callable[..., dict[tuple[str, str], matching.Proposal]]:
    """The proposals for some items, by the node's short name and the id."""

    def find(
        *items: object, judged: Judgements | None = None, redirects: dict[str, str] | None = None
    ) -> dict[tuple[str, str], matching.Proposal]:
        data = read_data_set([dump(tmp_path / "d.json", list(items))])  # type: ignore[arg-type]
        data.redirects |= redirects or {}
        found = matching.propose(ours, data, judged or Judgements(), index)
        return {(p.node.removeprefix(BASE), p.id): p for p in found}

    return find


# ---- names


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Nikolai Bordyuzha", "Бордюжа, Николай Николаевич"),
        ("Yuri Khachaturov", "Юрий Хачатуров"),
        ("Sergey Shoigu", "Сергей Кужугетович Шойгу"),
        ("Kyrgyzstan", "Kyrghyzstan"),
        ("Collective Rapid Reaction Force", "Collective Rapid Reaction Forces"),
        ("Russian Security Council Secretary", "Secretary of the Security Council of Russia"),
        ("Chisinau", "Chișinău"),
    ],
)
def test_names_that_are_one(one: str, two: str) -> None:
    assert NameIndex({"node": [one]}).compare(one, Name(two, "")).score > 0.85


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Alexander Yakovenko", "Vladimir Yakovenko"),
        ("Nikolai Patrushev", "Dmitry Patrushev"),
        ("Interactions 2012", "Interactions 2014"),
        ("Collective Rapid Reaction Force", "Collective Rapid Deployment Force"),
    ],
)
def test_names_that_are_not(one: str, two: str, index: NameIndex) -> None:
    assert index.compare(one, Name(two, "")).score < 0.75


def test_words_of_a_hostile_name() -> None:
    assert words("") == () and words("—!?") == ()
    assert len(words("x " * 100_000)) <= 150
    assert NameIndex({}).compare("", Name("", "")).score == 0.0


# ---- proposals


def test_a_person_known_only_by_a_name_in_russian(
    proposals: Callable[..., dict[tuple[str, str], matching.Proposal]],
) -> None:
    found = proposals(
        item("Q9900000001", {"ru": "Бордюжа, Николай Николаевич"}, says("P31", q(PERSON)),
             says("P463", q(CSTO))),
        item("Q9900000002", "Nikolai Bordyuzha", says("P31", q(PERSON))),
        item("Q9900000003", "Dmitry Bordyuzha", says("P31", q(PERSON))),
    )  # fmt: skip
    assert set(found) == {
        ("person/nikolai-bordyuzha", "Q9900000001"),
        ("person/nikolai-bordyuzha", "Q9900000002"),
    }
    right = found["person/nikolai-bordyuzha", "Q9900000001"]
    # The namesake has the plainer name; the organization decides.
    assert right.score > found["person/nikolai-bordyuzha", "Q9900000002"].score
    assert "Бордюжа, Николай Николаевич" in right.why and "P463 Q318693" in right.why
    assert "namesakes" in right.note and "Q9900000002" in right.note


def test_father_and_son_are_told_apart(
    proposals: Callable[..., dict[tuple[str, str], matching.Proposal]],
) -> None:
    found = proposals(
        item("Q4536780", "Vladimir Yakovenko", says("P31", q(PERSON))),
        item("Q18043712", "Dmitry Patrushev", says("P31", q(PERSON))),
    )
    assert found == {}


def test_a_village_is_no_training_ground(
    proposals: Callable[..., dict[tuple[str, str], matching.Proposal]],
) -> None:
    found = proposals(
        item("Q1142982", "Baghramyan", says("P17", q("Q399"))),
        item("Q9900000004", "Marshal Baghramyan Training Ground", says("P17", q("Q399"))),
    )
    assert set(found) == {("place/baghramyan-ground", "Q9900000004")}


def test_two_ids_for_one_office_are_both_shown(
    proposals: Callable[..., dict[tuple[str, str], matching.Proposal]],
) -> None:
    node = "office/russian-security-council-secretary"
    found = proposals(
        item("Q109551787", "Secretary of the Security Council of Russia", says("P31", q(OFFICE))),
        item("Q1376668", "Russian Security Council Secretary", says("P31", q(OFFICE))),
    )
    for one, other in (("Q109551787", "Q1376668"), ("Q1376668", "Q109551787")):
        assert other in found[node, one].note and "two ids for one thing" in found[node, one].note


def test_forces_of_almost_equal_names(
    proposals: Callable[..., dict[tuple[str, str], matching.Proposal]],
) -> None:
    found = proposals(
        item("Q9900000005", "Collective Rapid Reaction Force", says("P361", q(CSTO))),
        item("Q9900000006", "Collective Rapid Deployment Force", says("P2541", q("Q27275"))),
    )
    assert set(found) == {
        ("force/collective-rapid-reaction-force", "Q9900000005"),
        ("force/collective-rapid-deployment-force", "Q9900000006"),
    }


def test_a_name_of_another_class_or_time_is_not_enough(
    proposals: Callable[..., dict[tuple[str, str], matching.Proposal]],
) -> None:
    found = proposals(
        item("Q9900000007", "Vladimir Zainetdinov", says("P31", q(ORGANIZATION))),
        item("Q9900000008", "CSTO Charter", says("P31", q("Q131569")),
             says("P7588", when("2003-09-18"))),
        item("Q9900000009", "CSTO Charter", says("P31", q("Q131569")), says("P7588", when("1950"))),
    )  # fmt: skip
    assert ("person/vladimir-zainetdinov", "Q9900000007") not in found
    right, wrong = (found["treaty/csto-charter", f"Q990000000{n}"] for n in (8, 9))
    assert right.parts["dates"] == 1.0 and wrong.parts["dates"] == 0.0
    assert right.score > wrong.score and "P7588 fits no date of ours" in wrong.why


def test_what_was_rejected_does_not_come_back_merged_or_not(
    proposals: Callable[..., dict[tuple[str, str], matching.Proposal]],
) -> None:
    node = f"{BASE}person/vladimir-zainetdinov"
    given = item("Q9900000011", "Vladimir Zainetdinov", says("P31", q(PERSON)))
    assert proposals(given)
    assert not proposals(given, judged=Judgements(rejected={(node, "Q9900000011"): ""}))
    merged = Judgements(rejected={(node, "Q9900000010"): ""})
    assert not proposals(given, judged=merged, redirects={"Q9900000010": "Q9900000011"})


def test_what_is_linked_is_not_proposed_again(
    proposals: Callable[..., dict[tuple[str, str], matching.Proposal]],
) -> None:
    csto = f"{BASE}org/csto"
    given = item("Q9900000012", "Collective Security Treaty Organization")
    judged = Judgements(links={csto: [CSTO]})
    assert ("org/csto", "Q9900000012") not in proposals(given, judged=judged)
    # Nor is the id of one node proposed for another.
    group = item(CSTO, "Group of the parties to the Collective Security Treaty")
    assert not proposals(group, judged=judged)


def test_a_link_that_was_merged_or_is_missing_is_told(ours: dict[str, Ours]) -> None:
    node = f"{BASE}org/csto"
    judged = Judgements(links={node: ["Q1", "Q2"]})
    data = DataSet(redirects={"Q1": "Q3", "Q4": "Q5", "Q5": "Q4"}, missing={"Q2"})
    notes = {d.id: d.note for d in matching.doubtful(ours, data, judged)}
    assert "merged into Q3" in notes["Q1"] and "no such entity" in notes["Q2"]
    assert data.target("Q4") in ("Q4", "Q5")  # a circle ends


# ---- decisions


@pytest.fixture
def links(tmp_path: Path) -> Path:
    return tmp_path / "links.ttl"


def test_a_decision_is_recorded_in_canonical_turtle_that_keeps_the_shapes(links: Path) -> None:
    node = f"{BASE}place/minsk"
    day = date(2026, 11, 22)
    record(links, Decision(node, "Minsk", "Q9900000001", False, "By hand.", "A village.", day))
    record(links, Decision(node, "Minsk", "Q9900000002", True, "By hand.", "", day))
    record(links, Decision(node, "Minsk", "http://example.org/minsk", False, "By hand.", "", day))
    file = read_turtle(links)
    assert canonical_file(file) == links.read_text(encoding="utf-8")
    assert [t.object.value for t in file.triples if t.predicate.value == f"{SKOS}exactMatch"] == [
        "http://www.wikidata.org/entity/Q9900000002"
    ]
    places = shipped("data") / "entities" / "places.ttl"
    assert validate([places, links], [links]) == []


def test_a_later_decision_takes_the_place_of_an_earlier(links: Path) -> None:
    node, day = f"{BASE}place/minsk", date(2026, 11, 22)
    for accepted in (True, False, True, False):
        record(links, Decision(node, "Minsk", "Q9900000001", accepted, "By hand.", "", day))
    file = read_turtle(links)
    verdicts = [t.object.value for t in file.triples if t.predicate.value == f"{TERMS}verdict"]
    assert verdicts == [f"{TERMS}Rejected"]
    assert not any(t.predicate.value == f"{SKOS}exactMatch" for t in file.triples)


def test_of_decisions_at_once_each_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "links.ttl"

    def decide(number: int) -> None:
        node = f"{BASE}state/s{number}"
        record(path, Decision(node, f"S{number}", f"Q99{number}", True, "", "", date(2026, 1, 1)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(decide, range(10, 34)))
    links = [t for t in read_turtle(path).triples if t.predicate.value == f"{SKOS}exactMatch"]
    assert len(links) == 24
    assert [file.name for file in tmp_path.iterdir()] == ["links.ttl"]


def test_who_waits_too_long_for_a_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    with (
        files.alone(tmp_path / "links.ttl"),
        pytest.raises(CstoGraphError, match="another process has been changing it"),
        files.alone(tmp_path / "links.ttl"),
    ):
        pass


def test_accept_and_reject_on_the_command_line(run: Run, links: Path, tmp_path: Path) -> None:
    data = dump(tmp_path / "d.json", [
        item("Q9900000001", "Nikolai Bordyuzha", says("P31", q(PERSON))),
        item("Q9900000002", "Nikolay Bordyuzha", says("P31", q(PERSON))),
    ])  # fmt: skip
    node = "person:nikolai-bordyuzha"
    at = ("--links", str(links))

    def ids() -> list[str]:
        status, out, _ = run("wikidata", "match", "--against", str(data), *at, "--format", "csv")
        assert status == 0
        return [row["id"] for row in csv.DictReader(io.StringIO(out))]

    assert ids() == ["Q9900000001", "Q9900000002"]
    reason = "A namesake"
    judge = ("wikidata", "match")
    assert run(*judge, "reject", node, "wd:Q9900000002", "--reason", reason, *at)[0] == 0
    assert ids() == ["Q9900000001"]
    accept = (*judge, "accept", node, "Q9900000001", *at, "--against", str(data))
    assert run(*accept, "--date", "2026-11-22")[0] == 0
    assert ids() == []
    text = links.read_text(encoding="utf-8")
    assert '"2026-11-22"^^xsd:date' in text and reason in text
    assert "Proposed with a score of 0." in text and "from d.json" in text
    # What was decided is not undone by the way.
    status, _, err = run(*judge, "accept", node, "Q9900000002", *at)
    assert status == 2 and reason in err and "--force" in err
    status, _, err = run(*judge, "accept", node, "Q9900000003", *at)
    assert status == 2 and "Q9900000001 already" in err and "--replace" in err
    assert links.read_text(encoding="utf-8") == text
    assert run(*judge, "accept", node, "Q9900000003", *at, "--replace")[0] == 0
    after = judgements.read_judgements(_nodes(links))
    assert after.links == {f"{BASE}person/nikolai-bordyuzha": ["Q9900000003"]}
    assert {one for _, one in after.rejected} == {"Q9900000002"}
    assert "Instead of Q9900000001." in links.read_text(encoding="utf-8")


def _nodes(path: Path) -> judgements.Nodes:
    return judgements.Nodes(read_turtle(path).triples)


@pytest.mark.parametrize(
    ("args", "cause"),
    [
        (("accept", "person:nobody", "Q1"), "nothing is called"),
        (("accept", "claim:004-95", "Q1"), "nothing that another data set has"),
        (("accept", "person:igor-karavayev", "Q0"), "no id"),
        (("accept", "person:igor-karavayev", "P31"), "no id"),
        (("accept", "person:igor-karavayev", "Q9900000001 ; drop"), "no id"),
        (("accept", "person:igor-karavayev", f"{BASE}org/csto"), "a node of this graph"),
        (("accept", "person:igor-karavayev", "Q7747"), "person:vladimir-putin already"),
        (("reject", "person:vladimir-putin", "Q7747"), "in another file"),
        (("reject", "person:igor-karavayev", "Q1", "--date", "yesterday"), "YYYY-MM-DD"),
        (("reject", "person:igor-karavayev", "Q1", "--reason", "a\nb"), "no sentence"),
    ],
)
def test_what_cannot_be_decided(args: tuple[str, ...], cause: str, run: Run, links: Path) -> None:
    status, out, err = run("wikidata", "match", *args, "--links", str(links))
    assert status == 2 and cause in err and out == "" and not links.exists()


def test_an_id_that_the_data_set_lacks_or_merged(run: Run, links: Path, tmp_path: Path) -> None:
    data = dump(tmp_path / "d.json", [item("Q1", "x"), {"entity": "Q2", "redirect": "Q1"}])
    for one, cause in (("Q3", "no entity Q3"), ("Q2", "merged into Q1")):
        given = ("accept", "person:igor-karavayev", one, "--against", str(data))
        status, _, err = run("wikidata", "match", *given, "--links", str(links))
        assert status == 1 and cause in err and not links.exists()


def test_an_installed_package_is_not_written_to(
    monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path
) -> None:
    installed = tmp_path / "shipped" / "data"
    installed.mkdir(parents=True)
    monkeypatch.setattr(judgements, "shipped", lambda part: tmp_path / "shipped" / part)
    status, _, err = run("wikidata", "match", "reject", "person:igor-karavayev", "Q1")
    assert status == 2 and "--links my-data/links.ttl" in err
    assert list(installed.iterdir()) == []


@pytest.mark.parametrize(
    "content", ["not Turtle", "@prefix a: <http://a/> .\na:b a a:c . # note\n"]
)
def test_a_links_file_that_cannot_be_kept_is_left_as_it_was(
    content: str, run: Run, links: Path
) -> None:
    links.write_text(content, encoding="utf-8")
    given = ("reject", "person:igor-karavayev", "Q1", "--links", str(links))
    status, _, err = run("wikidata", "match", *given)
    assert status == 1 and str(links) in err
    assert links.read_text(encoding="utf-8") == content
    assert [path.name for path in links.parent.iterdir()] == ["links.ttl"]


def test_a_write_that_fails_leaves_the_old_file(
    links: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, day = f"{BASE}place/minsk", date(2026, 11, 22)
    record(links, Decision(node, "Minsk", "Q9900000001", True, "By hand.", "", day))
    before = links.read_bytes()

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Exception, match="No space left"):
        record(links, Decision(node, "Minsk", "Q9900000002", False, "By hand.", "", day))
    assert links.read_bytes() == before and list(links.parent.iterdir()) == [links]


def test_accepted_links_and_judgements_are_published(graph: Graph) -> None:
    ask = "ASK { place:minsk skos:exactMatch <http://www.wikidata.org/entity/Q2280> }"
    assert graph.sparql(ask)
    rejected = """ASK { ?judgement a csto:LinkJudgement ; csto:verdict csto:Rejected ;
        csto:judgedNode place:baghramyan-ground ; csto:judgedMatch wd:Q1142982 .
        FILTER NOT EXISTS { place:baghramyan-ground skos:exactMatch wd:Q1142982 } }"""
    assert graph.sparql(rejected)
