"""Telling how far long work has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

# Told a step of the work, how many of its items are done, and how many there are in all
# (0: not known). A step begins with none of them done.
Progress = Callable[[str, int, int], None]
EVERY = 500  # items between two reports


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def counted(items: Iterable[T], progress: Progress, step: str, total: int = 0) -> Iterator[T]:
    """The same items, while ``progress`` is told how many of them have passed."""
    progress(step, 0, total)
    done = 0
    for item in items:
        yield item
        done += 1
        if done % EVERY == 0:
            progress(step, done, total)
    progress(step, done, total or done)
