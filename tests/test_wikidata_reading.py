"""Data sets are read in every form of Wikidata's, bounded in memory, and damage is told."""

from __future__ import annotations

import bz2
import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from wikibase import NONE, UNKNOWN, dump, entity_data, guid, item, q, says, when

from csto_graph.dates import DateRange
from csto_graph.errors import DataError
from csto_graph.wikidata.reading import read_data_set, read_entities
from csto_graph.wikidata.records import JULIAN, WIKIDATA, Entity, Statement, Value, period

FILES = Path(__file__).parent / "wikidata"
UZBEKISTAN = item(
    "Q265",
    {"en": "Uzbekistan", "ru": "Узбекистан"},
    says("P463", q("Q318693"), P580=when("2006-06"), P582=UNKNOWN),
    says("P463", UNKNOWN, 2, "deprecated", P580=NONE),
    says("P31", NONE, rank="preferred"),
    aliases={"en": ["Republic of Uzbekistan"]},
)


def said(entity: Entity) -> set[tuple[object, ...]]:
    """What is comparable across formats: property, value, rank, qualifiers."""
    return {
        (
            s.property,
            s.value.kind,
            s.value.text,
            s.rank,
            frozenset(
                (k.property, k.value.kind, k.value.time.period if k.value.time else None)
                for k in s.qualifiers
            ),
        )
        for s in entity.statements
    }


JUNE = DateRange(date(2006, 6, 1), date(2006, 6, 30))
WANTED = {
    (
        "P463",
        "entity",
        "Q318693",
        "normal",
        frozenset({("P580", "time", JUNE), ("P582", "somevalue", None)}),
    ),
    ("P463", "somevalue", "", "deprecated", frozenset({("P580", "novalue", None)})),
    ("P31", "novalue", "", "preferred", frozenset()),
}


def one(path: Path) -> Entity:
    found = [entity for entity in read_entities(path) if not entity.redirect]
    assert [entity.id for entity in found] == ["Q265"]
    return found[0]


@pytest.mark.parametrize("form", ["line", "pretty", "array", "dump", "data", "gz", "bz2", "lines"])
def test_json_in_every_form(form: str, tmp_path: Path) -> None:
    path = tmp_path / "any.name"
    text = json.dumps(UZBEKISTAN)
    if form == "pretty":
        path.write_text(json.dumps(UZBEKISTAN, indent=1), encoding="utf-8")
    elif form == "array":
        path.write_text(f"[{text}]", encoding="utf-8")
    elif form == "dump":
        dump(path, [UZBEKISTAN])
    elif form == "data":
        entity_data(path, [UZBEKISTAN])
    elif form == "gz":
        path.write_bytes(gzip.compress(f"[\n{text}\n]\n".encode()))
    elif form == "bz2":
        path.write_bytes(bz2.compress(text.encode()))
    else:
        path.write_text(f"\ufeff{text}\r\n\r\n" if form == "lines" else text, encoding="utf-8")
    entity = one(path)
    assert said(entity) == WANTED
    assert [(n.text, n.language, n.alias) for n in entity.names] == [
        ("Uzbekistan", "en", False),
        ("Узбекистан", "ru", False),
        ("Republic of Uzbekistan", "en", True),
    ]
    assert entity.of("P463")[0].id == guid("Q265", "P463")


@pytest.mark.parametrize("name", ["dump.ttl", "service.ttl", "beta.nt"])
def test_rdf_says_the_same_as_json(name: str) -> None:
    entity = one(FILES / name)
    assert said(entity) == WANTED
    assert {(n.text, n.language) for n in entity.names if not n.alias} >= {("Uzbekistan", "en")}
    assert entity.of("P463")[0].id.startswith("Q265$0A000001-0000")


def test_rdf_of_the_first_exports() -> None:
    entity = one(FILES / "first.nt")
    statement = entity.of("P463")[0]
    assert statement.value == Value("entity", "Q318693")
    assert [v.time.period for v in statement.qualifier("P580") if v.time] == [
        DateRange(date(2006, 6, 23), date(2006, 6, 23))
    ]


def test_truthy_rdf_has_dates_of_unknown_precision(tmp_path: Path) -> None:
    path = tmp_path / "truthy.nt"
    path.write_text(
        f'<{WIKIDATA}Q1> <http://www.wikidata.org/prop/direct/P571> "2006-01-01T00:00:00Z"^^'
        "<http://www.w3.org/2001/XMLSchema#dateTime> .\n",
        encoding="utf-8",
    )
    (found,) = read_entities(path)
    time = found.statements[0].value.time
    assert time is not None and time.precision is None
    assert time.period == DateRange(date(2006, 1, 1), date(2006, 12, 31))


