"""How much of a text is behind claims, and how a text is split into sentences."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from csto_graph.coverage import Coverage, coverage
from csto_graph.nodes import Nodes
from csto_graph.passages import digest
from csto_graph.sentences import sentences
from csto_graph.turtle import read_turtle

EXAMPLE = Path(__file__).parent / "example"
OWN = ("--data", str(EXAMPLE), "--texts", str(EXAMPLE))
DOCUMENT = "https://w3id.org/csto-graph/document/a"
TEXT = "Read also: us.\nOne is here. Two is too! Three?\nFour is not"


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n . \n", []),
        ("A headline\nA text. Another.", ["A headline", "A text.", "Another."]),
        ("It goes\r\non here.\r\n\r\nNext", ["It goes\r\non here.", "Next"]),
        ("He said: “No.” Then he left!", ["He said: “No.”", "Then he left!"]),
        ("Why? “Because.” And (yes). (No.)", ["Why?", "“Because.”", "And (yes).", "(No.)"]),
        ("Mr. N. Smith of the U.S. Army", ["Mr. N. Smith of the U.S. Army"]),
        ("On Nov. 3 Col. Ivan Lee left", ["On Nov. 3 Col. Ivan Lee left"]),
        ("A rise of 3.5 per cent. In 2012", ["A rise of 3.5 per cent.", "In 2012"]),
        ("Well… he came. 25 left.", ["Well… he came.", "25 left."]),
        ("Он уехал. Она осталась.", ["Он уехал.", "Она осталась."]),
        ("MOSCOW, May 6. /Wire/. Text.", ["MOSCOW, May 6.", "/Wire/.", "Text."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_no_letter_is_lost_between_sentences() -> None:
    text = (EXAMPLE / "sixth.txt").read_text("utf-8")
    assert "".join("".join(split(text)).split()) == "".join(text.split())
    assert len(split(text)) == 9


def span(start: int, end: int, kind: str = "Passage") -> str:
    return (
        f"<#char={start},{end}> a csto:{kind} ; oa:hasSource <> ; csto:startOffset {start} ;\n"
        f"    csto:endOffset {end} .\n"
    )


def claim(number: int, start: int, end: int, kind: str = "Claim") -> str:
    return f"<#c{number}> a csto:{kind} ; csto:evidence <#char={start},{end}> .\n"


@pytest.fixture
def measure(tmp_path: Path) -> Callable[..., Coverage]:
    def call(*described: str, text: str | None = TEXT, length: str | None = None) -> Coverage:
        path = tmp_path / "a.ttl"
        path.write_text(
            "@prefix csto: <https://w3id.org/csto-graph/ontology#> .\n"
            "@prefix oa: <http://www.w3.org/ns/oa#> .\n"
            f"@base <{DOCUMENT}> .\n"
            f"<> a csto:Document ; csto:characters {length or len(TEXT)} .\n" + "".join(described),
            encoding="utf-8",
        )
        return coverage(Nodes(read_turtle(path).triples), DOCUMENT, text)

    return call


def test_passages_count_once_however_many_claims_rest_on_them(measure) -> None:
    found = measure(
        span(0, 14, "PageFurniture"), span(15, 21), span(18, 27), span(28, 39),
        claim(1, 15, 21), claim(2, 18, 27), claim(3, 18, 27), claim(4, 28, 39, "MemberList"),
    )  # fmt: skip
    assert (found.characters, found.in_scope, found.covered) == (58, 44, 23)
    assert (found.claims, found.lists, found.share) == (3, 1, 52.3)
    assert [(s.text, s.uncovered) for s in found.sentences or ()] == [
        ("One is here.", 0),
        ("Two is too!", 0),
        ("Three?", 6),
        ("Four is not", 11),
    ]


def test_a_passage_without_a_claim_covers_nothing(measure) -> None:
    found = measure(span(0, 14), span(15, 27), claim(1, 15, 27))
    assert found.covered == 12
    assert [s.share for s in found.sentences or ()] == [100.0, 0.0, 100.0, 100.0, 100.0]


def test_data_that_is_not_finished_is_measured_as_far_as_it_goes(measure) -> None:
    astray = '<#x> a csto:Claim ; csto:evidence <#char=1,"> .\n'.replace('"', "2")
    outside = span(50, 90) + claim(1, 50, 90)
    found = measure("<#y> a csto:Claim .\n", astray, outside)
    assert (found.claims, found.covered, found.characters) == (1, 8, 58)


def test_without_the_text_there_are_no_sentences(measure) -> None:
    found = measure(span(0, 14), claim(1, 0, 14), text=None)
    assert (found.covered, found.sentences) == (14, None)


def test_a_document_without_a_length_is_refused(measure) -> None:
    from csto_graph.errors import DataError

    with pytest.raises(DataError, match="document:a has no csto:characters"):
        measure(text=None, length='"many"')


def test_a_document_all_of_furniture_has_no_share(measure) -> None:
    found = measure(span(0, 58, "PageFurniture"))
    assert (found.in_scope, found.share, found.sentences) == (0, 0.0, ())


def test_the_example_is_covered(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, err = run("coverage", "sixth", *OWN)
    assert (status, err) == (0, "")
    assert "every sentence is behind some claim" in out
    every = run("coverage", "sixth", *OWN, "--all")[1]
    assert "489-572  1.2%       The CSTO now has five members:" in every
    assert "Invented for practice" not in every
    assert max(map(len, every.splitlines())) <= 80


def test_a_sentence_behind_no_claim_is_listed(run, tmp_path: Path) -> None:
    old = (EXAMPLE / "sixth.txt").read_text("utf-8")
    new = old + "Nobody has read this yet.\n"
    turtle = (EXAMPLE / "sixth.ttl").read_text("utf-8").replace("characters 623", "characters 649")
    (tmp_path / "sixth.ttl").write_text(turtle.replace(digest(old), digest(new)), "utf-8")
    (tmp_path / "sixth.txt").write_text(new, encoding="utf-8")
    args = ("coverage", "sixth", "--data", str(tmp_path), "--texts", str(tmp_path))
    out = run(*args)[1]
    assert "sentences behind no claim" in out
    assert "623-648  Nobody has read this yet." in out
    assert "Uzbekistan" not in out
    (row,) = csv.DictReader(run(*args, "--format", "csv")[1].splitlines())
    assert (row["start"], row["end"], row["uncovered"]) == ("623", "648", "25")
    assert row["text"] == "Nobody has read this yet."
    assert row["uncoveredShare"] == "100.0"


def test_formats_have_the_same_figures(run) -> None:
    (record,) = json.loads(run("coverage", "sixth", *OWN, "--format", "json")[1])
    assert record["sentences"] == []
    del record["sentences"]
    out = run("coverage", "sixth", "--data", str(EXAMPLE), "--format", "csv")[1]
    (row,) = csv.DictReader(out.splitlines())
    assert row == {key: str(value) for key, value in record.items()}
    assert record["document"].endswith("document/example-wire-2019-05-06")
    assert (record["characters"], record["inScope"], record["claims"]) == (623, 549, 22)
    every = json.loads(run("coverage", "sixth", *OWN, "--format", "json", "--all")[1])
    assert len(every[0]["sentences"]) == 8


def test_texts_that_are_not_there_are_said_and_passed_over(run) -> None:
    status, out, err = run("coverage", *OWN)
    assert status == 0
    assert out.count("every sentence is behind some claim") == 1
    assert err.count("lacks the text of") == 5
    status, out, err = run("coverage", "004", *OWN)
    assert (status, out) == (1, "")
    assert "004.txt: cannot be read" in err


def test_every_sentence_of_the_shipped_documents_is_behind_a_claim(run, texts: Path) -> None:
    found = json.loads(run("coverage", "--texts", str(texts), "--format", "json")[1])
    assert len(found) == 5
    assert [item["sentences"] for item in found] == [[]] * 5
    assert min(item["share"] for item in found) > 90


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (["sixth"], 2, "DOCUMENT: no document 'sixth'; there is"),
        (["--all"], 2, "--all needs --texts DIR"),
        (["--texts", "/no/such/folder"], 1, "/no/such/folder: is not a folder"),
        (["--data", "/no/such/folder"], 1, "/no/such/folder: does not exist"),
        (["--format", "tsv"], 2, "invalid choice"),
    ],
)
def test_bad_requests_give_one_message(run, args: list[str], status: int, says: str) -> None:
    found, out, err = run("coverage", *args)
    assert (found, out) == (status, "")
    assert says in err
