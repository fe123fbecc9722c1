"""The statements that are exported, and the rank of each.

Ranks: https://www.wikidata.org/wiki/Help:Ranking
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from csto_graph.wikidata.records import Snak, Statement


@dataclass(frozen=True)
class Exported:
    """A statement with its subject (an id, or an IRI of ours) and the node it comes from.

    ``turned_down`` if the policy decided for another value, ``disputed`` if a source speaks
    against it, ``best`` if it is of the best rank of its subject and property. ``documents``
    are those of its references, in the same order, ``behind`` those of each qualifier.
    """

    subject: str
    statement: Statement
    node: str
    turned_down: bool = False
    disputed: bool = False
    best: bool = True
    documents: tuple[str, ...] = ()
    behind: tuple[tuple[Snak, tuple[str, ...]], ...] = ()


def ranked(found: Sequence[Exported]) -> list[Exported]:
    """The statements with their ranks.

    All are normal and best, unless the policy turned one down: that one is normal, and all
    others of its subject and property are preferred, and best. None is deprecated: that a
    policy decides for another value does not show an error.
    """
    groups: dict[tuple[str, str], list[Exported]] = defaultdict(list)
    for one in found:
        groups[one.subject, one.statement.property].append(one)
    chosen = {
        key
        for key, group in groups.items()
        if 0 < sum(one.turned_down for one in group) < len(group)
    }
    return [
        one
        if (one.subject, one.statement.property) not in chosen
        else replace(one, best=False)
        if one.turned_down
        else replace(one, statement=replace(one.statement, rank="preferred"))
        for one in found
    ]
