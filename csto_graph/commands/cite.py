"""``csto-graph cite``: words of a raw text as a passage in Turtle."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.commands.options import add_data_option, authored_nodes, parser
from csto_graph.errors import CitationError, ParameterError

if TYPE_CHECKING:
    from csto_graph.citing import CitedDocument
    from csto_graph.nodes import Nodes
    from csto_graph.words import Place

DOCUMENT_LACKS = """\
  dct:identifier      {identifier!r} is what the names of its claims begin with here
  dct:issued          when it was published, in EDTF
  csto:issuedRationale  how that is known, in your own words
  dct:publisher       a csto:Publisher
  schema:url          where it was published
  skos:prefLabel      what to call it"""
CLAIM_LACKS = """\
  rdf:subject, rdf:predicate, rdf:object   of what it says which property has which value
  csto:modality   csto:Happened, or csto:Planned for what is announced, or csto:Hoped
  csto:stance     csto:Affirms, or csto:Denies
  csto:basis      csto:Stated, or csto:Inferred with a csto:rationale
  csto:speaker    if the text attributes it to somebody"""


def run(argv: list[str]) -> int:
    """Print the passage of some words, and with ``--claim`` a claim that rests on it."""
    options = parser(
        "cite",
        "Print the Turtle of a passage: its place in the raw text and its digest. Words\n"
        "that are not there letter for letter are found in spite of other white space,\n"
        "quotes, dashes or case, which standard error then says.",
        'example:\n  csto-graph cite my-texts/006.txt "five members" --document wire-2019-05-06',
    )
    options.add_argument(
        "document",
        metavar="DOCUMENT",
        help="a document: its identifier, short name or IRI; or a raw text file (.txt)",
    )
    options.add_argument("words", metavar="WORDS", help="whole words, as one argument")
    options.add_argument("--to", metavar="WORDS", help="go on until the end of these words")
    options.add_argument("--nth", type=int, metavar="N", help="the N-th place of the words")
    options.add_argument("--texts", type=Path, metavar="DIR", help="the folder of raw texts")
    options.add_argument(
        "--document", dest="name", metavar="NAME", help="what to call a text not encoded yet"
    )
    kind = options.add_mutually_exclusive_group()
    kind.add_argument("--claim", action="store_true", help="begin a claim that rests on it")
    kind.add_argument("--furniture", action="store_true", help="page furniture, out of scope")
    add_data_option(options)
    args = options.parse_args(argv)
    nodes = authored_nodes(args)
    document = _document(nodes, args)
    place, exact = _place(document.text, args)
    _print(nodes, document, place, args, exact=exact)
    return 0


def _document(nodes: Nodes, args: Namespace) -> CitedDocument:
    from csto_graph.citing import encoded_document, text_document

    if args.document.endswith(".txt"):
        return text_document(nodes, Path(args.document), args.name)
    if args.name is not None:
        raise ParameterError("--document names a raw text file (.txt); give one as DOCUMENT")
    if args.texts is None:
        raise ParameterError("--texts DIR is needed: the folder of raw texts")
    return encoded_document(nodes, args.document, args.texts)


def _place(text: str, args: Namespace) -> tuple[Place, bool]:
    """The place of the words, on to the end of ``--to``, and if all are letter for letter."""
    from csto_graph.words import Found, Place, choose, find_words

    found = find_words(text, args.words)
    place = choose(text, args.words, found, args.nth)
    exact = found.exact
    if args.to is not None:
        last = find_words(text, args.to)
        after = tuple(other for other in last.places if other.start >= place.end)
        if not after:
            raise CitationError(f"--to: {args.to!r} does not come after the first words")
        place = Place(place.start, choose(text, args.to, Found(after[:1], last.exact)).end)
        exact = exact and last.exact
    return place, exact


def _print(
    nodes: Nodes, document: CitedDocument, place: Place, args: Namespace, *, exact: bool
) -> None:
    """Write the Turtle to standard output, and what else there is to say to standard error."""
    from csto_graph import citing
    from csto_graph.canonical import write_turtle
    from csto_graph.namespaces import short

    if not args.furniture:
        citing.check_scope(nodes, document, place)
    kind = "PageFurniture" if args.furniture else "Passage"
    triples = list(citing.passage_triples(document, place, kind))
    if not exact:
        taken = document.text[place.start : place.end]
        _note(f"not there letter for letter; taken:\n  {taken}")
    if not document.encoded:
        triples += citing.document_triples(document)
        lacking = DOCUMENT_LACKS.format(identifier=document.identifier)
        _note(f"{short(document.iri)} is new; say of it:\n{lacking}")
    before = citing.claims_resting_on(nodes, citing.passage_iri(document, place))
    if before:
        _note(f"this passage is behind {', '.join(map(short, before))} already")
    if args.claim:
        claim = citing.next_claim(nodes, document)
        triples += citing.claim_triples(document, place, claim)
        _note(f"say of {short(claim)}:\n{CLAIM_LACKS}")
    if args.furniture:
        _note("say of the page furniture:\n  csto:rationale  why it is out of scope")
    print(write_turtle(triples, base=document.iri), end="")


def _note(text: str) -> None:
    print(f"csto-graph: {text}", file=sys.stderr)
