"""Words of a text as a passage: found, chosen, or refused with what to do instead."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from csto_graph.canonical import canonical_file
from csto_graph.errors import CitationError
from csto_graph.passages import verify
from csto_graph.turtle import read_turtle
from csto_graph.words import Place, choose, find_words

EXAMPLE = Path(__file__).parent / "example"
SIXTH = str(EXAMPLE / "sixth.txt")
NAMED = ("--document", "example-wire-2019-05-06")
# A letter outside the basic plane, a line end of two characters, an accent of its own.
TEXT = "Members:\r\nArmenia 𝐀nd Belarus. “Cafe\u0301 – the   new\none”, and Armenia."


def places(text: str, words: str) -> list[tuple[int, int]]:
    return [(place.start, place.end) for place in find_words(text, words).places]


def refusal(text: str, words: str) -> str:
    with pytest.raises(CitationError) as caught:
        find_words(text, words)
    return str(caught.value)


def test_offsets_are_code_points_of_the_raw_text() -> None:
    assert places(TEXT, "Belarus") == [(22, 29)]
    assert places(TEXT, "𝐀nd") == [(18, 21)]
    assert places(TEXT, "Members:\r\nArmenia") == [(0, 17)]
    assert TEXT[22:29] == "Belarus"


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("members: armenia", "Members:\r\nArmenia"),
        ('"Cafe\u0301 - the new one"', "“Cafe\u0301 – the   new\none”"),
        ("'CAFE\u0301 — The New One'", "“Cafe\u0301 – the   new\none”"),
        ("the new one", "the   new\none"),
    ],
)
def test_other_blanks_quotes_dashes_and_case_are_allowed(words: str, taken: str) -> None:
    found = find_words(TEXT, words)
    assert [TEXT[p.start : p.end] for p in found.places] == [taken]
    assert not found.exact


@pytest.mark.parametrize(
    ("text", "words", "taken"),
    [
        ("the organi\u00adzation met", "organization", "organi\u00adzation"),
        ("the Straße here", "STRASSE", "Straße"),
        ("and so on… They", "on...", "on…"),
        ("\ufeffFirst words", "first words", "First words"),
        ("six\u00a0states", "six states", "six\u00a0states"),
    ],
)
def test_letters_that_fold_to_more_or_none_keep_their_places(
    text: str, words: str, taken: str
) -> None:
    assert [text[p.start : p.end] for p in find_words(text, words).places] == [taken]


def test_exact_words_go_before_others() -> None:
    found = find_words("CSTO and csto", "csto")
    assert (found.places, found.exact) == ((Place(9, 13),), True)


def test_a_whole_word_goes_before_a_part_of_another() -> None:
    assert places("CSTO, of the CST and CSTs", "CST") == [(13, 16)]


def test_a_cut_word_is_named_whole() -> None:
    message = refusal(TEXT, "menia 𝐀n")
    assert message.startswith('"menia 𝐀n" is cut out of "Armenia 𝐀nd", characters 10-21')
    assert "whole words" in message


def test_absent_words_have_the_nearest_with_positions() -> None:
    message = refusal(EXAMPLE.joinpath("sixth.txt").read_text("utf-8"), "a list of spare parts")
    assert '"a list of spare parts" is not in the text; the nearest is:' in message
    assert re.search(r"310-336 .*\[a catalogue of spare parts\]", message)
    assert "nor anything like it" in refusal(TEXT, "zzz")
    assert "nor anything like it" in refusal("", "zzz")
    assert "no words" in refusal(TEXT, " \n")


def test_several_places_are_listed_and_chosen_by_number() -> None:
    found = find_words(TEXT, "Armenia")
    with pytest.raises(CitationError, match="occurs 2 times; choose by --nth") as caught:
        choose(TEXT, "Armenia", found)
    assert "1      10-17  Members: [Armenia]" in str(caught.value)
    assert choose(TEXT, "Armenia", found, 2) == Place(60, 67)
    for number in (0, 3, -1):
        with pytest.raises(CitationError, match=f"no place number {number}"):
            choose(TEXT, "Armenia", found, number)


def test_many_places_are_not_all_listed() -> None:
    text = "so " * 50
    with pytest.raises(CitationError, match="and 38 more"):
        choose(text, "so", find_words(text, "so"))


def test_the_nearest_of_a_long_text_comes_soon() -> None:
    text = "".join(f"Word{n} of meeting {n % 97} was held. " for n in range(8000))
    message = refusal(text, "Word7999 of the meeting 45")
    assert "[Word7999 of meeting 45]" in message


def turtle(path: Path, text: str) -> str:
    """The printed text, which must be Turtle in the canonical form."""
    path.write_text(text, encoding="utf-8")
    assert canonical_file(read_turtle(path)) == text
    return text


def test_the_printed_turtle_is_canonical_and_verifies(run, tmp_path: Path) -> None:
    status, out, err = run("cite", SIXTH, "Timur Almazov", *NAMED)
    assert status == 0
    digest = hashlib.sha256(b"Timur Almazov").hexdigest()
    assert f"""<#char=260,273>
    a csto:Passage ;
    csto:endOffset 273 ;
    csto:sha256 "{digest}" ;
    csto:startOffset 260 ;
    oa:hasSource <> ;
    .
