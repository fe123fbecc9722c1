"""The published graph, opened for questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from csto_graph.errors import CstoGraphError, ParameterError
from csto_graph.local_engine import LocalEngine, open_store
from csto_graph.namespaces import RDFS
from csto_graph.progress import Progress, silent

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions
    from rdflib import Dataset

    from csto_graph.engine import Answer, Engine
    from csto_graph.queries import Query
    from csto_graph.settings import Settings
    from csto_graph.solutions import Settled
    from csto_graph.sources import Sources


# Loading a quad takes some 2.5 microseconds: up to here no longer than a handful of questions.
IN_MEMORY = 100_000


class Graph:
    """A published graph, here or at an endpoint; it cannot be changed."""

    def __init__(
        self, engine: Engine, counts: Mapping[str, int], folder: Path | None = None
    ) -> None:
        """``engine`` answers, ``counts`` is what the build counted.

        ``folder`` holds the files of a graph that is on this machine.
        """
        self.engine, self.counts, self.folder = engine, counts, folder

    def query(self, name: str, **parameters: object) -> list[Any]:
        """The answer to a canned query, as records with the query's columns as fields.

        Values are ``str`` for IRIs and text, ``int``, ``bool`` or ``datetime.date`` for
        literals of these types, ``None`` where a column is empty. Parameters are text as
        on the command line, or a ``date`` or ``int``. Raises UnknownQueryError and
        ParameterError.
        """
        from csto_graph.queries import find_query
        from csto_graph.terms import python_value

        query = find_query(name)
        given = {key: str(value) for key, value in parameters.items() if value is not None}
        solutions = self.ask(query, given)
        record = _record(name, *(variable.value for variable in solutions.variables))
        return [record(*map(python_value, row)) for row in solutions]

    def ask(self, query: Query, given: Mapping[str, str]) -> Settled:
        """The answer to a canned query, with parameters as text; errors as above.

        Whatever the engine, the parts of a cell with several values come sorted.
        """
        from csto_graph.solutions import Settled

        terms = self.terms(query, given)
        text = query.planned(terms) if self.engine.lateral else query.filled(terms)
        answer = cast("QuerySolutions", self.run(text))
        return Settled(answer, query.lists)

    def filled(self, query: Query, given: Mapping[str, str]) -> str:
        """The SPARQL of a canned query with its parameters put in as RDF terms."""
        return query.filled(self.terms(query, given))

    def terms(self, query: Query, given: Mapping[str, str]) -> dict[str, str]:
        """The parameters as RDF terms in N-Triples form; raises ParameterError."""
        from csto_graph.terms import check_order, parameter_term

        known = {parameter.name: parameter for parameter in query.parameters}
        for name in given.keys() - known.keys():
            raise ParameterError(
                f"query {query.name} has no parameter {name!r}; it has {', '.join(known) or 'none'}"
            )
        for name, parameter in known.items():
            if parameter.required and name not in given:
                raise ParameterError(
                    f"query {query.name} needs {name}: {parameter.help} "
                    f"(such as {parameter.example})"
                )
        values = {n: given.get(n, p.default) for n, p in known.items()}
        terms = {
            n: parameter_term(self.engine, known[n], text)
            for n, text in values.items()
            if text is not None
        }
        check_order(given)
        return {name: str(term) for name, term in terms.items()}

    def sparql(self, text: str) -> Answer:
        """The engine's answer to any read-only SPARQL 1.1 query.

        The prefixes of the project need not be declared. A SELECT gives pyoxigraph's
        QuerySolutions, ASK a QueryBoolean, CONSTRUCT and DESCRIBE QueryTriples. Raises
        SparqlError for a syntax error and for what a read-only graph refuses.
        """
        from csto_graph.sparql_text import check_request

        check_request(text, self.engine.graphs())
        return self.run(text)

    def run(self, text: str) -> Answer:
        """The engine's answer to a query that is known to be harmless."""
        return self.engine.run(text)

    def run_forward(self, text: str) -> Answer:
        """As ``run``, each OPTIONAL answered for what stands before it, where the engine can.

        What it shares with the rest of the query must be bound before it.
        """
        from csto_graph.planning import lateral

        return self.run(lateral(text) if self.engine.lateral else text)

    def label(self, iri: str) -> str | None:
        """The label of a node or term; ``None`` where it has none."""
        return self.text(iri, f"{RDFS}label")

    def text(self, iri: str, predicate: str) -> str | None:
        """One value of a property of a node, as text; ``None`` where it has none."""
        return next(iter(self.texts(iri, predicate)), None)

    def texts(self, iri: str, predicate: str) -> list[str]:
        """Every value of a property of a node, as text."""
        return self.engine.values(iri, predicate)

    def to_rdflib(self) -> Dataset:
        """The graph as an rdflib Dataset: all of it by default, each document's claims named."""
        from rdflib import Dataset

        dataset = Dataset()
        dataset.parse(source=str(self.nquads()), format="nquads")
        return dataset

    def nquads(self) -> Path:
        """The file with the whole graph, as authored; CstoGraphError for one at an endpoint."""
        if self.folder is None:
            raise CstoGraphError(
                "only a graph built on this machine can be read as a whole; leave the endpoint out"
            )
        return self.folder / "graph.nq"


