"""The store on this machine as what answers SPARQL."""

from __future__ import annotations

from _thread import allocate_lock, start_new_thread
from collections.abc import Collection, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.errors import SparqlError
from csto_graph.namespaces import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Store

    from csto_graph.engine import Answer


def open_store(folder: Path) -> Store:
    """Open a store on the disk, read-only; raises what the engine does, OSError or RuntimeError.

    The engine starts many threads to open its files. While it does, Python imports what an
    answer will need: a process with one question to answer ends sooner by that.
    """
    from pyoxigraph import Store

    opened: list[Store | Exception] = []
    done = allocate_lock()
    done.acquire()

    def work() -> None:
        try:
            opened.append(Store.read_only(str(folder)))
        except Exception as error:  # raised below, where it can be caught
            opened.append(error)
        finally:
            done.release()

    start_new_thread(work, ())
    for module in ("entities", "solutions", "table", "terms"):
        import_module(f"csto_graph.{module}")
    done.acquire()
    store = opened[0]
    if isinstance(store, Exception):
        raise store
    return store


class LocalEngine:
    """The store on this machine."""

    lateral = True

    def __init__(self, store: Store) -> None:
        """Ask this store."""
        self.store = store

    def run(self, text: str) -> Answer:
        """As Engine."""
        try:
            return self.store.query(text, prefixes=PREFIXES)
        except SyntaxError as error:
            from textwrap import shorten

            # The engine lists all that it would have taken, down to letters.
            cause = shorten(str(error.msg), 200, placeholder=" ...")
            raise SparqlError(f"not valid SPARQL: {cause}") from None
        except (ValueError, OSError, RuntimeError) as error:
            raise SparqlError(f"the query cannot be answered: {error}") from None

    def values(self, node: str, predicate: str) -> list[str]:
        """As Engine."""
        from pyoxigraph import NamedNode

        try:
            subject, term = NamedNode(node), NamedNode(predicate)
        except ValueError:
            return []  # no IRI, so no node
        found = self.store.quads_for_pattern(subject, term, None)
        return sorted({str(getattr(quad.object, "value", "")) for quad in found})

    def holds(self, node: str) -> bool:
        """As Engine."""
        from pyoxigraph import NamedNode

        try:
            return any(self.store.quads_for_pattern(NamedNode(node), None, None))
        except ValueError:  # it looks like an IRI but is none, such as state:%
            return False

    def graphs(self) -> Collection[str]:
        """As Engine."""
        return {graph.value for graph in self.store.named_graphs()}

    def expect(self, nodes: Iterable[str], predicates: Iterable[str]) -> None:
        """Nothing to do: the store is near."""
