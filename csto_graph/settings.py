"""How a graph is to be built."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Settings(NamedTuple):
    """The policy that resolves claims, and which documents a reader has.

    ``known_by`` keeps the documents published by that day; ``without`` drops documents,
    each named by its IRI, short name or identifier. ``links`` keeps our own inferences that
    nodes of two documents may be the same (``csto:mayBeSameAs``). ``reasoner`` infers.
    """

    policy: str = "Cautious"
    known_by: date | None = None
    without: tuple[str, ...] = ()
    links: bool = True
    reasoner: str = "rules"

    def key(self) -> tuple[str, ...]:
        """The settings as text, for the hash that names a cached graph."""
        chosen = (self.policy.lower(), str(self.known_by or ""), str(self.links), self.reasoner)
        return (*chosen, *sorted(self.without))
