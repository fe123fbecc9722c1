"""Write invented data of any size: ``python -m benchmarks.generate DIR --size 100k``.

The data has the layout of data/ and its canonical form. It is the same, byte for byte, for
the same number of organizations and seed. The graph grows by organizations alone.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

from benchmarks.blocks import turtle
from benchmarks.cast import entities, situations
from benchmarks.documents import reports
from csto_graph.canonical import natural
from csto_graph.errors import CstoGraphError, DataError, ParameterError

# Measured: what the ontology alone publishes, and what an organization adds.
ONTOLOGY_QUADS = 1700
ORGANIZATION_QUADS = 4150
TOGETHER = 100  # organizations whose entities, and whose documents, are kept together
SEED = 2012

_UNITS = {"": 1, "k": 1000, "m": 1_000_000}


def generate(folder: Path, organizations: int, seed: int = SEED) -> Counter[str]:
    """Write the data of so many organizations into a new folder, and return what it holds.

    Counted are ``organizations``, ``files`` and what ``documents.reports`` counts. Memory does not
    grow with the number. Raises DataError for a folder that exists or cannot be written.
    """
    if organizations < 1:
        raise ParameterError(f"{organizations} organizations; one is the least")
    planted: Counter[str] = Counter(organizations=organizations)
    try:
        folder.mkdir(parents=True)
        for begin in range(0, organizations, TOGETHER):
            numbers = range(begin, min(begin + TOGETHER, organizations))
            place = f"{begin // TOGETHER:04}"
            named = [e for n in numbers for e in entities(n, n == organizations - 1)]
            _write(folder / "entities" / f"{place}.ttl", _sorted(named))
            named = [situation for n in numbers for situation in situations(n)]
            _write(folder / "situations" / f"{place}.ttl", _sorted(named))
            planted["files"] += 2
            for number in numbers:
                for name, text, counted in reports(number, seed):
                    _write(folder / "documents" / place / f"{name}.ttl", text)
                    planted += counted
                    planted["files"] += 1
    except OSError as error:
        exists = isinstance(error, FileExistsError)
        cause = "exists; name a new folder" if exists else f"cannot be written: {error.strerror}"
        raise DataError(f"{error.filename}: {cause}") from None
    return planted


def organizations_for(size: str) -> int:
    """How many organizations publish about so many quads, such as ``5k``, ``100k``, ``1M``.

    One organization, the least, publishes some 5.9k.
    Raises ParameterError for a text that is no size.
    """
    found = re.fullmatch(r"([0-9]{1,9})([kKmM]?)", size)
    if not found:
        raise ParameterError(f"{size!r} is no size; write 5k, 100k, 1M or a number of quads")
    quads = int(found[1]) * _UNITS[found[2].lower()]
    return max(1, round((quads - ONTOLOGY_QUADS) / ORGANIZATION_QUADS))


def _sorted(named: list[tuple[str, str]]) -> str:
    return turtle(text for _, text in sorted(named, key=lambda pair: natural(pair[0])))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> int:
    """Run ``python -m benchmarks.generate``."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    options.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet")
    options.add_argument("--size", default="5k", help="published quads (%(default)s)")
    options.add_argument("--seed", type=int, default=SEED, help="%(default)s")
    args = options.parse_args()
    try:
        planted = generate(args.folder, organizations_for(args.size), args.seed)
    except CstoGraphError as error:
        print(f"benchmarks.generate: {error}", file=sys.stderr)
        return 2 if isinstance(error, ParameterError) else 1
    for name, count in planted.items():
        print(f"{name:<15} {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