@lru_cache
def _record(query: str, *fields: str) -> type[Any]:
    from collections import namedtuple

    return namedtuple("".join(part.title() for part in query.split("-")), fields)


def open_graph(
    data: str | Path | Sequence[str | Path] = (),
    *,
    policy: str = "Cautious",
    known_by: date | str | None = None,
    without: str | Sequence[str] = (),
    links: bool = True,
    reasoner: str = "rules",
    memory: bool | None = None,
    progress: Progress = silent,
) -> Graph:
    """Open the shipped graph, together with the user's folders of Turtle in ``data``.

    ``policy`` resolves the claims; ``known_by`` keeps the documents published by that day;
    ``without`` drops documents (IRI, short name or identifier); ``links=False`` drops our own
    inferences that nodes of two documents may be the same; ``reasoner`` is ``rules``, or the
    slower reference ``owlrl``, which infers the same. ``memory`` loads the graph into memory,
    where a question takes half the time; by default a graph of up to 100,000 quads. A single
    folder or document may be given as it is. A graph that was built before is taken from the
    cache; otherwise it is built, and ``progress`` is told each step, how many of its items are
    done, and of how many.

    Raises DataError for bad data, ParameterError for a bad setting.
    """
    from csto_graph.days import parse_day
    from csto_graph.settings import Settings
    from csto_graph.sources import find_sources

    # A text is a sequence too: taken for one, "/" of a path would be searched.
    folders = (data,) if isinstance(data, (str, Path)) else tuple(data)
    dropped = (without,) if isinstance(without, str) else tuple(without)
    known = None if known_by is None else parse_day(str(known_by), "known_by")
    settings = Settings(policy, known, dropped, links, reasoner)
    return open_sources(find_sources(folders), settings, progress, memory=memory)


def open_sources(
    sources: Sources,
    settings: Settings,
    progress: Progress = silent,
    *,
    memory: bool | None = False,
) -> Graph:
    """Open the graph of these files and settings; as ``open_graph``."""
    from csto_graph.cache import published

    folder, counts = published(sources, settings, progress)
    if memory or (memory is None and counts["quads"] <= IN_MEMORY):
        from pyoxigraph import RdfFormat, Store

        store = Store()
        store.bulk_load(path=str(folder / "graph.nq"), format=RdfFormat.N_QUADS)
        return Graph(LocalEngine(store), counts, folder)
    try:
        store = open_store(folder / "store")
    except (OSError, RuntimeError):  # damaged on the disk, or just being removed
        folder, counts = published(sources, settings, progress, rebuild=True)
        store = open_store(folder / "store")
    return Graph(LocalEngine(store), counts, folder)
