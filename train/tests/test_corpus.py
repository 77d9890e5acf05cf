import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from prime.corpus import overlap
from prime.corpus.build import FORBIDDEN, build, held_out, listed
from prime.corpus.duplicates import Duplicates, rolling
from prime.corpus.english import english
from prime.corpus.overlap import Overlap
from prime.corpus.scrub import keep_text, scrub, without_licence
from prime.corpus.snapshot import licence_of

MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy"
CODE = "\n".join(f"def function_{i}(argument):\n    return argument + {i}" for i in range(30))


def test_only_permissive_licences_are_known() -> None:
    assert licence_of(MIT) == "MIT"
    assert licence_of("Apache License\n  Version 2.0, January 2004") == "Apache-2.0"
    assert licence_of("GNU GENERAL PUBLIC LICENSE") is None
    assert licence_of("Attribution-NonCommercial 4.0 International") is None
    assert licence_of("All rights reserved.") is None


def test_the_held_out_repositories_are_held_out() -> None:
    for name in ("vuejs/core", "Textualize/textual", "TheAlgorithms/TypeScript"):
        assert held_out(name)
    assert not held_out("honojs/hono")
    assert FORBIDDEN.search("openai/human-eval") and FORBIDDEN.search("google/mbpp")


@pytest.mark.parametrize(
    ("text", "prose", "kept"),
    [
        (
            "The guide says which of the options are for you to set; that is all.",
            True,
            True,
        ),
        (
            "La guía dice que en la lista de opciones hay una para los demás.",
            True,
            False,
        ),
        ("Die Anleitung sagt, was das ist und von wem der Text ist.", True, False),
        ("See https://example.com/de/la for the names of Müller and Gödel.", True, True),
        ("这些示例处于积极维护状态，如果遇到问题请随时提交。 npm install", True, False),
        ("const заголовок = новый('имя'); // строка и ещё строка", False, False),
        ("for de in la: un = el(de, la, un) # not prose", False, True),
        ("name = 'Škoda'\nprint(f'{name} drives')", False, True),
    ],
)
def test_what_is_not_english_is_left_out(text: str, prose: bool, kept: bool) -> None:
    assert english(text, prose) == kept


def test_near_copies_are_found() -> None:
    other = CODE.replace("argument", "parameter").replace("function", "procedure")
    seen = Duplicates()
    assert [seen.resembled(x) for x in (CODE, CODE + "\n# one more line\n", other)] == [
        False, True, False
    ]  # fmt: skip
    assert [seen.copied(x) for x in (CODE, CODE.replace("\n", "\r\n"), other)] == [
        False, True, False
    ]  # fmt: skip


def test_the_rolling_hash_is_the_polynomial() -> None:
    x = np.random.default_rng(0).integers(33, 127, 60).astype(np.uint64)
    for at, h in enumerate(rolling(x)):
        slow = 0
        for v in x[at : at + 24]:
            slow = (slow * 0x100000001B3 + int(v)) % 2**64
        assert int(h) == slow


def test_thirteen_words_of_a_benchmark_are_found_whatever_stands_between() -> None:
    problem = "def has close elements numbers threshold check if in given list of any two"
    known = Overlap([problem])
    words = problem.split()
    assert known.of("# before\n" + "(\n".join(words[1:]).upper() + " after") == 1
    assert known.of(" ".join(words[:12]) + " other " + " ".join(words[12:])) == 0
    assert known.of("few words") == 0


def test_the_overlap_check_fails_on_a_corpus_that_repeats_a_problem(tmp_path: Path) -> None:
    problem = " ".join(f"word{i}" for i in range(20))
    (tmp_path / "b.jsonl").write_text(json.dumps({"prompt": [problem], "n": 1}) + "\n")
    for text, status in ((CODE, 0), (CODE + problem, 1)):
        row = {"repository": "a/b", "path": "c.py", "text": text}
        (tmp_path / "c.jsonl").write_text(json.dumps(row) + "\n")
        with pytest.raises(SystemExit) as ended:
            overlap.main(["--benchmark", f"{tmp_path}/b.jsonl", "--corpus", f"{tmp_path}/c.jsonl"])
        assert ended.value.code == status


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("mail jane.doe+x@some-host.co.uk now", "mail somebody@example.com now"),
        ("Ada <ada@lovelace.org>", "Ada <somebody@example.com>"),
        ("me@example.com stays", "me@example.com stays"),
        ("git@github.com:o/r.git", "git@github.com:o/r.git"),
        ("y = w@x.to(device)", "y = w@x.to(device)"),
        ("y = a@b.T", "y = a@b.T"),
        ("lodash@4.17.21", "lodash@4.17.21"),
        ("@angular/core and @app.get", "@angular/core and @app.get"),
        ("https://unpkg.com/x@y.com/z", "https://unpkg.com/x@y.com/z"),
        ("id = 'AKIA" + "ABCDEFGH01234567'", "id = 'REDACTED'"),
        ("t = 'ghp_" + "a1B2" * 9 + "'", "t = 'REDACTED'"),
        ("api_key = 'x9" + "aB3dE5fG7hJ1kL2mN4'", "api_key = 'REDACTED'"),
        ("token: 'your-token-goes-here-please'", "token: 'your-token-goes-here-please'"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nx", "REDACTED\nx"),
    ],
)
def test_secrets_and_addresses_are_taken_out(text: str, wanted: str) -> None:
    assert scrub(text) == (wanted, int(text != wanted))


