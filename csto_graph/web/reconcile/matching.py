"""Candidates for a name: by all its known spellings, and by the properties that are given."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csto_graph.entities import folded
from csto_graph.namespaces import BASE
from csto_graph.web.protocol import RequestError
from csto_graph.web.reconcile.agreeing import agreement, values_of
from csto_graph.web.reconcile.asked import MOST_CANDIDATES, Query
from csto_graph.web.reconcile.known import id_of

if TYPE_CHECKING:
    from csto_graph.web.reconcile.known import Catalogue

SECONDS = 10.0  # that a batch may take
LEAST = 0.5  # how alike names are at least,
NARROWED = 0.3  # and where a class or a property narrows the candidates
SPELT = 75  # how alike, in percent, where no word begins alike
NOT_SAID = 0.5  # what a property counts that no source states
WEIGHT = 0.4  # of each property, beside 1 for the name
NEARLY = 99.0  # the highest score of a name that is not the same


@dataclass(frozen=True)
class Candidate:
    """A node, how well its names fit (0 to 100), and how each property does (0 to 1)."""

    iri: str
    name: float
    exact: bool
    properties: tuple[tuple[str, float | None], ...] = ()
    typed: bool = True

    @property
    def score(self) -> float:
        """From 0 to 100: the name weighs as much as two and a half properties."""
        parts = [NOT_SAID if fit is None else fit for _, fit in self.properties]
        whole = (self.name + WEIGHT * 100 * sum(parts)) / (1 + WEIGHT * len(parts))
        return round(whole if self.typed else 0.8 * whole, 1)

    @property
    def contradicted(self) -> bool:
        """Whether some source says another value than the query."""
        return any(fit == 0 for _, fit in self.properties)


def reconciled(catalogue: Catalogue, batch: dict[str, Query]) -> dict[str, Any]:
    """The result of each query of a batch; RequestError if it takes too long."""
    end = time.monotonic() + SECONDS
    found = {}
    for key, query in batch.items():
        if time.monotonic() > end:
            raise RequestError(
                503, f"the batch took more than {SECONDS:g} seconds; send fewer queries at once"
            )
        found[key] = {"result": [*_result(catalogue, query)]}
    return found


def _result(catalogue: Catalogue, query: Query) -> Iterable[dict[str, Any]]:
    candidates = find(catalogue, query)
    # Namesakes are for a person to decide, unless a property tells them apart.
    same = [one for one in candidates if one.exact and one.typed and not one.contradicted]
    for one in candidates[: query.limit]:
        features: list[dict[str, Any]] = [{"id": "exact_name", "value": one.exact}]
        if query.text:
            features.append({"id": "name_likeness", "value": one.name})
        features += [{"id": id_of(p), "value": fit} for p, fit in one.properties if fit is not None]
        kinds = catalogue.narrowest(one.iri)
        yield {
            "id": id_of(one.iri),
            "name": catalogue.labels[one.iri],
            "type": [catalogue.type_of(kind) for kind in kinds],
            "score": one.score,
            "match": [one] == same,
            "features": features,
        }


def find(catalogue: Catalogue, query: Query) -> list[Candidate]:
    """The candidates of a query, best first."""
    scores = _by_name(catalogue, query) if query.text else _by_property(catalogue, query)
    found = [
        Candidate(iri, score, exact, typed=typed)
        for iri, (score, exact) in scores.items()
        if (typed := _typed(catalogue, iri, query)) or query.strict == "should"
    ]
    found = sorted(found, key=_order)[: 2 * MOST_CANDIDATES]
    if query.properties:
        found = _weighed(catalogue, query, found)
    return sorted(found, key=_order)


def _order(one: Candidate) -> tuple[float, str]:
    return -one.score, one.iri.removeprefix(BASE)


def _typed(catalogue: Catalogue, iri: str, query: Query) -> bool:
    kinds = catalogue.kinds[iri]
    if query.strict == "all":
        return all(kind in kinds for kind in query.kinds)
    return not query.kinds or any(kind in kinds for kind in query.kinds)


def _by_name(catalogue: Catalogue, query: Query) -> dict[str, tuple[float, bool]]:
    """The score of each node whose name is alike, and whether it is the same."""
    from csto_graph.wikidata.records import Name

    text = query.text
    least = NARROWED if query.kinds or query.properties else LEAST
    near = catalogue.index.candidates([Name(text, "")], least)
    found = {iri: (min(NEARLY, round(100 * one.score, 1)), False) for iri, one in near.items()}
    exact = catalogue.called.get(folded(text), set())
    if not found and not exact:
        found = _misspelt(catalogue, text)
    return found | dict.fromkeys(exact, (100.0, True))


def _misspelt(catalogue: Catalogue, text: str) -> dict[str, tuple[float, bool]]:
    """The same where the first letters are wrong, by which names are looked up otherwise."""
    from rapidfuzz import fuzz, process

    close = process.extract(
        folded(text), list(catalogue.spelt), scorer=fuzz.ratio, score_cutoff=SPELT, limit=20
    )
    found: dict[str, tuple[float, bool]] = {}
    for name, ratio, _ in reversed(close):
        found |= {iri: (min(NEARLY, round(ratio, 1)), False) for iri in catalogue.spelt[name]}
    return found


def _by_property(catalogue: Catalogue, query: Query) -> dict[str, tuple[float, bool]]:
    """The nodes that some of the properties speak of, where no name is given."""
    wanted = {one.property for one in query.properties}
    found: dict[str, tuple[float, bool]] = {}
    for (iri, prop), terms in values_of(catalogue, None, wanted).items():
        if iri not in catalogue.labels:
            continue
        values = [v for one in query.properties if one.property == prop for v in one.values]
        fit = agreement(catalogue, values, terms)
        if fit:
            found[iri] = (max(100 * fit, found.get(iri, (0.0, False))[0]), False)
    return found


def _weighed(catalogue: Catalogue, query: Query, found: list[Candidate]) -> list[Candidate]:
    wanted = [one for one in query.properties if one.values]
    values = values_of(catalogue, (one.iri for one in found), {one.property for one in wanted})
    return [
        Candidate(
            one.iri,
            one.name,
            one.exact,
            tuple(
                (w.property, agreement(catalogue, w.values, values[one.iri, w.property]))
                for w in wanted
            ),
            one.typed,
        )
        for one in found
    ]
