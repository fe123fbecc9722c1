"""Passages against the raw texts, where those are at hand, and against made-up ones."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from csto_graph.errors import DataError
from csto_graph.passages import document_text, passage_text, verify
from csto_graph.sources import shipped, turtle_files

TEXTS = Path(__file__).parent.parent.parent / "shared" / "documents"
needs_texts = pytest.mark.skipif(
    not TEXTS.is_dir(), reason=f"the texts of the source documents are not in {TEXTS}"
)
# A line end of its own kind and a letter outside the basic plane: nothing is normalised.
TEXT = "Members:\r\nArmenia 𝐀nd Belarus.\n"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def passage(start: int, end: int, sha256: str | None = None, kind: str = "Passage") -> str:
    return (
        f"<#char={start},{end}> a csto:{kind} ; oa:hasSource <> ; csto:startOffset {start} ;\n"
        f'    csto:endOffset {end} ; csto:sha256 "{sha256 or digest(TEXT[start:end])}" .\n'
    )


def data(folder: Path, *passages: str, sha256: str = digest(TEXT), length: int = 31) -> Path:
    """A file with a document that has the text above, and its passages."""
    path = folder / "a.ttl"
    path.write_text(
        "@prefix csto: <https://w3id.org/csto-graph/ontology#> .\n"
        "@prefix oa: <http://www.w3.org/ns/oa#> .\n"
        "@base <https://w3id.org/csto-graph/document/a> .\n"
        f'<> a csto:Document ; csto:textFile "a.txt" ; csto:characters {length} ;\n'
        f'    csto:sha256 "{sha256}" .\n' + "".join(passages),
        encoding="utf-8",
    )
    return path


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_bytes(TEXT.encode())
    return folder


def messages(path: Path, texts: Path) -> list[str]:
    return [str(finding) for finding in verify([path], texts)]


@needs_texts
def test_every_shipped_passage_verifies() -> None:
    assert [str(finding) for finding in verify(turtle_files(shipped("data")), TEXTS)] == []


@needs_texts
@pytest.mark.parametrize(
    ("pattern", "change", "part"),
    [
        (r"csto:endOffset (\d+)", lambda n: str(int(n) + 1), "not the words that were encoded"),
        (r'csto:sha256 "(\w+)', lambda n: n[::-1], "csto:sha256"),
        (r"csto:characters (\d+)", lambda n: str(int(n) + 1), "correct csto:characters"),
        (r'csto:textFile "([\w.]+)', lambda n: "000.txt" if n != "000.txt" else "001.txt", "text"),
    ],
)
def test_a_planted_fault_in_the_shipped_data_is_found(
    tmp_path: Path, pattern: str, change: object, part: str
) -> None:
    assert callable(change)
    for path in turtle_files(shipped("data") / "documents"):
        text = path.read_text(encoding="utf-8")
        copy = tmp_path / path.name
        faulty = re.sub(pattern, lambda m: m[0].replace(m[1], change(m[1])), text, count=1)
        assert faulty != text
        copy.write_text(faulty, encoding="utf-8")
        assert any(part in finding.message for finding in verify([copy], TEXTS)), path


def test_right_passages_have_no_finding(tmp_path: Path, texts: Path) -> None:
    whole = [passage(0, 7), passage(10, 17), passage(18, 21), passage(22, 31, kind="PageFurniture")]
    assert messages(data(tmp_path, *whole), texts) == []


def test_faulty_passages_are_found_with_file_line_and_node(tmp_path: Path, texts: Path) -> None:
    path = data(
        tmp_path, passage(11, 17), passage(10, 16), passage(18, 21, "0" * 64), passage(22, 32)
    )
    found = messages(path, texts)
    assert [re.sub(r".*char=", "", text) for text in found] == [
        "11,17: The passage begins inside a word, at character 11: take the whole word.",
        "10,16: The passage ends inside a word, at character 16: take the whole word.",
        "18,21: These characters are not the words that were encoded, by their csto:sha256: "
        "correct the offsets, or the digest.",
        "22,32: Characters 22 to 32 lie outside a text of 31: correct its offsets.",
    ]
    assert found[0].startswith(f"{path}:6: document:a#char=11,17: ")


def test_a_text_that_is_another_is_found(tmp_path: Path, texts: Path) -> None:
    found = messages(data(tmp_path, sha256="0" * 64, length=30), texts)
    assert ["31 characters, not 30" in text or "csto:sha256" in text for text in found] == [
        True
    ] * 2
    (texts / "a.txt").write_bytes(TEXT.replace("\r\n", "\n").encode())
    *of_document, of_passage = messages(data(tmp_path, passage(18, 21)), texts)
    assert any("30 characters, not 31" in text for text in of_document)
    assert "not the words" in of_passage


def test_a_text_that_is_missing_or_unreadable_is_found(tmp_path: Path, texts: Path) -> None:
    path = data(tmp_path, passage(0, 7))
    (texts / "a.txt").write_bytes(b"caf\xe9")
    (unreadable,) = messages(path, texts)
    assert "a.txt: byte 3 is not UTF-8" in unreadable
    (texts / "a.txt").unlink()
    (missing,) = messages(path, texts)
    assert re.match(r".*a\.ttl:4: document:a: .*a\.txt: cannot be read", missing)
    with pytest.raises(DataError, match="is not a folder"):
        verify([path], texts / "nowhere")


def test_what_cannot_be_verified_is_said(tmp_path: Path, texts: Path) -> None:
    lacking = passage(0, 7).replace("csto:startOffset 0 ;", "")
    astray = passage(10, 17).replace("oa:hasSource <>", "oa:hasSource <b>")
    found = messages(data(tmp_path, lacking, astray), texts)
    assert ["Cannot be verified" in text for text in found] == [True, True]


def test_broken_turtle_is_a_finding(tmp_path: Path, texts: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("nonsense", encoding="utf-8")
    assert [finding.shape for finding in verify([broken], texts)] == ["Turtle"]


def test_passage_text_returns_the_words(texts: Path) -> None:
    assert passage_text(texts, "a.txt", 18, 21, digest("𝐀nd")) == "𝐀nd"
    assert document_text(texts, "a.txt") == TEXT


@pytest.mark.parametrize(
    ("name", "start", "end", "sha256", "part"),
    [
        ("a.txt", 5, 5, None, "lie outside"),
        ("a.txt", 0, 99, None, "lie outside"),
        ("a.txt", 0, 7, "0" * 64, "not the words"),
        ("b.txt", 0, 7, None, "cannot be read"),
        ("../texts/a.txt", 0, 7, None, "no plain file name"),
    ],
)
def test_passage_text_refuses_other_words(
    texts: Path, name: str, start: int, end: int, sha256: str | None, part: str
) -> None:
    with pytest.raises(DataError, match=part):
        passage_text(texts, name, start, end, sha256)
