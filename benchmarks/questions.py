"""The canned questions as they are asked of a graph, with parameters it can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from benchmarks.cast import Cast
from benchmarks.documents import timeline
from csto_graph.queries import Parameter, query_files, read_query

# Of the first organization, whose surroundings are the same in every size.
_OF_TYPE = {
    "csto:Actor": "org",
    "csto:Body": "body/council",
    "csto:Event": "session/reported",
    "csto:Force": "force",
    "csto:Instrument": "instrument/declaration",
    "csto:LastingSituation": "membership/late",
    "csto:Office": "office/secretary-general",
    "csto:Person": "person/secretary",
    "csto:Place": "place/seat",
    "csto:Session": "session/reported",
    "csto:State": "state/1",
    "csto:Treaty": "treaty",
    "csto:Document": "document/meeting",
    "rdfs:Resource": "membership/late",
}
_OF_QUERY = {
    ("characterizations", "actor"): "org",
    ("disputed-values", "about"): "session/reported",
    ("inferences", "about"): "tenure/secretary",
    ("names", "about"): "person/secretary",
    ("not-stated", "about"): "chairmanship/first",
    ("planned", "about"): "session/announced",
    ("planned", "document"): "document/preview",
    ("speakers", "document"): "document/preview",
    ("event-relations", "event"): "session/reported",
    ("events-by-place", "place"): "place/seat",
    ("precision", "about"): "membership/suspended",
    ("spellings", "about"): "person/secretary",
    ("topics", "about"): "state/2",
    ("who-appears-where", "about"): "person/secretary",
    ("who-said", "about"): "session/reported",
    ("who-said", "by"): "person/secretary",
}
# Terms of the ontology: they narrow an answer, but not to what is around an entity.
_TERMS = {"kind": "csto:Session", "property": "csto:start"}


@dataclass(frozen=True)
class Question:
    """A canned query and the values of its parameters, as on the command line.

    ``scoped`` is the parameter that ties the answer to one entity, "" where none does.
    """

    name: str
    given: dict[str, str]
    scoped: str

    @property
    def title(self) -> str:
        """The name, with the parameter that scopes it: ``bodies --organization``."""
        return f"{self.name} --{self.scoped}" if self.scoped else self.name


def questions(seed: int | None) -> list[Question]:
    """Every canned query: as it needs be, and once more for each entity that may scope it.

    ``seed`` is that of generated data; ``None`` takes the examples of the query files, for
    the shipped data. The other optional parameters are left out.
    """
    asked = []
    for path in query_files().values():
        query = read_query(path)
        value = {p.name: _value(query.name, p, seed) for p in query.parameters}
        entities = [p for p in query.parameters if _is_entity(p)]
        needed = [p for p in query.parameters if not p.optional]
        given = {p.name: value[p.name] for p in needed}
        scope = next((p.name for p in entities if p in needed), "")
        asked.append(Question(query.name, given, scope))
        for parameter in entities:
            if parameter.optional:
                narrowed = given | {parameter.name: value[parameter.name]}
                asked.append(Question(query.name, narrowed, parameter.name))
    return asked


def _is_entity(parameter: Parameter) -> bool:
    return not parameter.type.startswith("xsd:") and parameter.name not in _TERMS


def _value(query: str, parameter: Parameter, seed: int | None) -> str:
    if seed is None:
        return parameter.example
    if parameter.type == "xsd:date":
        return meeting_day(seed).isoformat()
    if parameter.name in _TERMS:
        return _TERMS[parameter.name]
    path = _OF_QUERY.get((query, parameter.name)) or _OF_TYPE.get(parameter.type)
    return Cast(0).node(path) if path else parameter.example


def meeting_day(seed: int) -> date:
    """The day on which the first organization's council met."""
    return timeline(0, seed)[2]