def test_any_rdf_with_labels(tmp_path: Path) -> None:
    path = tmp_path / "other.ttl"
    path.write_text(
        '<http://example.org/league> <http://www.w3.org/2004/02/skos/core#prefLabel> "A league" ;\n'
        '  <http://example.org/since> "2002-10-07"^^<http://www.w3.org/2001/XMLSchema#date> .\n',
        encoding="utf-8",
    )
    (found,) = read_entities(path)
    assert found.id == "http://example.org/league" and found.label() == "A league"
    assert [s.property for s in found.statements] == ["http://example.org/since"]


def test_pages_about_an_entity_are_no_entities() -> None:
    ids = {entity.id for entity in read_entities(FILES / "dump.ttl")}
    assert ids == {"Q265", "Q9900000001"}


def test_redirects_missing_and_repeated(tmp_path: Path) -> None:
    older, newer = item("Q1", "old"), item("Q1", "new")
    newer["lastrevid"] = 2
    data = {
        "entities": {
            "Q9900000001": older,
            "Q2": {"id": "Q2", "missing": ""},
            "Q3": {"id": "Q1", "redirects": {"from": "Q3", "to": "Q1"}, "missing": ""},
        }
    }
    first, second = tmp_path / "a.json", dump(tmp_path / "b.json", [newer, older])
    first.write_text(json.dumps(data), encoding="utf-8")
    found = read_data_set([first, second], ids={"Q9900000001", "Q2"})
    assert found.redirects == {"Q9900000001": "Q1", "Q3": "Q1"}
    assert found.missing == {"Q2"}
    entity = found.get("Q9900000001")
    assert entity is not None and entity.label() == "new"


def test_only_what_is_asked_for_is_kept(tmp_path: Path) -> None:
    path = dump(tmp_path / "d.json", [item(f"Q{n}", f"thing {n}") for n in range(1, 50)])
    assert set(read_data_set([path], ids={"Q7"}).entities) == {"Q7"}
    found = read_data_set([path], named=lambda names: any(n.text == "thing 9" for n in names))
    assert set(found.entities) == {"Q9"}


# ---- dates of both calendars; 25 October 1917 and 11 February 1731 are known pairs.


@pytest.mark.parametrize(
    ("given", "julian", "low", "high"),
    [
        ((1917, 10, 25, 11), True, date(1917, 11, 7), date(1917, 11, 7)),
        ((1732, 2, 11, 11), True, date(1732, 2, 22), date(1732, 2, 22)),
        ((1900, 2, 29, 11), True, date(1900, 3, 13), date(1900, 3, 13)),
        ((2006, 8, 0, 10), False, date(2006, 8, 1), date(2006, 8, 31)),
        ((2006, 0, 0, 9), False, date(2006, 1, 1), date(2006, 12, 31)),
        ((2006, 3, 7, 9), False, date(2006, 1, 1), date(2006, 12, 31)),
        ((2010, 0, 0, 8), False, date(2010, 1, 1), date(2019, 12, 31)),
        ((2000, 0, 0, 7), False, date(1901, 1, 1), date(2000, 12, 31)),
        ((2001, 0, 0, 7), False, date(2001, 1, 1), date(2100, 12, 31)),
        ((2000, 0, 0, 6), False, date(1001, 1, 1), date(2000, 12, 31)),
        ((-43, 3, 15, 11), False, None, date(1, 1, 1)),
    ],
)
def test_the_days_of_a_time(
    given: tuple[int, int, int, int], julian: bool, low: date | None, high: date
) -> None:
    assert period(*given, julian=julian) == DateRange(low, high)


def test_no_day_of_the_calendar() -> None:
    assert period(1900, 2, 29, 11) is None
    assert period(2012, 13, 1, 11) is None


