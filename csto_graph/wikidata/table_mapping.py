"""What the columns of a scholarly table mean, said in TOML; and its rows as records.

Two kinds: ``state-years``, a row a state and year, with a value that says member or not;
``spells``, a row a state and spell, with a start and an end.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csto_graph.dates import DateRange, extent
from csto_graph.errors import DataError, ParameterError
from csto_graph.files import read_text

KINDS = ("state-years", "spells")
_KEYS = {
    "name", "kind", "about", "delimiter", "columns", "filter", "states", "values", "covers",
    "open_end",
}  # fmt: skip
_COLUMNS = {
    "state-years": ({"state", "year", "value"}, set[str]()),
    "spells": ({"state", "start", "end"}, {"phase"}),
}
UNBOUNDED = DateRange(None, None)
LONGEST = 2**20  # characters of a cell


@dataclass(frozen=True)
class TableMapping:
    """The meaning of a table: its name, its kind, and the organization or treaty it is about.

    ``columns`` give the column, or the columns of year, month and day, of each part;
    ``filter`` keeps rows with these cells; ``states`` gives the node of each code; ``member``
    and ``none`` are the values that say so, others say nothing; ``covers`` is the years of
    the table; ``open_end`` the cells that stand for an end that has not come.
    """

    name: str
    kind: str
    about: str
    columns: dict[str, tuple[str, ...]]
    states: dict[str, str]
    filter: dict[str, tuple[str, ...]] = field(default_factory=dict)
    member: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()
    covers: DateRange = UNBOUNDED
    open_end: frozenset[str] = frozenset(("", "0"))
    delimiter: str = ","


@dataclass(frozen=True)
class Row:
    """A row that counts: its line, the state's node as written in the mapping, and its cells."""

    line: int
    state: str
    cells: dict[str, str]

    def joined(self, columns: tuple[str, ...]) -> str:
        """Year, month and day of several columns as EDTF; empty parts and zeros left out."""
        parts = [self.cells[column].strip() for column in columns]
        if len(parts) == 1:
            return parts[0]
        known: list[str] = []
        for part in parts:
            if part in ("", "0", "-9", "."):
                break
            known.append(part.zfill(2 if known else 4))
        return "-".join(known)


def read_table_mapping(path: Path) -> TableMapping:
    """The mapping in a TOML file; DataError naming the file and the key for what is wrong."""
    try:
        given = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path}: not valid TOML: {error}") from None
    if unknown := given.keys() - _KEYS:
        raise DataError(
            f"{path}: unknown key {min(unknown)!r}; there is {', '.join(sorted(_KEYS))}"
        )
    kind = _text(path, given, "kind")
    if kind not in KINDS:
        raise DataError(f"{path}: kind {kind!r}; write one of {', '.join(KINDS)}")
    columns = {
        part: tuple(named) if isinstance(named, list) else (str(named),)
        for part, named in _table(path, given, "columns").items()
    }
    needed, optional = _COLUMNS[kind]
    if missing := needed - columns.keys():
        raise DataError(f"{path}: [columns] lacks {min(missing)!r}, the column that has it")
    if odd := columns.keys() - needed - optional:
        raise DataError(f"{path}: [columns] has {min(odd)!r}, which a table of {kind} has not")
    values = _table(path, given, "values", {})
    if kind == "state-years" and not {"member", "none"} <= values.keys():
        raise DataError(f"{path}: [values] needs member and none, lists of cells that say so")
    states = {str(code): str(node) for code, node in _table(path, given, "states").items()}
    return TableMapping(
        name=str(given.get("name") or path.stem),
        kind=kind,
        about=_text(path, given, "about"),
        columns=columns,
        states=states,
        filter={c: tuple(_listed(v)) for c, v in _table(path, given, "filter", {}).items()},
        member=frozenset(_listed(values.get("member", []))),
        none=frozenset(_listed(values.get("none", []))),
        covers=_covers(path, given.get("covers")),
        open_end=frozenset(_listed(given.get("open_end", ["", "0"]))),
        delimiter=_delimiter(path, given.get("delimiter", ",")),
    )


def read_rows(path: Path, mapping: TableMapping) -> Iterator[Row]:
    """The rows of a CSV table that are about a state of the mapping.

    Raises DataError with the line for a column that is missing or a row that is cut short.
    """
    csv.field_size_limit(LONGEST)
    lines = read_text(path).lstrip("\ufeff").splitlines(keepends=True)
    reader = csv.DictReader(lines, delimiter=mapping.delimiter, strict=True)
    wanted = {c for columns in mapping.columns.values() for c in columns} | mapping.filter.keys()
    try:
        if missing := wanted - set(reader.fieldnames or ()):
            known = ", ".join((reader.fieldnames or ())[:12]) or "none"
            raise DataError(f"{path}:1: no column {min(missing)!r}; there is {known}")
        for cells in reader:
            if None in cells or None in cells.values():
                raise DataError(f"{path}:{reader.line_num}: has not as many cells as the head")
            if any(cells[c].strip() not in kept for c, kept in mapping.filter.items()):
                continue
            state = mapping.states.get(cells[mapping.columns["state"][0]].strip())
            if state is not None:
                yield Row(reader.line_num, state, cells)
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: not valid CSV: {error}") from None


def _covers(path: Path, given: Any) -> DateRange:
    if given is None:
        return UNBOUNDED
    try:
        return extent(str(given)).whole
    except ParameterError:
        raise DataError(f'{path}: covers {given!r}; write such as "1992/2014"') from None


def _text(path: Path, given: dict[str, Any], key: str) -> str:
    if isinstance(given.get(key), str):
        return str(given[key])
    raise DataError(f'{path}: needs {key} = "…"')


def _table(
    path: Path, given: dict[str, Any], key: str, default: dict[str, Any] | None = None
) -> dict[str, Any]:
    found = given.get(key, default)
    if isinstance(found, dict):
        return found
    raise DataError(f"{path}: needs a table [{key}]")


def _listed(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list) else [value])]


def _delimiter(path: Path, given: Any) -> str:
    if isinstance(given, str) and len(given) == 1:
        return given
    raise DataError(f"{path}: delimiter {given!r}; write one character")
