"""Releases: complete, described, summed, and compared with an earlier one."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from csto_graph import DataError, Graph, ParameterError, open_graph, write_release
from csto_graph.errors import CstoGraphError
from csto_graph.export.blocks import Block
from csto_graph.namespaces import BASE, CSTO, DCAT, DCT, RDF, RDFS, SPDX, VOID
from csto_graph.release.changes import State, as_json, as_markdown, state_of
from csto_graph.release.description import DATASET, FILES
from csto_graph.release.sums import check_sums

MEMBERSHIP = f"{BASE}membership/csto-uzbekistan-2006"


@pytest.fixture(scope="module")
def earlier(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release without document 004."""
    folder = tmp_path_factory.mktemp("releases") / "earlier"
    write_release(open_graph(without="004"), folder)
    return folder


@pytest.fixture(scope="module")
def release(graph: Graph, earlier: Path) -> Path:
    folder = earlier.parent / "later"
    write_release(graph, folder, since=earlier, issued="2026-01-02", note="By Cautious.")
    return folder


def test_a_release_is_whole_and_its_sums_are_right(release: Path) -> None:
    names = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    assert names >= {*FILES, "context.jsonld", "void.ttl", "dcat.ttl", "CHANGES.md",
                     "changes.json", "tables/membership.csv", "SHA256SUMS"}  # fmt: skip
    sums = dict(reversed(line.split("  ")) for line in read(release / "SHA256SUMS").splitlines())
    assert sums.keys() == names - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest
    check_sums(release)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs sha256sum")
