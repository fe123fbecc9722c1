from __future__ import annotations

import random
from pathlib import Path

import pytest

from csto_graph.sorting import sorted_unique


@pytest.mark.parametrize("held", [1, 70, 1000, 10**6])
def test_lines_come_sorted_and_once_whatever_fits_in_memory(tmp_path: Path, held: int) -> None:
    chance = random.Random(held)
    lines = [f"line {chance.randrange(300)} é\n".encode() for _ in range(999)]
    assert list(sorted_unique(lines, tmp_path, held)) == sorted(set(lines))
    assert list(tmp_path.iterdir()) == []


def test_no_lines(tmp_path: Path) -> None:
    assert list(sorted_unique([], tmp_path)) == []
