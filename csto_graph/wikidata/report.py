"""Findings of a comparison as a table, CSV, a page of HTML, and a file for Mismatch Finder."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, cast

from csto_graph.namespaces import DCT, short
from csto_graph.wikidata.context import Finding
from csto_graph.wikidata.dating import CONTRADICTS, DISPUTED, RESULTS

if TYPE_CHECKING:
    from csto_graph.graph import Graph

FORMATS = ("table", "csv", "html", "mismatch")
COLUMNS = (
    "about", "label", "item", "property", "property_label", "here", "there", "result", "part",
    "statement", "disputed_here", "sources", "note",
)  # fmt: skip
# https://github.com/wmde/wikidata-mismatch-finder/blob/main/docs/UserGuide.md
MISMATCH = (
    "item_id", "statement_guid", "property_id", "wikidata_value", "meta_wikidata_value",
    "external_value", "external_url", "type",
)  # fmt: skip
LONGEST = 1500  # characters of a value that Mismatch Finder takes

_STYLE = """body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:75rem;
padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem
.6rem;border-bottom:1px solid #ccc}th{background:#eee}small{font-weight:normal}
tr.contradicts td.result{font-weight:bold;color:#a40000}caption{text-align:left;margin:.5rem 0}
@media(prefers-color-scheme:dark){body{background:#111;color:#eee}th{background:#333}
tr.contradicts td.result{color:#ff8a80}a{color:#9cf}}"""


@dataclass(frozen=True)
class _Cell:
    value: str


class _Solutions:
    """Rows in the form of an engine's answer, for the one writer of tables."""

    def __init__(self, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        self.variables = [_Cell(name) for name in names]
        self.rows = [[_Cell(cell) for cell in row] for row in rows]

    def __iter__(self) -> Iterator[list[_Cell]]:
        return iter(self.rows)


def as_table(graph: Graph, found: Sequence[Finding]) -> str:
    """A table for people, as wide as the terminal, with the passages behind ours at its end."""
    from csto_graph.table import format_table

    titles = ("About", "Property", "Here", "There", "Result", "Sources")
    rows = [
        (
            f"{f.label} {f.item}",
            f"{f.name} {f.property}" if f.property else f.name,
            f.here or "–",
            f.there or "–",
            _result(f) + (f"; {f.note}" if f.note else ""),
            " ".join(f.sources),
        )
        for f in found
    ]
    return format_table(graph, cast("Any", _Solutions(titles, rows)), {})


def as_csv(found: Iterable[Finding]) -> str:
    """All of it as CSV (RFC 4180), the sources as IRIs of passages with blanks between."""
    return _written(
        COLUMNS,
        (
            (
                short(f.about), f.label, f.item, f.property, f.name, f.here, f.there, f.result,
                f.part, f.statement, "yes" if f.disputed else "", " ".join(f.sources), f.note,
            )
            for f in found
        ),
    )  # fmt: skip


def as_mismatches(found: Iterable[Finding]) -> str:
    """The contradictions of statements of Wikidata, as Mismatch Finder imports them.

    Only what no value of ours explains: of disputed values, where none fits. What is
    missing on either side is no mismatch.
    """
    merged: dict[tuple[str, ...], list[Finding]] = {}
    for f in found:
        # Without a value there, there is nothing that could be wrong.
        if f.result == CONTRADICTS and f.item[:1] == "Q" and f.statement and f.raw:
            key = (f.item, f.statement, f.property, f.raw[:LONGEST], f.calendar)
            merged.setdefault((*key, f.about, f.part), []).append(f)
    rows = [
        (*key[:5], " or ".join(f.here for f in group)[:LONGEST], key[5][:LONGEST], key[6])
        for key, group in merged.items()
    ]
    return _written(MISMATCH, rows)


def as_html(graph: Graph, found: Sequence[Finding], against: str) -> str:
    """One page without scripts or anything from elsewhere; every text is escaped."""
    counts = Counter(f.result for f in found)
    told = ", ".join(f"{counts[result]} {result}" for result in RESULTS if counts[result])
    heads = ("About", "Property", "Here", "There", "Result", "Sources of ours")
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in heads)
    rows = "\n".join(_row(graph, f) for f in found)
    title = f"Compared with {against}"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing is loaded and nothing is run, whatever a data set has in its labels.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n<table>\n<caption>{len(found)} values compared: "
        f"{escape(told or 'none')}.</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</body>\n</html>\n"
    )


def _row(graph: Graph, f: Finding) -> str:
    about = _link(f.about, f.label)
    item = _link(f"http://www.wikidata.org/entity/{f.item}", f.item) if f.item[:1] == "Q" else ""
    result = escape(_result(f))
    note = f"<br><small>{escape(f.note)}</small>" if f.note else ""
    sources = "<br>".join(_link(source, _citation(graph, source)) for source in f.sources)
    cells = (
        f"{about}<br>{item}",
        f"{escape(f.name)} {escape(f.property)}",
        escape(f.here or "–"),
        escape(f.there or "–"),
    )
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    kind = f.result.replace(" ", "-")
    return (
        f'<tr class="{escape(kind)}">{row}<td class="result">{result}{note}</td>'
        f"<td>{sources}</td></tr>"
    )


def _result(f: Finding) -> str:
    return f.result + (" (disputed here)" if f.disputed and f.result != DISPUTED else "")


def _link(iri: str, text: str) -> str:
    if not iri.startswith(("http://", "https://")):
        return escape(text)
    return f'<a href="{escape(iri)}" rel="noreferrer">{escape(text)}</a>'


def _citation(graph: Graph, passage: str) -> str:
    document, _, position = passage.partition("#char=")
    cited = graph.text(document, f"{DCT}bibliographicCitation") or short(document)
    return f"{cited}, characters {position.replace(',', '–')}"


def _written(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return file.getvalue()
