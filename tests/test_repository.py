"""What the repository says of itself, and what it must not hold."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from wikibase import dump, item

from csto_graph.cli import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = 8  # words in a row that are taken for copied


def commands(text: str) -> list[list[str]]:
    """Every csto-graph command in the console blocks of a Markdown text."""
    blocks = re.findall(r"```(?:console|bash|sh)\n(.*?)```", text, re.S)
    joined = "\n".join(blocks).replace("\\\n", " ")
    lines = [line.strip().removeprefix("$ ") for line in joined.splitlines()]
    found = [shlex.split(line, comments=True) for line in lines if line.startswith("csto-graph ")]
    return [words[1:] for words in found]


def test_the_readme_names_every_command() -> None:
    assert {words[0] for words in commands(README)} >= set(COMMANDS)


# What needs a server, or is one and does not end, has tests of its own.
APART = ("serve", "push")


@pytest.mark.parametrize(
    "words",
    [w for w in commands(README) if w[0] not in APART and "--endpoint" not in w],
    ids=" ".join,
)
def test_the_commands_of_the_readme_run(
    words: list[str], run, graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    if any(word.startswith("my-") for word in words):
        # What a reader would have: the invented document of docs/encoding.md.
        for suffix, folder in (("ttl", "my-documents"), ("txt", "my-texts")):
            (tmp_path / folder).mkdir()
            for name in ("sixth", "event"):
                shutil.copy(
                    ROOT / f"tests/example/sixth.{suffix}", tmp_path / folder / f"{name}.{suffix}"
                )
        (tmp_path / "my-documents" / "sixth.ttl").unlink()
        dump(tmp_path / "my-items.json", [item("Q9900000001", "Uzbekistan")])
        monkeypatch.chdir(tmp_path)
    words = [str(tmp_path / word) if words[i - 1] == "-o" else word for i, word in enumerate(words)]
    status, out, err = run(*words)
    assert status == 0, err
    assert out or err


def test_the_answer_shown_first_in_the_readme_is_the_answer(run, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = re.search(r"```text\n(.*?)```", README, re.S)
    assert shown is not None
    out = run("query", "members-on", "--date", "2012-05-03")[1]
    assert shown[1] == out


def test_the_python_example_of_the_readme_runs(graph) -> None:
    example = re.search(r"```python\n(.*?)```", README, re.S)
    assert example is not None
    exec(compile(example[1], "README.md", "exec"), {})


def test_no_run_of_words_from_a_source_text(texts: Path) -> None:
    """Names and titles may be as printed; sentences may not."""
    grams: dict[tuple[str, ...], str] = {}
    for path in sorted(texts.glob("0*.txt")):
        words = _words(path.read_text(encoding="utf-8"))
        grams |= {tuple(words[i : i + RUN]): path.name for i in range(len(words) - RUN + 1)}
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True)  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    copied = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if not path.is_file():
            continue
        words = _words(path.read_text(encoding="utf-8", errors="ignore"))
        runs = (tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))
        copied += [f"{name}: {' '.join(run)}" for run in runs if run in grams and not _title(run)]
    assert copied == []


# Official titles and designations that the documents print, longer than the run.
TITLES = """
application of the collective security system forces and means in the caucasus regional of
collective security with participation of the csto collective rapid response forces
| deputy minister of trade and industry of russia
| head of the chiefs of staff committee of the defense ministry of kazakhstan
| agreement on the legal status of the csto
| agreement on the establishment of the collective security treaty organization
"""


def _title(run: tuple[str, ...]) -> bool:
    return any(" ".join(run) in " ".join(_words(title)) for title in TITLES.split("|"))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())
