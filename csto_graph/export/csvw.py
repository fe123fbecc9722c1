"""Tables as CSV, and the dictionary of their columns that machines read.

CSV as in RFC 4180; the dictionary as in https://www.w3.org/TR/tabular-metadata/ .
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from csto_graph.errors import DataError
from csto_graph.namespaces import EDTF

METADATA = "csv-metadata.json"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
SEPARATORS = ("|", "¦", "‖", "␟")  # between the values of a cell: the first that no value has


@dataclass(frozen=True)
class Column:
    """A column and what the dictionary says of it; ``many`` if a cell may hold several values."""

    name: str
    title: str
    about: str
    kind: str = "string"
    property: str | None = None
    many: bool = False


@dataclass(frozen=True)
class Table:
    """A table: rows hold a list of values for each column that the row has."""

    name: str
    title: str
    about: str
    columns: list[Column]
    rows: list[dict[str, list[str]]]
    key: tuple[str, ...] = ("id",)
    refers: tuple[str, str, str] | None = None


def files(tables: Iterable[Table]) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the files for some tables, the dictionary last.

    Raises DataError for values that nothing can part.
    """
    described = []
    for table in tables:
        separators = {c.name: _separator(table, c.name) for c in table.columns if c.many}
        described.append(_described(table, separators))
        yield f"{table.name}.csv", _csv(table, separators)
    yield METADATA, _dictionary(described)


def _separator(table: Table, name: str) -> str:
    """A text that parts the values of a column and is in none of them."""
    texts = [text for row in table.rows for text in row.get(name, [])]
    for separator in SEPARATORS:
        if not any(separator in text for text in texts):
            return separator
    raise DataError(
        f"{table.name}.csv: values of {name} have all of {' '.join(SEPARATORS)} in them, so "
        "that nothing can part them; use another format, or mend the data"
    )


def _csv(table: Table, separators: dict[str, str]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.title for column in table.columns)
    for row in table.rows:
        writer.writerow(
            separators.get(column.name, "").join(row.get(column.name, []))
            for column in table.columns
        )
    return text.getvalue().encode("utf-8")


def _described(table: Table, separators: dict[str, str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "aboutUrl": "{+id}",
        "primaryKey": list(table.key) if len(table.key) > 1 else table.key[0],
        "columns": [_column(table, column, separators) for column in table.columns],
    }
    if table.refers:
        del schema["aboutUrl"]  # a row is a pair, of a value and a claim
        column, resource, other = table.refers
        reference = {"resource": resource, "columnReference": other}
        schema["foreignKeys"] = [{"columnReference": column, "reference": reference}]
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.title,
        "dc:description": table.about,
        "tableSchema": schema,
    }


def _column(table: Table, column: Column, separators: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name,
        "titles": column.title,
        "dc:description": column.about,
        "datatype": {"base": "string", "@id": EDTF} if column.kind == EDTF else column.kind,
    }
    if column.name in table.key:
        told["required"] = True
    if column.property:
        told["propertyUrl"] = column.property
    else:
        told["suppressOutput"] = True
    if column.property and column.kind == "anyURI":
        told["valueUrl"] = f"{{+{column.name}}}"
    if column.name in separators:
        told["separator"] = separators[column.name]
    return told


def _dictionary(tables: list[dict[str, Any]]) -> bytes:
    from csto_graph import __version__

    told = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "csto-graph: situations",
        "dc:license": {"@id": LICENCE},
        "schema:version": __version__,
        "tables": tables,
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
