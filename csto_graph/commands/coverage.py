"""``csto-graph coverage``: how much of each text is behind claims."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.commands.options import add_data_option, authored_nodes, parser
from csto_graph.errors import ParameterError

if TYPE_CHECKING:
    from csto_graph.coverage import Coverage, SentenceCoverage
    from csto_graph.nodes import Nodes

HEADS = ["Id", "Document", "Characters", "In scope", "Covered", "Share", "Claims", "Lists"]


def run(argv: list[str]) -> int:
    """Print a row for each document and, with the texts, the sentences that no claim rests on."""
    options = parser(
        "coverage",
        "Say how many characters of each document are in scope (no page furniture), and\n"
        "how many of these are behind some claim or list. With the texts, list the\n"
        "sentences that are behind none. Blanks between passages are in scope too, so\n"
        "that few documents reach 100%.",
        "example:\n  csto-graph coverage 006 --texts my-texts/ --data my-documents/",
    )
    options.add_argument(
        "document",
        metavar="DOCUMENT",
        nargs="?",
        help="only this one: its identifier, short name or IRI",
    )
    options.add_argument("--texts", type=Path, metavar="DIR", help="the folder of raw texts")
    options.add_argument(
        "--all", action="store_true", help="list every sentence, and how much of it is uncovered"
    )
    options.add_argument(
        "--format",
        choices=("table", "csv", "json"),
        default="table",
        help="csv has a row for each document, or with --texts for each sentence listed",
    )
    add_data_option(options)
    args = options.parse_args(argv)
    if args.all and args.texts is None:
        raise ParameterError("--all needs --texts DIR: the folder of raw texts")
    from csto_graph.loading import named_document
    from csto_graph.namespaces import CSTO

    nodes = authored_nodes(args)
    documents = list(nodes.of_type(f"{CSTO}Document"))
    if args.document is not None:
        documents = [named_document(nodes, documents, args.document, "DOCUMENT")]
    found = _measured(nodes, documents, args.texts, must=args.document is not None)
    if args.format == "table":
        _write_table(nodes, found, every=args.all)
    elif args.format == "json":
        _write_json(found, every=args.all)
    else:
        _write_csv(found, sentences=args.texts is not None, every=args.all)
    return 0


def _measured(
    nodes: Nodes, documents: Sequence[str], texts: Path | None, *, must: bool
) -> list[Coverage]:
    """The coverage of each document; a text that is not in the folder is passed over or not."""
    from csto_graph.citing import encoded_document
    from csto_graph.coverage import coverage
    from csto_graph.errors import DataError
    from csto_graph.namespaces import CSTO, short

    if texts is not None and not texts.is_dir():
        raise DataError(f"{texts}: is not a folder; name the folder with the raw texts")
    found = []
    for document in documents:
        text = None
        name = nodes.one(document, f"{CSTO}textFile") or ""
        if texts is not None and (must or (name and (texts / name).exists())):
            text = encoded_document(nodes, document, texts).text
        elif texts is not None:
            print(f"csto-graph: {texts} lacks the text of {short(document)}", file=sys.stderr)
        found.append(coverage(nodes, document, text))
    return found


def _listed(item: Coverage, *, every: bool) -> list[SentenceCoverage]:
    sentences = item.sentences or ()
    return [s for s in sentences if every or s.uncovered == s.end - s.start]


def _write_table(nodes: Nodes, found: Sequence[Coverage], *, every: bool) -> None:
    from csto_graph.labels import citation
    from csto_graph.namespaces import DCT
    from csto_graph.table import layout

    rows = []
    for item in found:
        numbers = (item.characters, item.in_scope, item.covered)
        name = nodes.one(item.document, f"{DCT}identifier") or ""
        cells = [name, citation(nodes, item.document), *map(str, numbers), f"{item.share}%"]
        rows.append([*cells, str(item.claims), str(item.lists)])
    print(layout(HEADS, rows), end="")
    for item in found:
        listed = _listed(item, every=every)
        if item.sentences is None:
            continue
        if not listed:
            print(f"{citation(nodes, item.document)}: every sentence is behind some claim")
            continue
        heads = ["Place", *(["Uncovered"] if every else []), "Sentence"]
        body = [[f"{s.start}-{s.end}", *([f"{s.share}%"] if every else []), s.text] for s in listed]
        what = "sentences" if every else "sentences behind no claim"
        print(f"{citation(nodes, item.document)}: {what}\n{layout(heads, body)}", end="")


def _write_json(found: Sequence[Coverage], *, every: bool) -> None:
    import json

    records = []
    for item in found:
        record: dict[str, object] = _record(item)
        if item.sentences is not None:
            record["sentences"] = [_sentence_record(s) for s in _listed(item, every=every)]
        records.append(record)
    print(json.dumps(records, ensure_ascii=False, indent=2))


def _write_csv(found: Sequence[Coverage], *, sentences: bool, every: bool) -> None:
    import csv

    if sentences:
        rows = [
            {"document": item.document, **_sentence_record(sentence)}
            for item in found
            for sentence in _listed(item, every=every)
        ]
        fields = ["document", "start", "end", "uncovered", "uncoveredShare", "text"]
    else:
        rows = [_record(item) for item in found]
        fields = ["document", "characters", "inScope", "covered", "share", "claims", "lists"]
    writer = csv.DictWriter(sys.stdout, fields)
    writer.writeheader()
    writer.writerows(rows)


def _record(item: Coverage) -> dict[str, object]:
    return {
        "document": item.document,
        "characters": item.characters,
        "inScope": item.in_scope,
        "covered": item.covered,
        "share": item.share,
        "claims": item.claims,
        "lists": item.lists,
    }


def _sentence_record(item: SentenceCoverage) -> dict[str, object]:
    return {
        "start": item.start,
        "end": item.end,
        "uncovered": item.uncovered,
        "uncoveredShare": item.share,
        "text": item.text,
    }