""" in turtle(tmp_path / "new.ttl", out)
    assert verify([tmp_path / "new.ttl"], EXAMPLE) == []
    # What is new lacks what only a person can say, and nothing stands in its place.
    assert "csto:characters 623 ;" in out
    assert 'csto:textFile "sixth.txt" ;' in out
    for term in ("dct:issued", "dct:publisher", "schema:url", "skos:prefLabel", "dct:identifier"):
        assert term in err
        assert term not in out


def test_a_document_of_a_folder_and_the_next_claim(run, tmp_path: Path) -> None:
    own = ("--texts", str(EXAMPLE), "--data", str(EXAMPLE))
    for name in ("sixth", "example-wire-2019-05-06", "document:example-wire-2019-05-06"):
        status, out, err = run("cite", name, "in Astana", *own, "--claim")
        assert status == 0, err
        assert "claim:sixth-23\n    a csto:Claim ;\n    csto:evidence <#char=411,420> ;\n" in out
        assert "a csto:Document" not in out
        assert "csto:Planned" in err
        assert "csto:modality" not in turtle(tmp_path / "new.ttl", out)
    out = run("cite", SIXTH, "in Astana", "--data", str(EXAMPLE))[1]
    assert "<#char=411,420>" in out
    assert "a csto:Document" not in out


def test_what_is_appended_is_known_the_next_time(run, tmp_path: Path) -> None:
    """The first words need a name; after that, text and file belong together."""
    file = tmp_path / "own.ttl"
    file.write_text("", encoding="utf-8")
    own = ("--claim", "--data", str(tmp_path))
    for words in (("Uzbekistan", *NAMED), ("five members",), ("Kyrgyzstan",)):
        status, out, err = run("cite", SIXTH, *words, *own)
        assert status == 0, err
        with file.open("a", encoding="utf-8") as stream:
            stream.write(out)
    assert run("format", str(file))[0] == 0
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"^claim:\S+", text, re.M) == [f"claim:sixth-0{n}" for n in (1, 2, 3)]
    assert text.count("a csto:Document ;") == 1
    assert text.count("@base") == 1


def test_what_is_cited_already_is_said(run) -> None:
    own = ("--texts", str(EXAMPLE), "--data", str(EXAMPLE))
    _, _, err = run("cite", "sixth", "Timur Almazov", *own)
    assert err == "csto-graph: this passage is behind claim:sixth-10 already\n"
    assert run("cite", "sixth", "a commission of the CSTO", *own)[2] == ""


def test_words_taken_otherwise_are_said_on_standard_error(run) -> None:
    own = ("--texts", str(EXAMPLE), "--data", str(EXAMPLE))
    status, out, err = run("cite", "sixth", '"VERY much hopes"', *own)
    assert status == 0
    assert err == "csto-graph: not there letter for letter; taken:\n  “very much hopes”\n"
    assert out.startswith("@base ")


def test_a_passage_from_first_to_last_words(run) -> None:
    own = ("--texts", str(EXAMPLE), "--data", str(EXAMPLE))
    assert "<#char=392,452>" in run("cite", "sixth", "The tenth", "--to", "2012", *own)[1]
    status, _, err = run("cite", "sixth", "Uzbekistan", "--to", "Dushanbe", *own)
    assert status == 2
    assert "does not come after" in err


def test_page_furniture(run, tmp_path: Path) -> None:
    words = ("Invented for practice", "--to", "or meeting.")
    status, out, err = run("cite", SIXTH, *words, *NAMED, "--furniture")
    assert status == 0
    assert "<#char=0,74>\n    a csto:PageFurniture ;" in turtle(tmp_path / "new.ttl", out)
    assert "csto:rationale" in err
    own = ("--texts", str(EXAMPLE), "--data", str(EXAMPLE))
    status, out, err = run("cite", "sixth", "news service", *own)
    assert (status, out) == (2, "")
    assert "touch page furniture, characters 0-74" in err


def test_folders_named_by_the_variable_count(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSTO_GRAPH_DATA", os.pathsep.join([str(EXAMPLE)]))
    assert run("cite", "sixth", "in Astana", "--texts", str(EXAMPLE))[0] == 0


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (["sixth", "CSTO"], 2, "--texts DIR is needed"),
        (["sixth", "CSTO", "--texts", str(EXAMPLE)], 2, "DOCUMENT: no document 'sixth'; there is"),
        (["004", "CSTO", "--texts", "/no/such/folder"], 1, "/no/such/folder/004.txt: cannot be"),
        (["004", "CSTO", "--document", "x"], 2, "--document names a raw text file"),
        ([SIXTH, "CSTO now"], 2, "no document has this text yet; name it with --document"),
        ([SIXTH, "CSTO now", "--document", "a b"], 2, "cannot be part of an IRI"),
        ([SIXTH, "CSTO now", "--document", ""], 2, "name it with --document"),
        ([SIXTH, "CSTO now", "--document", "tass-2017-11-30"], 2, "has another text than"),
        (["/no/such/file.txt", "CSTO", *NAMED], 1, "/no/such/file.txt: cannot be read"),
        ([SIXTH, "CSTO", *NAMED], 2, "occurs 4 times; choose by --nth"),
        ([SIXTH, "CSTO", *NAMED, "--nth", "5"], 2, "has no place number 5"),
        ([SIXTH, "CSTO", *NAMED, "--nth", "two"], 2, "invalid int value"),
        ([SIXTH, "Dushan", *NAMED], 2, 'is cut out of "Dushanbe"'),
        ([SIXTH, "", *NAMED], 2, "no words to cite"),
        ([SIXTH, "\udce9", *NAMED], 2, "is not in the text"),
        ([SIXTH, "CSTO", *NAMED, "--claim", "--furniture"], 2, "not allowed with"),
    ],
)
def test_bad_requests_give_one_message(run, args: list[str], status: int, says: str) -> None:
    found, out, err = run("cite", *args)
    assert (found, out) == (status, "")
    assert says in err
    assert "Traceback" not in err


def test_texts_that_are_not_what_was_encoded(run, tmp_path: Path) -> None:
    other = EXAMPLE.joinpath("sixth.txt").read_text("utf-8").replace("“", '"')
    (tmp_path / "sixth.txt").write_text(other, encoding="utf-8")
    args = ("sixth", "in Astana", "--data", str(EXAMPLE), "--texts", str(tmp_path))
    status, out, err = run("cite", *args)
    assert (status, out) == (1, "")
    assert "is not the text that was encoded as document:example-wire-2019-05-06" in err
    (tmp_path / "sixth.txt").write_bytes(b"caf\xe9")
    assert "byte 3 is not UTF-8" in run("cite", *args)[2]
    (tmp_path / "sixth.txt").write_bytes(b"")
    assert "is empty" in run("cite", str(tmp_path / "sixth.txt"), "in Astana", *NAMED)[2]
    plain = run("cite", str(EXAMPLE / "sixth.ttl"), "CSTO", "--texts", str(tmp_path))[2]
    assert "no document" in plain


def test_the_shipped_documents_can_be_cited(run, texts: Path) -> None:
    status, out, err = run("cite", "004", "Asia-Plus", "--texts", str(texts))
    assert status == 0, err
    assert "<#char=28,37>" in out
    assert run("cite", str(texts / "004.txt"), "Asia-Plus")[1] == out
