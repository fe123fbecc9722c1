"""One document in the making: passages and the claims that they bear out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random

from benchmarks.blocks import Values, block, edtf, english, turtle
from benchmarks.cast import Cast
from csto_graph.namespaces import BASE


class Draft:
    """A document about one organization; its text does not exist, only its positions do.

    Nodes are named as in ``Cast.node``. ``claims`` and ``lists`` count what was said.
    """

    def __init__(self, cast: Cast, slug: str, rng: Random) -> None:
        """Begin the document of that name about the organization of a cast."""
        self.cast = cast
        self.name = f"bench-{cast.number}-{slug}"
        self.key = f"b{cast.number}{slug[0]}"
        self.base = f"{BASE}document/{self.name}"
        self.claims = 0
        self.lists = 0
        self._rng = rng
        self._end = 0
        self._passages: list[str] = []
        self._claims: list[str] = []
        self._lists: list[str] = []
        self._speakers: list[str] = []

    def says(
        self,
        subject: str,
        predicate: str,
        value: str,
        modality: str = "Happened",
        *,
        stance: str = "Affirms",
        speaker: str = "",
        why: str = "",
        weekday: str = "",
    ) -> None:
        """Add a claim; ``why`` makes it an inference, ``value`` is a node or a Turtle literal.

        An empty ``subject`` is the document itself.
        """
        self.claims += 1
        properties = self._said(modality, stance, speaker, why)
        properties["rdf:subject"] = self.cast.node(subject) if subject else "<>"
        properties["rdf:predicate"] = f"csto:{predicate}"
        properties["rdf:object"] = self._term(value)
        if weekday:
            properties["csto:weekdayAsPrinted"] = f'"{weekday}"'
        self._claims.append(block(f"claim:{self.key}-{self.claims:02}", properties))

    def lists_states(
        self,
        kind: str,
        scope: str,
        attests: Sequence[str],
        when: str,
        *,
        closed: bool,
        count: bool = False,
    ) -> None:
        """Add a list of ``kind`` (MemberList, PartyList) as of an EDTF date."""
        self.lists += 1
        why = "The list is taken to speak of that time."
        properties = self._said("Happened", "Affirms", "", why)
        properties |= {
            "a": f"csto:{kind}",
            "csto:attests": [self.cast.node(path) for path in attests],
            "csto:closed": "true" if closed else "false",
            "csto:scope": self.cast.node(scope),
            "rdf:predicate": "csto:attestedOn" if kind == "MemberList" else "csto:date",
            "rdf:object": edtf(when),
        }
        if count:
            properties["csto:statedCount"] = str(len(attests))
        self._lists.append(block(f"list:{self.key}-{self.lists}", properties))

    def speaker(self, name: str, label: str, **parts: str) -> str:
        """Add a speaker, in the order of the names; returns its prefixed name."""
        node = f"speaker:{self.key}-{name}"
        properties = {"a": "csto:Speaker" if parts else "csto:AnonymousSpeaker"}
        properties |= {f"csto:{key}": self._term(value) for key, value in parts.items()}
        self._speakers.append(block(node, {**properties, "skos:prefLabel": english(label)}))
        return node

    def text(self, issued: str, publisher: str, source: str = "") -> str:
        """The finished file; what comes from another source has page furniture at its end."""
        if source:  # a copy of an agency's page brings the page's links
            why = english("Links to other articles, out of scope.")
            self._place("PageFurniture", {"csto:rationale": why})
        properties: dict[str, Values] = {
            "a": "csto:Document",
            "csto:characters": str(self._end + 1),
            "csto:issuedRationale": english("Taken from the address."),
            "csto:sha256": _digest(self.name),
            "csto:textFile": f'"{self.name}.txt"',
            "dct:identifier": f'"{self.key}"',
            "dct:issued": edtf(issued),
            "dct:language": '"en"',
            "dct:publisher": self.cast.node(publisher),
            "schema:url": f"<https://example.org/{self.name}>",
            "skos:prefLabel": english(f"Invented report {self.key}"),
        }
        if source:
            properties["csto:source"] = self.cast.node(source)
        document = block("<>", properties)
        parts = [*self._passages, document, *self._claims, *self._lists, *self._speakers]
        return turtle(parts, self.base)

    def _said(self, modality: str, stance: str, speaker: str, why: str) -> dict[str, Values]:
        properties: dict[str, Values] = {
            "a": "csto:Claim",
            "csto:basis": "csto:Inferred" if why else "csto:Stated",
            "csto:evidence": self._place("Passage", {}),
            "csto:modality": f"csto:{modality}",
            "csto:stance": f"csto:{stance}",
        }
        if why:
            properties["csto:rationale"] = english(why)
        if speaker:
            properties["csto:speaker"] = speaker
        return properties

    def _place(self, kind: str, properties: dict[str, Values]) -> str:
        """A stretch of text after the last one."""
        start = self._end + self._rng.randint(1, 30)
        self._end = start + self._rng.randint(15, 90)
        node = f"<#char={start},{self._end}>"
        place: dict[str, Values] = {
            "a": f"csto:{kind}",
            "csto:startOffset": str(start),
            "csto:endOffset": str(self._end),
            "csto:sha256": _digest(f"{self.name}{node}"),
            "oa:hasSource": "<>",
        }
        self._passages.append(block(node, place | properties))
        return node

    def _term(self, value: str) -> str:
        if value[0] == '"' or ":" in value or value.isdecimal() or value in ("true", "false"):
            return value
        return self.cast.node(value)


def _digest(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()}"'
