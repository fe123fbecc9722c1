"""Between the IRIs of the graph and the addresses of its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from csto_graph.namespaces import BASE, CSTO

if TYPE_CHECKING:
    from csto_graph.graph import Graph

# What an IRI of ours may hold after the base; all else could end it in a query.
_PATH = re.compile(r"[^\x00-\x20<>\"{}|^`\\#?\x7f\ud800-\udfff]+\Z")
_SAFE = "/:@!$&'()*+,;=~.-_%"


def page_path(iri: str) -> str | None:
    """The path (with fragment) of the page of one of our IRIs; ``None`` for a foreign one.

    >>> page_path("https://w3id.org/csto-graph/state/uzbekistan")
    '/state/uzbekistan'
    """
    if not iri.startswith(BASE):
        return None
    path, hash_mark, fragment = iri.removeprefix(BASE).partition("#")
    if not path:
        return None
    return f"/{quote(path, safe=_SAFE)}{hash_mark}{quote(fragment, safe=_SAFE + '?')}"


def node_iri(path: str) -> str | None:
    """The IRI that a decoded path of the site (without its first slash) stands for, if any."""
    from pyoxigraph import NamedNode

    if not _PATH.match(path):
        return None
    try:
        return NamedNode(BASE + path).value
    except ValueError:  # a character that no IRI may have
        return None


def web_address(text: str) -> str | None:
    """The text if it is an address that a reader may follow: http or https, with a host.

    Anything else, such as ``javascript:``, must be shown as text and never become a link.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    plain = not re.search(r"[\x00-\x20\x7f<>\"\\]", text)
    return text if plain and parts.scheme in ("http", "https") and parts.netloc else None


def anchor(iri: str) -> str:
    """The id of the place on a page that the fragment of an IRI leads to; '' without one."""
    return unquote(iri.partition("#")[2])


def exists(graph: Graph, iri: str) -> bool:
    """Whether the graph says anything of a node."""
    if iri == CSTO.removesuffix("#"):
        return True
    return bool(graph.run(f"ASK {{ <{iri}> ?p ?o }}"))
