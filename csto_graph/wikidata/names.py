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
    ("a", "an", "and", "at", "by", "de", "der", "des", "die", "do", "et", "for", "i", "in")
    + ("la", "le", "of", "on", "the", "to", "u", "v", "y")
)
        return Likeness(shared / whole if whole else 0.0, ours, theirs, odd)

    def _weight(self, word: str) -> float:
        if _PATRONYMIC.match(word):
            return _PATRONYMIC_WEIGHT
        return self.weights.get(word, self.rare)


def _numbers_agree(one: str, two: str) -> bool:
    """Whether two words have the same numbers in them: 2012 is not 2017."""
    return re.sub(r"\D", "", one) == re.sub(r"\D", "", two)
