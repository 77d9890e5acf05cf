import json
import subprocess
from pathlib import Path

from prime.corpus import FORBIDDEN, build, held_out, licence_of, near_duplicates

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


def test_near_copies_are_found() -> None:
    other = CODE.replace("argument", "parameter").replace("function", "procedure")
    rows = [{"text": CODE}, {"text": CODE + "\n# one more line\n"}, {"text": other}]
    assert near_duplicates(rows) == [False, True, False]


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
    mine = {"a.py": CODE, "b.py": CODE, "x.min.js": minified, "big.js": minified}
    repository(tmp_path / "m/honojs+hono/repo", MIT, mine)
    repository(
        tmp_path / "m/some+gpl/repo", "GNU GENERAL PUBLIC LICENSE", {"a.py": CODE + "\nx = 1"}
    )
    report = tmp_path / "report.json"
    build(tmp_path / "m", tmp_path / "out", report, 10**6)
    lines = (tmp_path / "out/train.jsonl").read_text().splitlines()
    assert [json.loads(x)["path"] for x in lines] in (["a.py"], ["b.py"])
    rows = {r["repository"]: r for r in json.loads(report.read_text())["repositories"]}
    assert rows["honojs/hono"]["licence"] == "MIT" and rows["honojs/hono"]["files"] == 1
    assert rows["some/gpl"]["licence"] is None and rows["some/gpl"]["files"] == 0
