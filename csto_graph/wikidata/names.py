"""How alike two names are, whatever their language, script, spelling and order of words."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from csto_graph.wikidata.records import Name

ALIKE = 0.86  # words below this are different words
SMALL = frozenset(
    re.split(" ", "a an and at by de der des die do et for i in la le of on the to u v y")
)
# A patronymic is in some names of a person and not in others.
_PATRONYMIC = re.compile(r".*(?:vich|vych|vna|chna|ogly|oglu|uly|kyzy|qizi)\Z")
_PATRONYMIC_WEIGHT = 0.2
LONGEST = 300  # characters of a name that are looked at


@dataclass(frozen=True)
class Likeness:
    """Two names and how alike they are, from 0 to 1; ``odd`` are the words without a partner."""

    score: float
    ours: str
    theirs: Name
    odd: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a name in Latin letters, without case, accents, endings of plurals."""
    from anyascii import anyascii

    plain = text[:LONGEST]
    if not plain.isascii():
        plain = anyascii(unicodedata.normalize("NFKC", plain))
    found = re.findall(r"[a-z0-9]+", re.sub(r"['`]s\b|['`.]", "", plain.lower()))
    kept = [word for word in found if word not in SMALL] or found
    return tuple(w[:-1] if len(w) > 4 and w[-1] == "s" and w[-2] != "s" else w for w in kept)


class NameIndex:
    """Our names, to be compared with those of a data set, one entity after the other.

    A word counts the more, the fewer of our nodes have it in a name: in "Collective Rapid
    Reaction Force" it is the reaction that matters.
    """

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """Index the names of each node."""
        self.names = {node: sorted(set(given)) for node, given in names.items()}
        counts = Counter(
            word
            for given in self.names.values()
            for word in {word for name in given for word in words(name)}
        )
        most = len(self.names) or 1
        self.weights = {word: math.log(1 + most / count) for word, count in counts.items()}
        self.rare = math.log(1 + most)
        self.by_start: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for node, given in self.names.items():
            for name in given:
                for word in words(name):
                    self.by_start[word[:3]].add((node, name))

    def candidates(self, names: Sequence[Name], least: float) -> dict[str, Likeness]:
        """The nodes that are called alike by ``least`` or more, each by its likest name."""
        best: dict[str, Likeness] = {}
        for theirs in names:
            for node, ours in sorted(self._near(theirs.text)):
                likeness = self.compare(ours, theirs)
                known = best.get(node)
                if likeness.score >= least and (known is None or known.score < likeness.score):
                    best[node] = likeness
        return best

    def _near(self, text: str) -> set[tuple[str, str]]:
        """The names that share the beginning of a word."""
        return {pair for word in words(text) for pair in self.by_start.get(word[:3], ())}

    def compare(self, ours: str, theirs: Name) -> Likeness:
        """How alike a name of ours and one of the data set are."""
        from rapidfuzz.distance import JaroWinkler

        one, two = words(ours), words(theirs.text)
        pairs = sorted(
            (
                (1.0 if a == b else JaroWinkler.similarity(a, b), i, j)
                for i, a in enumerate(one)
                for j, b in enumerate(two)
            ),
            reverse=True,
        )
        left, right = set(range(len(one))), set(range(len(two)))
        shared = 0.0
        for alike, i, j in pairs:
            if alike >= ALIKE and i in left and j in right and _numbers_agree(one[i], two[j]):
                left.remove(i)
                right.remove(j)
                shared += alike * (self._weight(one[i]) + self._weight(two[j]))
        whole = sum(map(self._weight, one)) + sum(map(self._weight, two))
        odd = tuple([one[i] for i in sorted(left)] + [two[j] for j in sorted(right)])
        return Likeness(shared / whole if whole else 0.0, ours, theirs, odd)

    def _weight(self, word: str) -> float:
        if _PATRONYMIC.match(word):
            return _PATRONYMIC_WEIGHT
        return self.weights.get(word, self.rare)


def _numbers_agree(one: str, two: str) -> bool:
    """Whether two words have the same numbers in them: 2012 is not 2017."""
    return re.sub(r"\D", "", one) == re.sub(r"\D", "", two)
