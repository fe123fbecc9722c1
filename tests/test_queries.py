"""Query files: what their headers may hold."""

from pathlib import Path

import pytest

from csto_graph.errors import QueryFileError
from csto_graph.queries import query_files, read_query

GOOD = """#+ title = "States"
#+ question = "Which states?"
#+ params.day = { type = "xsd:date", help = "The day", example = 2012-05-03 }
#+ columns = { state = "State" }
SELECT ?state { ?state a <urn:x> FILTER($day) }
"""


def read(folder: Path, text: str, name: str = "states.rq") -> object:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_query(path)


def test_a_good_file(tmp_path: Path) -> None:
    query = read(tmp_path, GOOD)
    assert query.name == "states"  # type: ignore[attr-defined]
    assert query.parameters[0].required  # type: ignore[attr-defined]
    assert query.parameters[0].example == "2012-05-03"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("#+ title", "#+ titel", "unknown key 'titel'"),
        ('#+ question = "Which states?"\n', "", "lacks 'question'"),
        ("FILTER($day)", "", "params.day is never used"),
        ("FILTER($day)", "FILTER($day && $night)", r"\$night is not declared"),
        ('help = "The day"', 'helps = "The day"', "unknown key 'helps'"),
        (", example = 2012-05-03 }", " }", "lacks 'example'"),
        ('"States"', '"States', "not TOML"),
        ("params.day", "params.policy", "is the name of an option"),
        ('{ type = "xsd:date", help = "The day", example = 2012-05-03 }', '"x"', "must be a table"),
    ],
)
def test_a_bad_header_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(QueryFileError, match=says) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert str(tmp_path / "states.rq") in str(caught.value)


def test_a_bad_name(tmp_path: Path) -> None:
    with pytest.raises(QueryFileError, match="lower case with hyphens"):
        read(tmp_path, GOOD, "States_On.rq")


def test_every_shipped_file_reads_and_declares_its_prefixes() -> None:
    assert len(query_files()) >= 15
    for path in query_files().values():
        query = read_query(path)
        assert query.question.endswith("?")
        assert "PREFIX csto:" in query.text
