"""What the benchmarks call of csto_graph: the one place to change when it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csto_graph.namespaces import PREFIXES
from csto_graph.settings import Settings
from csto_graph.sources import Sources, shipped, turtle_files

if TYPE_CHECKING:
    from csto_graph.graph import Graph


def files_of(folder: Path) -> list[Path]:
    """The Turtle files of a folder of data."""
    return turtle_files(folder)


def sources_of(folder: Path | None) -> Sources:
    """The ontology and a folder of data on its own; the shipped data for ``None``."""
    ontology = tuple(shipped("ontology") / name for name in ("csto.ttl", "policies.ttl"))
    return Sources(ontology, tuple(files_of(folder or shipped("data"))))


def reasoners() -> list[str]:
    """The reasoners that can be chosen; the first one is what a build uses by itself."""
    from csto_graph.inference import REASONERS

    usual = Settings().reasoner
    return [usual, *sorted(set(REASONERS) - {usual})]


def build(
    folder: Path | None, reasoner: str, begins: Callable[[str], None]
) -> tuple[Path, dict[str, int]]:
    """Build into the cache directory; ``begins`` is told the first word of each step.

    Returns the folder of the built graph and its counts.
    """
    from csto_graph.cache import published

    last = ""

    def progress(step: str, done: int, total: int) -> None:
        nonlocal last
        if step != last:
            last = step
            begins(step.split()[0])

    return published(sources_of(folder), Settings(reasoner=reasoner), progress, rebuild=True)


def open_built(folder: Path, *, memory: bool = False) -> Graph:
    """A built graph: its read-only store, or its N-Quads parsed into memory."""
    from pyoxigraph import RdfFormat, Store

    from csto_graph.graph import Graph
    from csto_graph.local_engine import LocalEngine

    if memory:
        store = Store()
        store.bulk_load(path=str(folder / "graph.nq"), format=RdfFormat.N_QUADS)
    else:
        store = Store.read_only(str(folder / "store"))
    return Graph(LocalEngine(store), {}, folder)


def ask_once(folder: str, name: str, given: Mapping[str, str]) -> None:
    """Open a graph that was built before and print an answer, as the command does."""
    from csto_graph.commands.answers import write_solutions
    from csto_graph.graph import open_sources
    from csto_graph.queries import find_query

    query = find_query(name)
    graph = open_sources(sources_of(Path(folder)), Settings())
    write_solutions(graph, graph.ask(query, given), "csv", query.columns)


def ask(graph: Graph, name: str, given: Mapping[str, str]) -> list[Any]:
    """The answer to a canned query, as a user of the library has it."""
    return graph.query(name, **given)


def raw_query(
    graph: Graph, name: str, given: Mapping[str, str], *, written: bool = False
) -> tuple[str, dict[str, str]]:
    """The SPARQL of a canned query with its parameters in place, and the prefixes it needs.

    It is what our layer gives to the engine here or, ``written``, what the query file says.
    """
    from csto_graph.queries import find_query

    query = find_query(name)
    terms = graph.terms(query, given)
    return query.filled(terms) if written else query.planned(terms), PREFIXES


def ask_raw(graph: Graph, text: str, prefixes: dict[str, str]) -> int:
    """The number of rows that the bare engine gives, every value of them read."""
    engine: Any = graph.engine
    answer = engine.store.query(text, prefixes=prefixes)
    return len([tuple(row) for row in answer])


def validators() -> dict[str, Callable[[Sequence[Path]], int]]:
    """The ways to validate files; each gives the number of findings or results."""
    from importlib.util import find_spec

    found: dict[str, Callable[[Sequence[Path]], int]] = {"pyshacl": _validate}
    if find_spec("shifty") is not None:
        found["pyshifty"] = _validate_fast
    return found


def _validate(files: Sequence[Path]) -> int:
    from csto_graph.validation import validate

    return len(validate(files))


def _validate_fast(files: Sequence[Path]) -> int:
    """The shapes alone, by pyshifty; the checks that are not SHACL are left out."""
    import shifty  # type: ignore[import-not-found, unused-ignore]
    from rdflib.namespace import SH

    data: list[Any] = [shipped("ontology") / "csto.ttl", *files]
    _, report, _ = shifty.validate(data, shipped("ontology") / "shapes.ttl", infer=False)
    return sum(1 for _ in report.objects(None, SH.result))
