"""Finding the node that a user means by a short name, an IRI, a label or another name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csto_graph.errors import ParameterError, UnknownEntityError
from csto_graph.namespaces import BASE, CSTO, DCT, RDF, RDFS, SKOS, expand, short

if TYPE_CHECKING:
    from csto_graph.engine import Engine

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")
_NAMES = f"<{RDFS}label>|<{SKOS}altLabel>|<{CSTO}nameAsPrinted>|<{DCT}identifier>"


def find_entity(engine: Engine, text: str, kind: str | None, name: str) -> str:
    """The IRI of the node that ``text`` denotes.

    ``text`` is ``state:uzbekistan``, a full IRI, or a label, alternative name or printed
    name in any case; ``kind`` is the IRI of the class it must have, ``None`` for any;
    ``name`` is the parameter's, for messages. Raises UnknownEntityError, with suggestions,
    if nothing or more than one thing is meant, ParameterError if it is of another class.
    """
    text = text.strip()
    if any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in text):
        raise ParameterError(f"{name}: {text!r} holds characters that no name has")
    iri = expand(text) or (text.strip("<>") if "://" in text else None)
    if iri is not None and _IRI.match(iri) and engine.holds(iri):
        return _of_kind(engine, iri, kind, name)
    # A name just as it stands in the graph is found without looking at all the others.
    found: set[str] = set().union(*_names(engine, kind, text).values())
    if len(found) != 1:
        names = _names(engine, kind)
        found = names.get(folded(text), set()) | names.get(folded(text.partition(":")[2]), set())
    if len(found) == 1:
        return found.pop()
    if found:
        choices = ", ".join(sorted(short(node) for node in found))
        raise UnknownEntityError(f"{name}: {text!r} may mean {choices}; give one of these")
    raise UnknownEntityError(f"{name}: nothing is called {text!r}{_suggestions(text, names)}")


def looks_like_iri(text: str) -> bool:
    """Whether a text is an IRI as far as that can be told, and safe between < and >."""
    return bool(_IRI.match(text))


def _of_kind(engine: Engine, iri: str, kind: str | None, name: str) -> str:
    kinds = engine.values(iri, f"{RDF}type")
    if kind is None or kind in kinds:
        return iri
    own = sorted(short(k) for k in kinds if k.startswith(CSTO)) or ["of no known class"]
    raise ParameterError(f"{name}: {short(iri)} is {', '.join(own)}, not {short(kind)}")


def _names(engine: Engine, kind: str | None, only: str | None = None) -> dict[str, set[str]]:
    """Every folded name of every node of a class, or this name, with the nodes it names."""
    typed = f"?node a <{kind}> ." if kind else ""
    if only is not None:
        from pyoxigraph import Literal

        typed += f" VALUES ?name {{ {Literal(only)} {Literal(only, language='en')} }}"
    # Claims, voices and terms have labels too, but who gives a name means a thing.
    query = f"""SELECT DISTINCT ?node ?name WHERE {{ {typed} ?node {_NAMES} ?name
        FILTER(STRSTARTS(STR(?node), "{BASE}") && !STRSTARTS(STR(?node), "{CSTO}"))
        FILTER NOT EXISTS {{ ?node a ?kind
          FILTER(?kind IN (<{CSTO}Claim>, <{CSTO}Passage>, <{CSTO}Speaker>,
            <{CSTO}AnonymousSpeaker>)) }} }}"""
    names: dict[str, set[str]] = {}
    for solution in engine.run(query):  # type: ignore[union-attr]
        node = solution["node"].value
        for text in (solution["name"].value, short(node).partition(":")[2]):
            names.setdefault(folded(text), set()).add(node)
    return names


def folded(text: str) -> str:
    """A name without case, accents and extra blanks, for comparison only."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _suggestions(text: str, names: dict[str, set[str]]) -> str:
    from difflib import get_close_matches

    wanted = folded(text)
    close = get_close_matches(wanted, names, n=6, cutoff=0.6)
    close += [name for name in names if len(wanted) > 3 and wanted in name and name not in close]
    nodes = list(dict.fromkeys(short(node) for name in close for node in sorted(names[name])))
    return f"; did you mean {', '.join(nodes[:4])}?" if nodes else "; give an IRI or a label"
