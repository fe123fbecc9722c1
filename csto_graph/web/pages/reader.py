"""Reading one graph for one page: labels, links and footnotes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csto_graph.namespaces import BASE, CSTO, DCT, short
from csto_graph.web.pages.addresses import anchor, page_path, web_address
from csto_graph.web.pages.wording import date_in_words

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.web.site import Site


LIST = f"{BASE}list/"


@dataclass(frozen=True)
class Link:
    """A text and where it leads: an address, or '' where there is nothing to follow.

    ``anchor`` is the id that the thing itself has on its page; ``outside`` says that the
    address is not of this site.
    """

    text: str
    href: str = ""
    anchor: str = ""
    outside: bool = False


@dataclass(frozen=True)
class Note:
    """A footnote: its number, the passage, the document with its address, the characters."""

    number: int
    passage: Link
    document: Link
    address: str
    characters: str


@dataclass
class Reader:
    """What one page has looked up so far in one graph of a site."""

    site: Site
    graph: Graph
    labels: dict[str, str] = field(default_factory=dict)
    cited: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)

    def prepare(self, iris: Iterable[str]) -> None:
        """Look up the labels of many nodes by one query."""
        wanted = sorted({iri for iri in iris if _plain_iri(iri)} - self.labels.keys())
        if not wanted:
            return
        values = " ".join(f"<{iri}>" for iri in wanted)
        self.labels.update(dict.fromkeys(wanted, ""))
        rows: Any = self.graph.run(
            f"SELECT ?node ?label WHERE {{ VALUES ?node {{ {values} }} ?node rdfs:label ?label }}"
        )
        for row in rows:
            if not self.labels[row["node"].value]:
                self.labels[row["node"].value] = row["label"].value

    def label(self, iri: str) -> str:
        """The label of a node or term; its short name where it has none."""
        if iri not in self.labels:
            self.labels[iri] = self.graph.label(iri) or ""
        if not self.labels[iri] and iri.startswith(LIST) and "#" not in iri:
            self.labels[iri] = self._list_label(iri)
        return self.labels[iri] or short(iri)

    def _list_label(self, iri: str) -> str:
        """A list of states has no label of its own: what its name says, and its document."""
        document = self.graph.text(iri, f"{CSTO}document")
        name = iri.removeprefix(LIST).partition("-")[2].replace("-", " ") or short(iri)
        return f"List: {name} ({self.citation(document)[0]})" if document else short(iri)

    def path(self, path: str) -> str:
        """An address of this site, from a path that begins with a slash."""
        return f"{self.site.root_path}{path}"

    def link(self, iri: str, text: str | None = None) -> Link:
        """A link to the page of a node, to the web for a foreign one, or text alone."""
        shown = self.label(iri) if text is None else text
        path = page_path(iri)
        if path is not None:
            return Link(shown, self.path(path), anchor(iri))
        address = web_address(iri)
        return Link(shown, address or "", "", outside=address is not None)

    def citation(self, document: str) -> tuple[str, str]:
        """A document in words, such as ``TASS, 28 August 2012``, and its address or ''."""
        if document not in self.cited:
            publisher = self.graph.text(document, f"{DCT}publisher")
            issued = self.graph.text(document, f"{DCT}issued")
            named = self.label(publisher) if publisher else short(document)
            words = f"{named}, {date_in_words(issued)}" if issued else named
            address = web_address(self.graph.text(document, "https://schema.org/url") or "")
            self.cited[document] = (words, address or "")
        return self.cited[document]

    def note(self, passage: str) -> Note:
        """The footnote of a passage, numbered as it is first met on the page."""
        if passage not in self.notes:
            document, _, place = passage.partition("#char=")
            words, address = self.citation(document)
            self.notes[passage] = Note(
                number=len(self.notes) + 1,
                passage=self.link(passage, ""),
                document=self.link(document, words),
                address=address,
                characters=place.replace(",", "–"),
            )
        return self.notes[passage]

    def noted(self, passages: Iterable[str]) -> list[Note]:
        """The footnotes of passages, each once."""
        return [self.note(passage) for passage in dict.fromkeys(passages) if passage]


def _plain_iri(iri: str) -> bool:
    from csto_graph.entities import looks_like_iri

    return looks_like_iri(iri)


def local(iri: str) -> str:
    """The local name of a term of the ontology; '' where there is none."""
    return iri.removeprefix(CSTO) if iri.startswith(CSTO) else ""
