"""Reading data sets in the formats of Wikidata: JSON and RDF, as files or as dumps.

A dump is read as a stream: of a file larger than memory only that is kept which is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from csto_graph.errors import DataError
from csto_graph.wikidata.lines import LONGEST, Problem, opened, stop
from csto_graph.wikidata.records import Entity, Name

RDF_SUFFIXES = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".xml", ".n3")

# Whether an entity of that id, with these names, is kept.
Takes = Callable[[str, Sequence[Name]], bool]


@dataclass
class DataSet:
    """The entities that were kept, by id, and the ids that lead to others."""

    files: list[Path] = field(default_factory=list)
    entities: dict[str, Entity] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def target(self, identifier: str) -> str:
        """The id that an id leads to; itself if it was not merged, or leads in a circle."""
        seen = {identifier}
        found = identifier
        while found in self.redirects and self.redirects[found] not in seen:
            found = self.redirects[found]
            seen.add(found)
        return found

    def get(self, identifier: str) -> Entity | None:
        """The entity of that id, or the one that it leads to."""
        return self.entities.get(self.target(identifier))


def everything(identifier: str, names: Sequence[Name]) -> bool:
    """Keeps every entity."""
    return True


def read_entities(
    path: Path, takes: Takes = everything, problem: Problem = stop, limit: int = LONGEST
) -> Iterator[Entity]:
    """The entities of one file that ``takes`` keeps, and all redirected or missing ones.

    JSON as of https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html : one
    entity, Special:EntityData, or a dump with an entity a line; RDF as Wikidata writes it
    (https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format) or any with labels.
    gzip and bzip2 are unpacked. ``problem`` is told of what cannot be read (file, line,
    cause), and raises DataError unless another is given; if it returns, reading goes on
    after the damage, where there is an after. ``limit`` is the longest line in bytes.
    """
    try:
        if is_rdf(path):
            from csto_graph.wikidata.reading_rdf import rdf_entities

            yield from rdf_entities(path, takes, limit)
        else:
            from csto_graph.wikidata.reading_json import json_entities

            yield from json_entities(path, takes, problem, limit)
    except DataError as error:
        problem(str(error))


def read_data_set(
    paths: Iterable[Path],
    *,
    ids: Collection[str] | None = None,
    named: Callable[[Sequence[Name]], bool] | None = None,
    problem: Problem = stop,
    limit: int = LONGEST,
) -> DataSet:
    """The entities of several files together: those of certain ids, or of certain names.

    Without either, all of them. Of an entity that occurs again the newest revision counts,
    the first of equal ones. If an id that is asked for was merged into another, that one
    is kept too. Raises DataError as ``read_entities``, and for a file without any entity.
    """

    def takes(identifier: str, names: Sequence[Name]) -> bool:
        wanted = ids is None and named is None
        wanted = wanted or (ids is not None and identifier in ids)
        return wanted or (named is not None and named(names))

    found = DataSet(list(paths))
    for path in found.files:
        if not _collect(found, path, takes, problem, limit):
            problem(f"{path}: holds no entity with a name or a statement; is it a data set?")
    led = {found.target(one) for one in found.redirects if ids is not None and one in ids}
    if absent := led - found.entities.keys():
        for path in found.files:
            _collect(found, path, lambda one, names: one in absent, lambda told: None, limit)
    return found


def _collect(found: DataSet, path: Path, takes: Takes, problem: Problem, limit: int) -> bool:
    """Add the entities of a file; whether there was any, kept or not."""
    offered = False

    def noticed(identifier: str, names: Sequence[Name]) -> bool:
        nonlocal offered
        offered = True
        return takes(identifier, names)

    for entity in read_entities(path, noticed, problem, limit):
        offered = True
        if entity.redirect:
            found.redirects[entity.id] = entity.redirect
        elif entity.missing:
            found.missing.add(entity.id)
        else:
            known = found.entities.get(entity.id)
            if known is None or known.revision < entity.revision:
                found.entities[entity.id] = entity
    found.missing -= found.entities.keys()
    return offered


def is_rdf(path: Path) -> bool:
    """Whether a file is RDF, by its name or its beginning, not JSON; DataError for neither."""
    suffixes = [suffix for suffix in path.suffixes[-2:] if suffix not in (".gz", ".bz2")]
    with opened(path) as file:
        head = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if head[:1] and suffixes and suffixes[-1].lower() in RDF_SUFFIXES:
        return True
    if head[:1] in (b"{", b"["):
        return False
    if head[:1] in (b"<", b"@", b"#") or head[:6].upper() in (b"PREFIX", b"BASE <"):
        return True
    what = "is neither JSON nor RDF" if head else "is empty"
    raise DataError(f"{path}: {what}; give Wikidata JSON, Turtle or N-Triples, also gzipped")