LICENSED = "Licensed under the Apache License, you may not use this file. " * 3


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"# Copyright 2020\n#\n# {LICENSED}\n\nimport os\n", "import os\n"),
        (f"#!/usr/bin/env python\n# {LICENSED}\nx = 1\n", "#!/usr/bin/env python\nx = 1\n"),
        (f"/**\n * {LICENSED}\n */\n\nlet x;\n", "let x;\n"),
        (f"<!--\n{LICENSED}\n-->\n# Title\n", "# Title\n"),
        ("// All rights reserved.\nlet x;\n", "// All rights reserved.\nlet x;\n"),
        (f"// {'What this module is for. ' * 9}\nlet x;\n",) * 2,
        (f"let x;\n// {LICENSED}\n",) * 2,
    ],
)
def test_a_file_does_not_begin_with_a_licence(text: str, wanted: str) -> None:
    assert without_licence(text) == wanted


def test_data_and_repetition_are_not_writing() -> None:
    assert keep_text(CODE)
    assert not keep_text("0.5, 1.25, 7\n" * 40)
    assert not keep_text("the same line again\n" * 40)
    assert not keep_text("# @generated\n" + CODE)


def test_a_repository_that_was_not_fetched_is_named(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("a/b  # why\n\n")
    with pytest.raises(SystemExit, match=r"no snapshot .* of a/b"):
        listed(tmp_path / "list", tmp_path)


def repository(folder: Path, licence: str, files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    git = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@t"]
    subprocess.run([*git, "init", "-q", "."], check=True)
    for name, text in {"LICENSE": licence, **files}.items():
        (folder / name).write_text(text)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "x"], check=True)


def test_a_corpus_is_built_with_its_provenance(tmp_path: Path) -> None:
    minified = "var a=1;" * 400
    problem = CODE.replace("function", "method").replace("argument", "given")
    mine = {"a.py": CODE, "b.py": CODE, "x.min.js": minified, "big.js": minified, "p.py": problem}
    repository(tmp_path / "m/honojs+hono/repo", MIT, mine)
    repository(
        tmp_path / "m/some+gpl/repo", "GNU GENERAL PUBLIC LICENSE", {"a.py": CODE + "\nx = 1"}
    )
    report = tmp_path / "report.json"
    (tmp_path / "list").write_text("honojs/hono\nsome/gpl\n")
    found = listed(tmp_path / "list", tmp_path / "m")
    build(found, tmp_path / "out", report, 10**6, Overlap([problem]))
    lines = (tmp_path / "out/train.jsonl").read_text().splitlines()
    assert [json.loads(x)["path"] for x in lines] in (["a.py"], ["b.py"])
    rows = {r["repository"]: r for r in json.loads(report.read_text())["repositories"]}
    assert rows["honojs/hono"]["licence"] == "MIT" and rows["honojs/hono"]["files"] == 1
    assert rows["some/gpl"]["licence"] is None and rows["some/gpl"]["files"] == 0
    summary = json.loads(report.read_text())["summary"]
    assert summary["benchmarkOverlaps"] == 1 and summary["exactDuplicates"] == 1


def test_a_held_out_repository_gives_less(tmp_path: Path) -> None:
    files = {f"{i}.py": CODE.replace("argument", f"argument{i}" * 9) for i in range(6)}
    for name in ("vuejs/core", "honojs/hono"):
        repository(tmp_path / name, MIT, {n: t + name for n, t in files.items()})
    found, report = (
        {name: tmp_path / name for name in ("vuejs/core", "honojs/hono")},
        tmp_path / "r",
    )
    build(found, tmp_path / "out", report, 10**6, held_out_cap=1)
    rows = json.loads(report.read_text())["repositories"]
    counted = {r["repository"]: r["files"] for r in rows}
    assert counted["vuejs/core"] == 1 < counted["honojs/hono"]
