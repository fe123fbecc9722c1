"""What of the statements is about items of Wikidata, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from csto_graph.wikidata.ranking import Exported
from csto_graph.wikidata.records import Snak, Value

_ITEM = re.compile(r"Q[1-9][0-9]*\Z")


def linked(found: Iterable[Exported]) -> list[Exported]:
    """The statements whose subject and value have an id of Wikidata, or a value of no entity.

    Of their qualifiers and references those parts are left out that name another entity.
    """
    return [
        replace(
            one,
            statement=replace(
                one.statement,
                qualifiers=_kept(one.statement.qualifiers),
                references=tuple(_kept(r) for r in one.statement.references),
            ),
        )
        for one in found
        if _ITEM.match(one.subject) and _is_linked(one.statement.value)
    ]


def _kept(snaks: Iterable[Snak]) -> tuple[Snak, ...]:
    return tuple(snak for snak in snaks if _is_linked(snak.value))


def _is_linked(value: Value) -> bool:
    return value.kind != "entity" or bool(_ITEM.match(value.text))