def test_sha256sum_checks_it(release: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    done = subprocess.run(command, cwd=release, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_counts_of_void_are_those_of_the_data(release: Path) -> None:
    store = Store()
    store.load(path=str(release / "void.ttl"), format=RdfFormat.TURTLE)

    def number(node: str, name: str) -> int:
        (quad,) = store.quads_for_pattern(NamedNode(node), NamedNode(VOID + name), None)
        return int(quad.object.value)  # type: ignore[union-attr]

    triples = list(parse(path=str(release / "csto-graph.nt"), format=RdfFormat.N_TRIPLES))
    assert number(DATASET, "triples") == len(triples)
    assert number(DATASET, "distinctSubjects") == len({t.subject for t in triples})
    assert number(DATASET, "distinctObjects") == len({str(t.object) for t in triples})
    assert number(DATASET, "properties") == len({t.predicate for t in triples})
    parts = [number(f"{DATASET}#{view}", "triples") for view in ("resolved", "claims", "ontology")]
    assert sum(parts) == len(triples)
    assert number(f"{DATASET}#class-csto-Document", "entities") == 5
    assert number(f"{DATASET}#property-csto-chair", "triples") == 2


def test_the_descriptions_use_their_vocabularies_as_they_are(release: Path) -> None:
    """Only terms that VoID and DCAT have: a list of those used, checked by hand."""
    known = {
        VOID: {"Dataset", "class", "classPartition", "classes", "dataDump", "distinctObjects",
               "distinctSubjects", "entities", "exampleResource", "feature", "properties",
               "property", "propertyPartition", "subset", "triples", "uriSpace", "vocabulary"},
        DCAT: {"Dataset", "Distribution", "accessURL", "byteSize", "distribution", "downloadURL",
               "keyword", "mediaType", "packageFormat", "version"},
        SPDX: {"Checksum", "algorithm", "checksum", "checksumAlgorithm_sha256", "checksumValue"},
    }  # fmt: skip
    for name in ("void.ttl", "dcat.ttl"):
        quads = list(parse(path=str(release / name), format=RdfFormat.TURTLE))
        used = {q.predicate.value for q in quads} | {
            q.object.value for q in quads if isinstance(q.object, NamedNode)
            and q.predicate.value in (f"{RDF}type", f"{SPDX}algorithm")
        }  # fmt: skip
        for namespace, terms in known.items():
            assert {t.removeprefix(namespace) for t in used if t.startswith(namespace)} <= terms
        told = {(q.predicate.value, getattr(q.object, "value", "")) for q in quads
                if q.subject == NamedNode(DATASET)}  # fmt: skip
        assert (f"{DCT}license", "https://creativecommons.org/publicdomain/zero/1.0/") in told
        assert (f"{DCT}issued", "2026-01-02") in told
        assert (f"{DCAT}version", "0.1.0") in told
        assert (f"{DCT}source", f"{BASE}document/tass-2017-11-30") in told
        assert any("By Cautious." in value for _, value in told)


def test_every_distribution_is_a_file_with_its_size_and_sum(release: Path) -> None:
    quads = list(parse(path=str(release / "dcat.ttl"), format=RdfFormat.TURTLE))
    values = {(q.subject.value, q.predicate.value): q.object.value for q in quads}  # type: ignore[union-attr]
    nodes = [q.object.value for q in quads if q.predicate.value == f"{DCAT}distribution"]  # type: ignore[union-attr]
    assert len(nodes) == len(FILES)
    for node in nodes:
        address = values[node, f"{DCAT}downloadURL"]
        path = release / address.removeprefix(f"{BASE}release/0.1.0/")
        assert path.stat().st_size == int(values[node, f"{DCAT}byteSize"])
        digest = values[values[node, f"{SPDX}checksum"], f"{SPDX}checksumValue"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


def test_changes_are_told_as_facts(release: Path) -> None:
    # Without document 004 the membership began in August 2006, as 002 says.
    told = json.loads(read(release / "changes.json"))
    assert told["documents"] == {
        "added": [{"document": f"{BASE}document/asiaplus-2012-11-02",
                   "citation": "Asia-Plus 2012-11-02"}],
        "removed": [],
    }  # fmt: skip
    facts = {fact["text"]: fact for fact in told["facts"]}
    name = "Membership of Uzbekistan in the CSTO from 2006"
    start = facts[f"{name}: start changed from 2006-08 to [2006-06-23..2006-08-31]"]
    assert (start["node"], start["property"]) == (MEMBERSHIP, f"{CSTO}start")
    assert (start["agreement_before"], start["agreement_after"]) == ("SingleSource", "Disputed")
    assert "Extension of the Collective Security Treaty by Armenia: date is 1999-04" in facts
    assert sum(told["counts"].values()) == len(facts)
    text = read(release / "CHANGES.md")
    assert f"- {name}: start changed from 2006-08 to \\[2006-06-23..2006-08-31\\]" in text
    assert "- Asia-Plus 2012-11-02 (`document:asiaplus-2012-11-02`)" in text


def fact(value: str, *, of: str = "start", agreement: str = "Agreed", **more: str) -> Block:
    """A resolved value of a membership, as a block of N-Quads."""
    parts = {"modality": "Happened", "agreement": agreement, **more}
    key = hashlib.sha256(f"{of}{value}{more}".encode()).hexdigest()[:6]
    iri = f"{MEMBERSHIP}#{of}-{key}"
    lines = [
        f"<{iri}> <{RDF}type> <{CSTO}ResolvedValue> .",
        f"<{iri}> <{RDF}subject> <{MEMBERSHIP}> .",
        f"<{iri}> <{RDF}predicate> <{CSTO}{of}> .",
        f"<{iri}> <{RDF}object> {Literal(value)} .",
        *(f"<{iri}> <{CSTO}{name}> <{CSTO}{local}> ." for name, local in parts.items()),
    ]
    return Block(iri, "\n".join(lines).encode())


def state(*facts: Block) -> State:
    terms = [
        Block(
            f"{CSTO}{name}", f"<{CSTO}{name}> <{RDF}type> <{CSTO}SingleValuedProperty> .".encode()
        )
        for name in ("start", "end")
    ]
    label = f'<{MEMBERSHIP}> <{RDFS}label> "Membership_1" .'
    return state_of([*facts, *terms, Block(MEMBERSHIP, label.encode())])


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ([fact("2012-06-28")], [fact("2012")],
         ["Membership_1: csto:start changed from 2012-06-28 to 2012"]),
        ([], [fact("2012", of="end")], ["Membership_1: csto:end is 2012"]),
        ([fact("2012", of="end")], [], ["Membership_1: csto:end was 2012"]),
        ([fact("2012")], [fact("2012", agreement="Disputed")],
         ["Membership_1: csto:start 2012: agreed became disputed"]),
        ([fact("2012")], [fact("2012"), fact("2013", modality="Planned")],
         ["Membership_1: csto:start (planned) is 2013"]),
        ([fact("2012")], [fact("2012"), fact("2013", stance="Denies")],
         ["Membership_1: csto:start (denied) is 2013"]),
        # A property of many values has no changed ones.
        ([fact("a", of="topic"), fact("b", of="topic")], [fact("b", of="topic"),
                                                          fact("c", of="topic")],
         ["Membership_1: csto:topic was a", "Membership_1: csto:topic is c"]),
        ([fact("2012")], [fact("2012")], []),
    ],
)  # fmt: skip
def test_kinds_of_change(before: list[Block], after: list[Block], says: list[str]) -> None:
    told = as_json(state(*before), state(*after))
    assert [item["text"] for item in told["facts"]] == says
    text = as_markdown(told)
    for line in says:
        assert f"- {line.replace('_', chr(92) + '_')}" in text
    assert ("No fact and no document differs." in text) == (not says)


def test_labels_cannot_break_the_list(tmp_path: Path) -> None:
    told: dict[str, Any] = as_json(state(), state(fact("a\n# b <script> | [x](y)")))
    (line,) = (line for line in as_markdown(told).splitlines() if line.startswith("- "))
    assert line.endswith("is a \\# b \\<script\\> \\| \\[x\\](y)")


def test_equal_graphs_give_equal_releases(earlier: Path, run, tmp_path: Path) -> None:
    status, out, _ = run("release", str(tmp_path / "r"), "--without", "004", "--policy", "Cautious")
    assert (status, out) == (0, "")
    for path in sorted(earlier.rglob("*")):
        other = tmp_path / "r" / path.relative_to(earlier)
        if path.is_file() and path.name not in ("void.ttl", "dcat.ttl", "SHA256SUMS"):
            assert other.read_bytes() == path.read_bytes(), path
    # The command says how the graph was built, as the function was told nothing of it.
    assert "Left out: 004." in read(tmp_path / "r" / "void.ttl")
    assert [path.name for path in tmp_path.iterdir()] == ["r"]
    again = run("release", str(tmp_path / "r"), "--without", "004")
    assert (again[0], "--force replaces it" in again[2]) == (2, True)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda r: (r / "claims.ttl").write_text("", "utf-8"), "claims.ttl does not match its sum"),
        (lambda r: (r / "void.ttl").unlink(), "void.ttl is missing"),
        (lambda r: (r / "SHA256SUMS").unlink(), "has no SHA256SUMS, so it is no release"),
        (lambda r: (r / "SHA256SUMS").write_text("x", "utf-8"), "SHA256SUMS:1: is no sum"),
        (lambda r: (r / "SHA256SUMS").write_bytes(b"\xff"), "byte 0 is not UTF-8"),
        (lambda r: (r / "SHA256SUMS").write_text(f"{'0' * 64}  ../../etc/passwd\n", "utf-8"),
         "SHA256SUMS:1: is no sum"),
        (lambda r: (r / "SHA256SUMS").write_text("", "utf-8"), "has no csto-graph.nq in its sums"),
        (shutil.rmtree, "is no folder, so it is no release"),
    ],
)  # fmt: skip
def test_a_damaged_earlier_release_is_told(
    graph: Graph, earlier: Path, tmp_path: Path, damage: Any, says: str
) -> None:
    old = tmp_path / "old"
    shutil.copytree(earlier, old)
    damage(old)
    with pytest.raises(DataError, match=says):
        write_release(graph, tmp_path / "new", since=old)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--base-url", "example.org"], "base-url: 'example.org' is no address"),
        (["--base-url", "https://example.org/x"], "is no address that ends in a slash"),
        (["--issued", "today"], "issued: 'today' is not a date"),
        (["--since-release", "/no/such/folder"], "/no/such/folder: is no folder"),
    ],
)
def test_bad_requests_are_told_before_the_work(run, tmp_path, args: list[str], says: str) -> None:
    status, out, err = run("release", str(tmp_path / "r"), *args)
    assert (status in (1, 2), out) == (True, "")
    assert says in err
    assert len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_release_is_never_replaced(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    for force in (False, True):
        with pytest.raises(CstoGraphError, match=r"--force replaces it|holds no SHA256SUMS"):
            write_release(graph, tmp_path, force=force)
    with pytest.raises(CstoGraphError, match="is there, and is no folder"):
        write_release(graph, tmp_path / "thesis.txt", force=True)
    with pytest.raises(CstoGraphError, match="is no folder; make it first"):
        write_release(graph, tmp_path / "no" / "such")
    with pytest.raises(ParameterError, match="not from an endpoint"):
        write_release(Graph(None, {}, None), tmp_path / "r")  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