def test_julian_days_are_converted_in_json_and_were_converted_in_rdf(tmp_path: Path) -> None:
    path = dump(tmp_path / "j.json", [item("Q1", "x", says("P571", when("1917-10-25", JULIAN)))])
    (from_json,) = read_entities(path)
    rdf = tmp_path / "j.ttl"
    rdf.write_text(
        "@prefix p: <http://www.wikidata.org/prop/> .\n"
        "@prefix wd: <http://www.wikidata.org/entity/> .\n"
        "@prefix value: <http://www.wikidata.org/value/> .\n"
        "@prefix wb: <http://wikiba.se/ontology#> .\n"
        "wd:Q1 p:P571 <http://www.wikidata.org/entity/statement/Q1-AAAAAAAA-1> .\n"
        "<http://www.wikidata.org/entity/statement/Q1-AAAAAAAA-1>\n"
        "  <http://www.wikidata.org/prop/statement/value/P571> value:1 .\n"
        'value:1 wb:timeValue "1917-11-07T00:00:00Z"^^'
        "<http://www.w3.org/2001/XMLSchema#dateTime> ; wb:timePrecision 11 ;\n"
        "  wb:timeCalendarModel wd:Q1985786 .\n",
        encoding="utf-8",
    )
    (from_rdf,) = read_entities(rdf)

    def day(statement: Statement) -> DateRange | None:
        assert statement.value.time is not None
        return statement.value.time.period

    november = DateRange(date(1917, 11, 7), date(1917, 11, 7))
    assert day(from_json.statements[0]) == day(from_rdf.statements[0]) == november


# ---- damage


def test_a_broken_line_has_a_number_and_reading_goes_on_if_asked(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    good = json.dumps(item("Q1", "one"))
    path.write_text(f"[\n{good},\n{good[:60]}\n{good.replace('Q1', 'Q3')}\n]\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"d\.json:3:\d+: not valid JSON"):
        list(read_entities(path))
    told: list[str] = []
    assert [e.id for e in read_entities(path, problem=told.append)] == ["Q1", "Q3"]
    assert len(told) == 1 and "d.json:3" in told[0]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "is empty"),
        (b"name,id\nx,Q1\n", "neither JSON nor RDF"),
        (b"\x89PNG\r\n\x1a\n", "neither JSON nor RDF"),
        (b'{"a": 1}', "None|an id"),
        (b"[1, 2]", "no entity of Wikidata"),
        (b'{"id": "Q1", "claims": {"P1": [{"mainsnak": {}}]}}', "Q1 is not as an entity"),
        (b'{"id": "Q1", "labels": "x"}', "Q1 is not as an entity"),
        (b'{"id": "../../etc", "labels": {}}', "an id"),
        (b"{" + b'"a":{' * 100_000, "nested too deep|not valid JSON"),
        (b'{"id": "Q1", "lastrevid": ' + b"9" * 5000 + b"}", "not valid JSON|not as an entity"),
        (b'{"id": "Q1\xff"}', "not UTF-8"),
        (b"<http://a> <http://b> nonsense", "not valid RDF"),
    ],
)
def test_what_is_no_data_set_is_refused_in_one_message(
    content: bytes, cause: str, tmp_path: Path
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(DataError, match=cause) as error:
        read_data_set([path])
    assert str(path) in str(error.value) and "\n" not in str(error.value)


def test_a_packed_file_that_breaks_off(tmp_path: Path) -> None:
    whole = gzip.compress(json.dumps([item(f"Q{n}", "x" * 50) for n in range(1, 99)]).encode())
    path = tmp_path / "d.json.gz"
    path.write_bytes(whole[:-40])
    with pytest.raises(DataError, match="breaks off"):
        read_data_set([path])


@pytest.mark.parametrize("name", ["long.json", "long.nt"])
def test_a_line_without_end_is_refused_in_little_memory(name: str, tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / f"{name}.gz"
    start = b'{"id":"Q1","labels":{"en":"' if name.endswith("json") else b'<http://a> <http://b> "'
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(start)
        for _ in range(64):
            file.write(b"x" * 2**20)
    tracemalloc.start()
    with pytest.raises(DataError, match="a line of more than 1 MiB"):
        list(read_entities(path, limit=2**20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * 2**20


def test_control_characters_and_half_surrogates_do_not_pass(tmp_path: Path) -> None:
    path = dump(tmp_path / "d.json", [item("Q1", "red\u001b[31m and \ud800 half")])
    (found,) = read_entities(path)
    assert found.label() == "red [31m and ? half"


@pytest.mark.parametrize("make", ["folder", "absent", "device"])
def test_what_is_no_file(make: str, tmp_path: Path) -> None:
    path = {"folder": tmp_path, "absent": tmp_path / "no", "device": Path("/dev/null")}[make]
    with pytest.raises(DataError, match=r"folder|does not exist|no plain file"):
        read_data_set([path])
